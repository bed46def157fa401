"""The listening sockets of one port, which can be shut: then connections are refused as if nobody served it."""

import contextlib
import math
import socket
import sys
import threading
from collections.abc import Callable

from fakecf.server.ports import BACKLOG

Refusing = Callable[[], float]
_CAN_LOCK = sys.platform == "linux"


def never() -> float:
    """The port of a listener that refuses nobody."""
    return 0.0


class Doors:
    """The sockets of a port, kept shut for as long as *refusing* gives more than 0 seconds.

    A shut port stays ours: nobody else can bind it. Only Linux lets a listening socket be shut and listen again;
    elsewhere it goes on accepting, and whoever comes must be sent away.
    """

    def __init__(self, sockets: list[socket.socket], refusing: Refusing) -> None:
        self._sockets = sockets
        self._refusing = refusing
        self._lock = threading.Lock()
        self._ear, self._hand = _pair()
        self.shut = False
        self._locked = False
        self._ended = False

    @property
    def port(self) -> int:
        number: int = self._sockets[0].getsockname()[1]
        return number

    def mind(self) -> float:
        """Shut or open as it is now wanted; the seconds until that changes by itself."""
        with self._lock:
            left = self._refusing()
            if not self._ended and (left > 0) != self.shut:
                self._turn(shut=left > 0)
        return left or math.inf

    def ring(self) -> None:
        """Wake the one who watches `bell`; needs no file, for there may be none left."""
        with contextlib.suppress(OSError):
            self._hand.send(b"!")

    @property
    def bell(self) -> socket.socket:
        """Readable once it was rung, until `hush`."""
        return self._ear

    def hush(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._ear.recv(4096)

    def open(self) -> list[socket.socket]:
        """The sockets that still accept."""
        with self._lock:
            return [] if self._locked else list(self._sockets)

    def close(self) -> None:
        with self._lock:
            self._ended = True
            for each in (*self._sockets, self._ear, self._hand):
                each.close()

    def _turn(self, *, shut: bool) -> None:
        self.shut = shut
        if not _CAN_LOCK:
            return
        for each in self._sockets:
            each.shutdown(socket.SHUT_RDWR) if shut else each.listen(BACKLOG)
        self._locked = shut


def _pair() -> tuple[socket.socket, socket.socket]:
    ear, hand = socket.socketpair()
    ear.setblocking(False)
    hand.setblocking(False)
    return ear, hand
