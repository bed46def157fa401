"""Listeners: starting, stopping, and too many clients."""

import contextlib
import os
import resource
import socket
import threading
import time
from pathlib import Path

import pytest

from fakecf.server.limits import Limits
from fakecf.server.listener import Listener

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
LAST_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def ok(_environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def open_files():
    return len(list(Path("/dev/fd").iterdir()))


def soon(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def our_threads():
    for thread in threading.enumerate():
        if thread.name.startswith("fakecf-api"):
            thread.join(0.5)  # a thread that has given up its connection still has to return
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("fakecf-api")]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_loopback_listener_is_reached_over_ipv4_and_ipv6(listen, connect, host):
    assert connect(listen(ok), host=host).get().until(b"ok") == OK


def test_a_listener_on_one_address_is_reached_there(listen, connect):
    assert connect(listen(ok, host="0.0.0.0")).get().until(b"ok") == OK  # noqa: S104


def test_a_connection_serves_many_requests(talk):
    _, dial = talk(ok)
    wire = dial()
    for _ in range(50):
        assert wire.get().until(b"ok") == OK


def test_stop_ends_idle_connections_at_once(talk):
    """Rule 9."""
    listener, dial = talk(ok)
    wires = [dial() for _ in range(5)]
    for wire in wires:
        wire.get().until(b"ok")
    begun = time.monotonic()
    listener.stop(grace=10)
    assert time.monotonic() - begun < 2
    assert [wire.everything() for wire in wires] == [b""] * 5


def test_stop_ends_connections_that_have_said_nothing_or_half_a_head(listen, connect):
    listener = listen(ok)
    wires = [connect(listener), connect(listener).send(b"GET / HT")]
    assert connect(listener).get().until(b"ok") == OK  # so the two before it have been accepted
    begun = time.monotonic()
    listener.stop(grace=10)
    assert time.monotonic() - begun < 2
    assert [wire.everything() for wire in wires] == [b"", b""]


def test_stop_lets_a_running_answer_finish_with_connection_close(talk, begun, happens):
    """Rule 9."""

    def slow(environ, start_response):
        begun.set()
        happens.soon()
        return ok(environ, start_response)

    listener, dial = talk(slow)
    wire = dial().get()
    begun.soon()
    stopping = threading.Thread(target=listener.stop, args=(10,))
    stopping.start()
    listener._service.stopped.wait()
    happens.set()
    assert wire.everything() == LAST_OK
    stopping.join()


def test_stop_shuts_what_is_not_finished_within_the_grace(talk, happens):
    """Rule 9: all threads are joined."""

    def endless(_environ, start_response):
        start_response("200 OK", [])
        happens.set()
        while True:
            yield bytes(65536)

    listener, dial = talk(endless)
    dial().get()
    happens.soon()
    listener.stop(grace=0.05)
    assert our_threads() == []
    assert listener.uncaught == 0


def test_an_application_that_never_returns_is_named_and_left(listen, connect, begun, happens, caplog):
    seen: list[bool] = []

    def stuck(environ, start_response):
        begun.set()
        happens.soon()
        seen.append(environ["fakecf.wait"](1e9))
        return ok(environ, start_response)

    listener = listen(stuck)
    connect(listener).get()
    begun.soon()
    listener.stop(grace=0)
    assert caplog.messages == ["api: the application did not return when its clients were gone"]
    happens.set()
    assert our_threads() == []
    assert (seen, listener.uncaught) == ([True], 0)


def test_files_and_threads_are_back_where_they_were_after_stop(server_tls, client_tls, connect):
    """R-11; 20 clients of each kind: idle, half-way through a head, closed, over HTTP and TLS."""
    files = open_files()
    for tls in (None, server_tls):
        listener = Listener(ok, name="api", tls=tls)
        listener.start()
        wires = [connect(listener, None if tls is None else client_tls) for _ in range(60)]
        for wire in wires[:20]:
            wire.get().until(b"ok")
        for wire in wires[20:40]:
            wire.send(b"GET / HT")
        for wire in wires[40:]:
            wire.get("/", "Connection: close").everything()
        listener.stop()
        for wire in wires:
            wire.close()
    assert our_threads() == []
    assert open_files() == files


def test_stop_works_twice_and_before_start():
    files = open_files()
    listener = Listener(ok, name="api")
    listener.stop()
    listener.stop()
    assert open_files() == files


def test_a_stopped_listener_gives_its_port_back(listen, connect):
    first = listen(ok)
    connect(first).get().until(b"ok")
    first.stop()
    assert connect(listen(ok, port=first.port)).get().until(b"ok") == OK


def test_more_clients_than_allowed_are_answered_503(talk):
    _, dial = talk(ok, limits=Limits(connections=2))
    held = [dial() for _ in range(2)]
    assert [wire.get().until(b"ok") for wire in held] == [OK, OK]
    assert dial().everything() == (
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: 46\r\nConnection: close\r\n\r\n503 Service Unavailable: too many connections\n"
    )
    assert held[0].get().until(b"ok") == OK


def test_a_crowd_of_clients_is_closed_without_a_word(listen, connect):
    listener = listen(ok, limits=Limits(connections=0, linger=60))
    turned_away = [connect(listener) for _ in range(64)]
    assert {wire.until(b"connections\n")[:13] for wire in turned_away} == {b"HTTP/1.1 503 "}
    assert connect(listener).everything() == b""


def test_a_listener_has_an_accept_thread_of_its_own(listen, connect, happens):
    """Rule 8: whoever holds up one listener holds up no other."""

    def stuck(_environ, _start_response):
        happens.soon()
        return []

    busy, free = listen(stuck, limits=Limits(connections=1)), listen(ok)
    for _ in range(3):
        connect(busy).get()
    assert connect(free).get().until(b"ok") == OK
    happens.set()


@contextlib.contextmanager
def no_free_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    taken: list[int] = []
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.dup(0))
        yield
    finally:
        for number in taken:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_without_free_files_accepting_pauses_and_goes_on(listen, connect, caplog):
    """Rule 10: no client is lost, one line is logged, and the processor is left alone."""
    listener = listen(ok)
    connect(listener).get().until(b"ok")  # so accepting has begun
    with socket.socket() as client:
        client.settimeout(0.3)
        with no_free_files():
            client.connect(("127.0.0.1", listener.port))
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            worked = time.process_time()
            with pytest.raises(TimeoutError):
                client.recv(1)
            assert time.process_time() - worked < 0.1
        client.settimeout(10)
        assert client.recv(65536) == LAST_OK
    assert caplog.messages == ["api: cannot accept connections for now: [Errno 24] Too many open files"]


@pytest.mark.parametrize("moment", ["before it begins", "while it is reminded"])
def test_accepting_begins_and_is_reminded_without_a_file(moment, connect, caplog):
    listener = Listener(ok, name="api")
    if moment == "while it is reminded":
        listener.start()
        connect(listener).get().until(b"ok")
    with no_free_files():
        listener.start() if moment == "before it begins" else listener.mind()
    assert connect(listener).get().until(b"ok") == OK
    assert caplog.messages == []
    listener.stop()


def test_a_client_that_left_before_it_was_seen_troubles_nobody(listen, connect, caplog):
    listener = listen(ok)
    listener._welcome(listener._doors.open()[0])
    assert connect(listener).get().until(b"ok") == OK
    assert caplog.messages == []


def test_without_threads_a_client_is_closed_and_the_next_one_served(listen, connect, caplog):
    listener = listen(ok)
    usual = threading.stack_size(1 << 46)  # no machine has room for such a thread
    try:
        assert connect(listener).everything() == b""
    finally:
        threading.stack_size(usual)
    assert connect(listener).get().until(b"ok") == OK
    assert caplog.messages == ["api: can't start new thread"]


def test_idle_connections_do_not_slow_the_next_one(listen, connect):
    """R-10, in small."""
    listener = listen(ok)
    for _ in range(200):
        connect(listener).get().until(b"ok")
    begun = time.monotonic()
    assert connect(listener).get().until(b"ok") == OK
    assert time.monotonic() - begun < 1


def test_whoever_comes_through_a_port_that_should_be_shut_is_reset(listen, connect, monkeypatch):
    """Where a listening socket cannot be shut, or while it is being shut."""
    monkeypatch.setattr("fakecf.server.doors._CAN_LOCK", False)
    listener = listen(ok, refusing=lambda: 60.0)
    with pytest.raises(ConnectionResetError):
        connect(listener).everything()
