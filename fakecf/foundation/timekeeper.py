"""The clock as those who steer have it: frozen, set, advanced, and let go again."""

from datetime import UTC, datetime, timedelta

from fakecf.capi.progress import begin_anew
from fakecf.clock import Clock
from fakecf.state import Change, State, Store
from fakecf.state.records import ClockSetting
from fakecf.words import duration, moment

CLOCK = "clock"
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class Timekeeper(Clock):
    """A clock over *store*, which holds its setting, so that snapshot and reset set time as well.

    A moment may be text (`2026-01-31T12:00:00Z`), a time span too (`15m`); what cannot be is a ValueError, and changes
    nothing.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(lambda: setting_in(store.state))
        self._store = store
        store.watch(self._hear)

    def freeze(self, at: datetime | str | None = None) -> None:
        """Let time stand still, at the present moment unless another is named."""
        with self._store.change() as change:
            _put(change, frozen_at=_within(self.now() if at is None else _moment(at)), ahead=0.0)

    def set(self, to: datetime | str) -> None:
        """Let time go on from another moment."""
        with self._store.change() as change:
            ahead = _within(_moment(to)) - self._machine_time()
            _put(change, frozen_at=None, ahead=ahead.total_seconds())

    def advance(self, by: timedelta | str) -> None:
        """Let a time span pass at once; it may not be negative, as what has happened stays so."""
        span = duration(by) if isinstance(by, str) else by
        if span < timedelta():
            raise ValueError(f"{by!s} would turn time back; set the clock to a moment instead")
        with self._store.change() as change:
            setting = setting_in(change)
            if setting.frozen_at is None:
                _later(self.now(), span)
                _put(change, ahead=setting.ahead + span.total_seconds())
            else:
                _put(change, frozen_at=_later(setting.frozen_at, span))

    def live(self) -> None:
        """Go with the machine's clock."""
        with self._store.change() as change:
            _put(change, frozen_at=None, ahead=0.0)

    def _machine_time(self) -> datetime:
        return self.now() - timedelta(seconds=self.ahead())

    def _hear(self, before: State, after: State) -> None:
        if before[ClockSetting] is not after[ClockSetting]:
            self.chime.ring()


def setting_in(state: State) -> ClockSetting:
    """How time stands in *state*."""
    setting = state[ClockSetting].get(CLOCK)
    assert setting is not None  # noqa: S101 - the first record of every foundation
    return setting


def time_in(state: State) -> datetime:
    """What time it is where *state* is the present one."""
    return Clock(lambda: setting_in(state)).now()


def _put(change: Change, **fields: object) -> None:
    """Nothing can have begun after the present: where time is turned back, what is under way begins anew."""
    change.update(setting_in(change), **fields)
    now = time_in(change)
    begin_anew(change, now, after=now)


def _moment(written: datetime | str) -> datetime:
    if isinstance(written, str):
        return moment(written)
    if written.tzinfo is None:
        raise ValueError(f"{written} is in no time zone")
    return written.astimezone(UTC)


def _later(now: datetime, span: timedelta) -> datetime:
    try:
        return _within(now + span)
    except OverflowError:
        raise ValueError(f"{span} from now is beyond {LATEST:%Y}") from None


def _within(wanted: datetime) -> datetime:
    """Tokens and signatures count seconds from 1970 on and reach some way past the present."""
    if not EARLIEST <= wanted <= LATEST:
        raise ValueError(f"{wanted:%Y-%m-%d} is out of reach; the clock goes from {EARLIEST:%Y} to {LATEST:%Y}")
    return wanted
