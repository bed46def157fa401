"""The foundation's time, from Python."""

from datetime import datetime, timedelta

from fakecf.steering.calls import Calls


class SteeredClock:
    """What time it is at a foundation; tokens, presigned URLs, builds and jobs follow it.

    A moment may be text (`2026-01-31T12:00:00Z`, UTC unless it says otherwise), a time span too (`15m`). One that is
    in no time zone is a ValueError.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def now(self) -> datetime:
        return datetime.fromisoformat(self._calls.clock()["now"])

    @property
    def frozen(self) -> bool:
        return bool(self._calls.clock()["frozen"])

    def freeze(self, at: datetime | str | None = None) -> None:
        """Let time stand still, at the present moment unless another is named."""
        self._calls.set_clock(freeze=True if at is None else _written(at))

    def set(self, to: datetime | str) -> None:
        """Let time go on from another moment."""
        self._calls.set_clock(set=_written(to))

    def advance(self, by: timedelta | str) -> None:
        """Let a time span pass at once; it may not be negative, as what has happened stays so."""
        self._calls.advance_clock(span(by))

    def live(self) -> None:
        """Go with the machine's clock again."""
        self._calls.set_clock(live=True)


def _written(moment: datetime | str) -> str:
    if isinstance(moment, str):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{moment} is in no time zone")
    return moment.isoformat()


def span(wanted: timedelta | str) -> str:
    """A time span as people write it."""
    return f"{wanted.total_seconds():f}s" if isinstance(wanted, timedelta) else wanted
