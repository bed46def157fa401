"""One client's socket: reads and writes with an end, and the ways to finish."""

import contextlib
import os
import socket
import ssl
import struct
import time
from collections.abc import Iterator

from fakecf.server.waiting import HasFileno, departed, readable, writable
from fakecf.web import GoneError

RECEIVED_AT_ONCE = 64 * 1024  # more than a record of TLS, so that nothing stays where no poll sees it
_JOINED = 384 * 1024  # a block of 256 KiB and a head, so that they travel together
_AN_INSTANT = 0.001
_DELIVERY = 1.0
_LINGER = struct.Struct("ii" if os.name == "posix" else "hh")


@contextlib.contextmanager
def _or_gone() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GoneError(str(error)) from error


class Channel:
    """A client's socket; *stop* becomes readable when the server stops. Only `shut` may be called by other threads."""

    def __init__(self, sock: socket.socket, stop: socket.socket, write_stall: float) -> None:
        self._socket = sock
        self._stop = stop
        self._write_stall = write_stall

    def prepare(self) -> None:
        with _or_gone():
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def first_byte(self, timeout: float) -> bytes:
        """What the client says first, left unread."""
        with _or_gone():
            self._await_bytes(timeout, until_stop=True)
            return self._socket.recv(1, socket.MSG_PEEK)

    def secure(self, tls: ssl.SSLContext, timeout: float) -> None:
        """Shake hands; the whole handshake has *timeout* seconds."""
        deadline = time.monotonic() + timeout
        with _or_gone():
            secured = tls.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
            self._socket = secured
            while True:
                try:
                    return secured.do_handshake()
                except ssl.SSLWantReadError:
                    self._await_bytes(deadline - time.monotonic(), until_stop=True)

    def receive(self, timeout: float, *, until_stop: bool = False) -> bytes:
        """What has come, b"" at the end; raises TimeoutError or GoneError, *until_stop* also when the server stops."""
        deadline = time.monotonic() + timeout
        while True:
            self._await_bytes(deadline - time.monotonic(), until_stop=until_stop)
            with _or_gone(), contextlib.suppress(BlockingIOError, ssl.SSLWantReadError):  # a part of a TLS record
                return self._socket.recv(RECEIVED_AT_ONCE)

    def _await_bytes(self, timeout: float, *, until_stop: bool) -> None:
        ready = readable((self._socket, self._stop) if until_stop else (self._socket,), timeout)
        if not ready:
            raise TimeoutError
        if self._socket.fileno() not in ready:
            raise GoneError("the server stops")

    def send(self, *parts: bytes | memoryview) -> None:
        """All of *parts*, with one system call where they are small; raises GoneError when the client takes none."""
        if sum(map(len, parts)) <= _JOINED:
            parts = (parts[0] if len(parts) == 1 else b"".join(parts),)
        with _or_gone():
            for part in parts:
                view = memoryview(part)
                while view:
                    view = view[self._send_some(view[:_JOINED]) :]

    def _send_some(self, block: memoryview) -> int:
        while True:
            try:
                return self._socket.send(block)
            except (BlockingIOError, ssl.SSLWantWriteError):
                if not writable(self._socket, self._write_stall):
                    raise TimeoutError("the client takes nothing") from None

    def wait(self, seconds: float, *also: HasFileno) -> bool:
        """Let time pass; True when the client leaves or the server stops before *seconds* are over.

        When one of *also* becomes readable the wait ends early as well, with False.
        """
        with contextlib.suppress(OSError, ValueError):  # closed while the server stops
            ready = departed(self._socket, (self._stop, *also), seconds)
            return self._socket.fileno() in ready or self._stop.fileno() in ready
        return True

    def reset(self) -> None:
        """Make the coming `close` a RST, after all that was sent has reached the client's machine."""
        deadline = time.monotonic() + _DELIVERY
        while _undelivered(self._socket) and time.monotonic() < deadline and not self.wait(_AN_INSTANT):
            pass
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER.pack(1, 0))

    def linger(self, seconds: float) -> None:
        """End our side and read on for a while: a RST would take the answer away from the client (werkzeug#1313)."""
        deadline = time.monotonic() + seconds
        self.farewell()
        with contextlib.suppress(OSError, ValueError):
            socket.socket.shutdown(self._socket, socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                if self._socket.fileno() not in readable((self._socket, self._stop), left):
                    return
                if not socket.socket.recv(self._socket, RECEIVED_AT_ONCE):
                    return

    def farewell(self) -> None:
        """The close_notify of TLS, without waiting for the client's."""
        if isinstance(self._socket, ssl.SSLSocket):
            with contextlib.suppress(OSError, ValueError):
                self._socket.unwrap()

    def shut(self) -> None:
        """Wake whoever reads or writes; below TLS, whose own shutdown would change the object under its user."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.close()


def _undelivered(sock: socket.socket) -> int:
    """How many bytes the other side has not acknowledged; 0 where the system does not tell."""
    try:
        import fcntl
        import termios

        (count,) = struct.unpack("i", fcntl.ioctl(sock, termios.TIOCOUTQ, b"\0\0\0\0"))
    except (ImportError, OSError):
        return 0
    return int(count)
