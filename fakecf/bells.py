"""Bells: how those who wait on a socket hear that something else has changed."""

import math
import selectors
import socket
import threading
import weakref
from collections.abc import Callable

_NONE = -1


class Bell:
    """Becomes readable, and stays so, when it is rung; may be watched beside sockets.

    It holds file numbers rather than sockets, which would complain where the collector finds them first.
    """

    def __init__(self, ear: socket.socket, hand: socket.socket) -> None:
        self._ear = ear.detach()
        self._hand = hand.detach()

    def fileno(self) -> int:
        return self._ear

    def ring(self) -> None:
        hand, self._hand = self._hand, _NONE
        if hand != _NONE:
            socket.close(hand)

    def __del__(self) -> None:
        self.ring()
        socket.close(self._ear)


def pause(seconds: float, *bells: Bell) -> bool:
    """Let *seconds* pass, or fewer when a bell rings; never True, as nobody is there who could leave."""
    with selectors.DefaultSelector() as selector:
        for bell in bells:
            selector.register(bell, selectors.EVENT_READ)
        selector.select(None if seconds == math.inf else seconds)
    return False


class Chime:
    """Wakes everybody at every ring: take the present bell, see that there is still something to wait for, watch it.

    A bell is made when somebody asks for it and lasts no longer than somebody holds it: nobody waiting costs nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bell: Callable[[], Bell | None] = _nobody

    def bell(self) -> Bell:
        """The bell that the next ring will ring; raises OSError where there are no files to make one of."""
        with self._lock:
            bell = self._bell()
            if bell is None:
                bell = Bell(*socket.socketpair())
                self._bell = weakref.ref(bell)
            return bell

    def ring(self) -> None:
        with self._lock:
            bell, self._bell = self._bell(), _nobody
        if bell is not None:
            bell.ring()


def _nobody() -> None:
    """The bell of a chime that nobody listens to."""
