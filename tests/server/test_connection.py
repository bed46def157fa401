"""How connections end: hang-ups, waits that are cut short, and clients that leave."""

import socket

import pytest

from fakecf.server.limits import Limits
from fakecf.web import Hangup

FOREVER = 1e9


def quick(environ, start_response):
    """Answers at once, so that a later request on the connection can be the one that fails."""
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def after(count, app):
    """*app* for the request after *count* quick ones."""
    seen = []

    def counting(environ, start_response):
        seen.append(environ)
        return (quick if len(seen) <= count else app)(environ, start_response)

    return counting


def warm_up(wire, count):
    for _ in range(count):
        assert wire.get().until(b"ok") == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    return wire.get()


def hang_up(how):
    def app(_environ, _start_response):
        raise Hangup(how)

    return app


def hang_up_in_the_body(how):
    def app(_environ, start_response):
        start_response("200 OK", [("Content-Length", "1000000")])
        yield bytes(100_000)
        raise Hangup(how)

    return app


@pytest.mark.parametrize("earlier", [0, 2])
@pytest.mark.parametrize(("app", "size"), [(hang_up, 0), (hang_up_in_the_body, 100_000)])
def test_a_reset_is_a_rst_on_the_wire(talk, app, size, earlier):
    """Rule 3 and R-09."""
    listener, dial = talk(after(earlier, app("reset")))
    assert len(warm_up(dial(), earlier).until_reset()) in range(size, size + 1500)  # a head, and what TLS adds
    assert listener.uncaught == 0


@pytest.mark.parametrize("earlier", [0, 2])
def test_all_bytes_before_a_reset_arrive(listen, connect, earlier):
    wire = warm_up(connect(listen(after(earlier, hang_up_in_the_body("reset")))), earlier)
    assert wire.until_reset() == b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + bytes(100_000)


@pytest.mark.parametrize("earlier", [0, 2])
def test_a_close_is_a_fin_on_the_wire(talk, earlier):
    _, dial = talk(after(earlier, hang_up("close")))
    assert warm_up(dial(), earlier).everything() == b""
    _, dial = talk(after(earlier, hang_up_in_the_body("close")))
    assert warm_up(dial(), earlier).everything() == (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + bytes(100_000)
    )


def test_a_close_is_a_fin_also_when_the_client_has_said_more(talk):
    _, dial = talk(hang_up("close"))
    wire = dial().send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000))
    assert wire.everything() == b""


def test_a_client_that_goes_on_sending_after_a_close_is_cut_off(listen, connect):
    """Nobody may hold a closing connection, and its thread, for longer than it takes to read the answer."""
    listener = listen(quick, limits=Limits(linger=0.05))
    wire = connect(listener).get("/", "Connection: close")
    assert wire.everything().endswith(b"ok")
    wire.send_until_refused()
    assert listener.uncaught == 0


def waiting(happens, seen, seconds=FOREVER):
    def app(environ, start_response):
        happens.set()
        seen.append(environ["fakecf.wait"](seconds))
        return quick(environ, start_response)

    return app


def test_a_wait_ends_with_false_when_its_time_is_over(talk, happens):
    seen: list[bool] = []
    _, dial = talk(waiting(happens, seen, 0.01))
    assert dial().get().until(b"ok").endswith(b"ok")
    assert seen == [False]


def test_a_wait_ends_when_the_server_stops(talk, happens):
    """Rule 4."""
    seen: list[bool] = []
    listener, dial = talk(waiting(happens, seen))
    wire = dial().get()
    happens.soon()
    listener.stop()
    assert seen == [True]
    assert wire.everything() == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@pytest.mark.parametrize("unread", [b"", b"an unread body"])
def test_a_wait_ends_when_the_client_leaves(talk, begun, happens, unread):
    """Rule 4; a client is seen leaving also behind what nobody has read."""
    seen = []

    def app(environ, start_response):
        begun.set()
        seen.append(environ["fakecf.wait"](FOREVER))
        happens.set()
        return quick(environ, start_response)

    listener, dial = talk(app)
    wire = dial().send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n" + unread)
    begun.soon()
    wire.close()
    happens.soon()
    assert seen == [True]
    assert listener.uncaught == 0


def test_a_wait_for_a_second_thing_ends_with_false_when_that_comes(listen, connect, happens):
    mine, other = socket.socketpair()

    def app(environ, start_response):
        happens.set()
        start_response("200 OK", [("Content-Length", "5")])
        return [str(environ["fakecf.wait"](FOREVER, mine)).encode()]

    with mine, other:
        wire = connect(listen(app)).get()
        happens.soon()
        other.send(b"x")
        assert wire.until(b"False").endswith(b"\r\n\r\nFalse")


class Endless:
    """A body that notes when it is closed."""

    def __init__(self, closed):
        self.closed = closed

    def __iter__(self):
        return self

    def __next__(self):
        return bytes(65536)

    def close(self):
        self.closed.set()


def endless(closed):
    def app(_environ, start_response):
        start_response("200 OK", [("Content-Length", "1000000000000")])
        return Endless(closed)

    return app


def test_a_client_that_leaves_during_its_download_closes_the_body(talk, happens):
    """R-08."""
    listener, dial = talk(endless(happens))
    wire = dial().get()
    wire.receive()
    wire.close()
    happens.soon()
    assert listener.uncaught == 0


def test_a_client_that_reads_nothing_is_reaped(talk, happens):
    """T-40: a zero window."""
    listener, dial = talk(endless(happens), limits=Limits(write_stall=0.1))
    dial().get()
    happens.soon()
    assert listener.uncaught == 0


def test_a_body_is_closed_also_when_its_head_is_refused(listen, connect, happens):
    def app(_environ, start_response):
        start_response("200 OK", [("A", "\n")])
        return Endless(happens)

    assert connect(listen(app)).get().everything().startswith(b"HTTP/1.1 500 ")
    happens.soon()


def test_a_body_that_fails_to_close_is_counted(listen, connect):
    class Stuck(Endless):
        def __next__(self):
            raise StopIteration

        def close(self):
            raise RuntimeError("stuck")

    def app(_environ, start_response):
        start_response("200 OK", [("Content-Length", "0")])
        return Stuck(None)

    listener = listen(app)
    assert connect(listener).get().everything() == b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    assert listener.uncaught == 1


def test_a_body_that_is_not_of_bytes_is_a_failure_of_the_application(listen, connect):
    """Rule 12: counted, answered, and nobody else is troubled."""

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "2")])
        return [3] if environ["PATH_INFO"] == "/bad" else [b"ok"]

    listener = listen(app)
    assert connect(listener).get("/bad").everything().startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert connect(listener).get().until(b"ok").endswith(b"ok")
    assert listener.uncaught == 1


def test_a_failure_below_the_application_is_counted_and_logged(listen, connect, caplog):
    """Rule 12; what is no TLS context cannot shake hands."""
    listener = listen(quick, tls=object())
    assert connect(listener).send(b"\x16").until_closed() == b""
    assert listener.uncaught == 1
    assert caplog.messages[0].startswith("api: AttributeError: 'object' object has no attribute 'wrap_socket' (")


def test_a_client_that_does_not_finish_its_tls_handshake_is_reaped(listen, connect, server_tls):
    listener = listen(quick, tls=server_tls, limits=Limits(handshake=0.05))
    assert connect(listener).everything() == b""
    wire = connect(listener).send(b"\x16\x03\x01\x02\x00\x01")
    assert wire.everything() == b""
    assert listener.uncaught == 0


def test_bytes_that_are_neither_tls_nor_http_end_their_own_connection_only(listen, connect, server_tls, client_tls):
    listener = listen(quick, tls=server_tls)
    connect(listener).send(bytes(100))
    assert connect(listener, client_tls).get().until(b"ok").endswith(b"ok")
    assert listener.uncaught == 0
