"""Exchanges as they are settled, as server-sent events."""

from collections.abc import Callable, Iterator

import msgspec

from fakecf.journal.exchange import Exchange
from fakecf.journal.journal import Journal
from fakecf.journal.search import Search
from fakecf.journal.waiting import Pause

HEARTBEAT = 15.0


class Stream:
    """The body of an answer that never ends by itself: an event for each exchange that *search* finds.

    It begins with what settled after the exchange `since`, or else with what comes next. It keeps nothing: it reads on
    in the journal's ring, and says in an event `dropped` how many exchanges left that before they could be read. A
    comment is sent where there is nothing else to send for HEARTBEAT seconds.
    *pause* lets time pass until a bell rings and is True when the reader has left; *closed* is called once at the end.
    """

    def __init__(self, journal: Journal, search: Search, pause: Pause, closed: Callable[[], None]) -> None:
        self._journal = journal
        self._pause = pause
        self._closed: Callable[[], None] | None = closed
        position = journal.ring.position if search.since is None else journal.ring.position_after(search.since)
        self._position = journal.ring.first_position if position is None else position
        # what is not remembered cannot say where it was: then ids must do
        self._search = search if position is None else msgspec.structs.replace(search, since=None)
        self._blocks = self._read()

    def __iter__(self) -> Iterator[bytes]:
        return self._blocks

    def close(self) -> None:
        closed, self._closed = self._closed, None
        if closed is not None:
            closed()

    def _read(self) -> Iterator[bytes]:
        yield b""  # the head, by itself
        due = self._in_time()
        while True:
            bell = self._journal.chime.bell()
            events, left = self._events(), due - self._journal.clock.stopwatch()
            if events or left <= 0:
                yield events or b":\n\n"
                due = self._in_time()
            elif self._pause(left, bell):
                return

    def _in_time(self) -> float:
        return self._journal.clock.stopwatch() + HEARTBEAT

    def _events(self) -> bytes:
        self._position, settled, dropped = self._journal.ring.settled_after(self._position)
        told = [b'event: dropped\ndata: {"count":%d}\n\n' % dropped] if dropped else []
        return b"".join([*told, *map(_event, self._search.among(settled))])


def _event(exchange: Exchange) -> bytes:
    return b"id: %d\nevent: exchange\ndata: %b\n\n" % (exchange.id, msgspec.json.encode(exchange))
