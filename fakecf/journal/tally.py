"""How often everything was asked and noticed, beyond what the ring remembers."""

from collections import Counter
from operator import attrgetter
from threading import Lock
from typing import NamedTuple

from fakecf.journal.exchange import Exchange
from fakecf.journal.search import FLAGS

_noticed = attrgetter(*FLAGS)


class Kind(NamedTuple):
    """What is counted as one: `operation` is a name, the rule of a route that is not served, or empty for no route.

    HEAD counts as GET. There are no more kinds than routes and statuses, whatever clients ask for.
    """

    listener: str
    operation: str
    method: str
    struck: bool
    status: int | None


class Tally:
    """Counts exchanges by kind as they begin to be answered, and what was noticed of them when they are settled."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kinds: dict[tuple[str, str, str, bool, int | None], int] = {}
        self._flags: Counter[str] = Counter()

    def asked(self, exchange: Exchange, operation: str) -> None:
        """Another one has begun to be answered; what is no route has no method either."""
        method = "" if not operation else "GET" if exchange.method == "HEAD" else exchange.method
        kind = (exchange.listener, operation, method, exchange.fault is not None, exchange.status)
        with self._lock:
            self._kinds[kind] = self._kinds.get(kind, 0) + 1

    def noticed(self, exchange: Exchange) -> None:
        """It is over."""
        noticed = _noticed(exchange)
        if any(noticed):
            with self._lock:
                self._flags.update(flag for flag, is_so in zip(FLAGS, noticed, strict=True) if is_so)

    def kinds(self) -> dict[Kind, int]:
        """How many exchanges there were of each."""
        with self._lock:
            return {Kind(*kind): count for kind, count in self._kinds.items()}

    def flags(self) -> dict[str, int]:
        """Of how many exchanges each flag was noticed, also of none."""
        with self._lock:
            return {flag: self._flags[flag] for flag in FLAGS}

    def clear(self) -> None:
        with self._lock:
            self._kinds.clear()
            self._flags.clear()
