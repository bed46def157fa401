"""Bells: how those who wait on a socket hear that something else has changed."""

import socket
import threading

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


class Chime:
    """Wakes everybody at every ring: take the present bell, see that there is still something to wait for, watch it.

    A bell is only made when somebody asks for it, so ringing costs nothing while nobody waits.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bell: Bell | None = None

    def bell(self) -> Bell:
        """The bell that the next ring will ring."""
        with self._lock:
            if self._bell is None:
                self._bell = Bell(*socket.socketpair())
            return self._bell

    def ring(self) -> None:
        with self._lock:
            bell, self._bell = self._bell, None
        if bell is not None:
            bell.ring()
