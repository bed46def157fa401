"""Bells: how those who wait on a socket hear that something else has changed."""

import socket
import threading


class Bell:
    """Becomes readable, and stays so, when it is rung; may be watched beside sockets."""

    def __init__(self) -> None:
        self._ear, self._hand = socket.socketpair()

    def fileno(self) -> int:
        return self._ear.fileno()

    def ring(self) -> None:
        self._hand.close()

    def __del__(self) -> None:
        self._ear.close()
        self._hand.close()


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
                self._bell = Bell()
            return self._bell

    def ring(self) -> None:
        with self._lock:
            bell, self._bell = self._bell, None
        if bell is not None:
            bell.ring()
