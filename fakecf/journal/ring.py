"""The bounded memory of exchanges: the oldest go first."""

from collections import deque
from threading import Lock

from fakecf.journal.exchange import Exchange


class Ring:
    """At most *count* exchanges that together weigh at most *weight* bytes."""

    def __init__(self, count: int, weight: int) -> None:
        self._count = count
        self._most = weight
        self._lock = Lock()
        self._kept: deque[tuple[Exchange, int]] = deque()
        self.weight = 0

    def append(self, exchange: Exchange) -> None:
        added = exchange.weight
        with self._lock:
            self._kept.append((exchange, added))
            self.weight += added
            while len(self._kept) > self._count or self.weight > self._most:
                _, removed = self._kept.popleft()
                self.weight -= removed

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.weight = 0

    def all(self) -> list[Exchange]:
        """Those kept now, oldest first."""
        with self._lock:
            return [exchange for exchange, _ in self._kept]
