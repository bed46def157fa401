"""Listening sockets: one port for IPv4 and IPv6, and clear words when it is taken."""

import contextlib
import socket

import pytest

from fakecf.server import ports
from fakecf.server.ports import ListenError


@pytest.fixture
def listen():
    with contextlib.ExitStack() as closing:

        def start(host, port=0):
            return [closing.enter_context(each) for each in ports.listen(host, port, listener="uaa")]

        yield start


@pytest.fixture
def taken():
    """A port with a socket that listens on the IPv6 loopback only.

    It is none of those that the system gives to whoever asks for any: another test may hold its IPv4 side.
    """
    with socket.socket(socket.AF_INET6) as sock:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        port = next(each for each in range(20000, 30000) if _binds(each))
        sock.bind(("::1", port))
        sock.listen()
        yield port


def _binds(port):
    """Whether *port* is free in both families."""
    with socket.socket() as ipv4, socket.socket(socket.AF_INET6) as ipv6, contextlib.suppress(OSError):
        ipv4.bind(("127.0.0.1", port))
        ipv6.bind(("::1", port))
        return True
    return False


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_both_families_on_one_port(listen, host):
    first, second = listen(host)
    assert [first.getsockname()[0], second.getsockname()[0]] == ["127.0.0.1", "::1"]
    assert first.getsockname()[1] == second.getsockname()[1]


@pytest.mark.parametrize("host", ["::1", "0.0.0.0", "127.0.0.2"])  # noqa: S104
def test_any_other_host_is_itself(listen, host):
    (only,) = listen(host)
    assert only.getsockname()[0] == host


def test_a_port_that_is_taken_is_refused_with_host_port_and_listener(listen):
    """R-14."""
    port = listen("127.0.0.1")[0].getsockname()[1]
    with pytest.raises(ListenError, match=f"the uaa listener cannot have 127.0.0.1:{port}: Address already in use"):
        listen("127.0.0.1", port)


def test_a_port_that_is_taken_for_ipv6_is_refused(listen, taken):
    """`localhost` would lead to the other program."""
    with pytest.raises(ListenError, match=f"the uaa listener cannot have localhost:{taken}: Address already in use"):
        listen("localhost", taken)
    with socket.socket() as free:
        free.bind(("127.0.0.1", taken))


def test_a_host_that_is_not_of_this_machine_is_refused(listen):
    with pytest.raises(ListenError, match=r"the uaa listener cannot have 192\.0\.2\.1:0: Cannot assign"):
        listen("192.0.2.1")


def test_a_host_that_does_not_exist_is_refused(listen):
    with pytest.raises(ListenError, match=r"the uaa listener cannot have no\.such\.invalid:0: "):
        listen("no.such.invalid")
