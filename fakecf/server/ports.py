"""Listening sockets, bound at once or refused with the name of what is in the way."""

import contextlib
import errno
import os
import socket

BACKLOG = 512
_ATTEMPTS = 50
_LOOPBACK = ("127.0.0.1", "localhost")
_WITHOUT_IPV6 = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class ListenError(OSError):
    """A listener cannot have its port; says which listener, which host and port, and why."""


def listen(host: str, port: int, *, listener: str) -> list[socket.socket]:
    """Sockets that listen on *host*; for loopback on 127.0.0.1 and, where there is IPv6, on ::1, with one port.

    `localhost` may mean ::1 first (reliability 1.3), so a port taken on either is taken. Raises ListenError.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _loopback(port) if host in _LOOPBACK else [_bound(host, port)]
        except OSError as error:
            if port == 0 and error.errno == errno.EADDRINUSE:
                continue
            raise ListenError(
                error.errno, f"the {listener} listener cannot have {host}:{port}: {error.strerror or error}"
            ) from error
    raise ListenError(errno.EADDRINUSE, f"the {listener} listener found no port that is free on 127.0.0.1 and ::1")


def _loopback(port: int) -> list[socket.socket]:
    with contextlib.ExitStack() as taken:
        first = taken.enter_context(_bound("127.0.0.1", port))
        try:
            second = [taken.enter_context(_bound("::1", first.getsockname()[1]))]
        except OSError as error:
            if error.errno not in _WITHOUT_IPV6:
                raise
            second = []
        taken.pop_all()
    return [first, *second]


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with contextlib.ExitStack() as unfinished:
        sock = unfinished.enter_context(socket.socket(family, kind, protocol))
        # On Windows SO_REUSEADDR would let a second process steal the port.
        alone = "SO_REUSEADDR" if os.name == "posix" else "SO_EXCLUSIVEADDRUSE"
        sock.setsockopt(socket.SOL_SOCKET, getattr(socket, alone), 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
        unfinished.pop_all()
    if port == 0:
        return _chosen(host, sock)
    sock.listen(BACKLOG)
    sock.setblocking(False)
    return sock


def _chosen(host: str, sock: socket.socket) -> socket.socket:
    """Another socket on the free port that *sock* found: only a port that was asked for stays ours while it is shut."""
    with sock:
        return _bound(host, sock.getsockname()[1])
