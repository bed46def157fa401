"""The bounded memory of exchanges: the oldest go first."""

from collections import OrderedDict, deque
from threading import Lock

from fakecf.journal.exchange import Exchange


class Ring:
    """At most *count* exchanges that together weigh at most *weight* bytes, and the order in which they settled.

    The position in that order only ever grows, so that whoever reads on from one knows how much was missed.
    """

    def __init__(self, count: int, weight: int) -> None:
        self._count = count
        self._most = weight
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[Exchange, int]] = OrderedDict()
        self._settled: deque[int] = deque(maxlen=count)
        self.weight = 0
        self.position = 0

    def append(self, exchange: Exchange) -> None:
        added = exchange.weight
        with self._lock:
            self._kept[exchange.id] = exchange, added
            self.weight += added
            while len(self._kept) > self._count or self.weight > self._most:
                _, (_, removed) = self._kept.popitem(last=False)
                self.weight -= removed

    def settle(self, exchange: Exchange) -> None:
        with self._lock:
            self._settled.append(exchange.id)
            self.position += 1

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._settled.clear()
            self.weight = 0

    def all(self) -> list[Exchange]:
        """Those kept now, in the order in which they were answered."""
        with self._lock:
            return [exchange for exchange, _ in self._kept.values()]

    def __contains__(self, exchange: int) -> bool:
        return exchange in self._kept

    @property
    def first_position(self) -> int:
        """The position before all that is remembered."""
        return self.position - len(self._settled)

    def settled_after(self, position: int) -> tuple[int, list[Exchange], int]:
        """The present position, what settled since *position*, and how many of those are no longer kept."""
        with self._lock:
            wanted = self.position - position
            since = list(self._settled)[-wanted:] if wanted > 0 else []
            found = [self._kept[exchange][0] for exchange in since if exchange in self._kept]
            return self.position, found, wanted - len(found)

    def position_after(self, exchange: int) -> int | None:
        """The position right after that one settled, None where that is not remembered."""
        with self._lock:
            if exchange not in self._settled:
                return None
            return self.first_position + self._settled.index(exchange) + 1
