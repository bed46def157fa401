import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from fakecf.clock import Clock, zulu


@dataclass
class Setting:
    frozen_at: datetime | None = None
    ahead: float = 0.0


def test_a_frozen_clock_stands_still():
    then = datetime(2026, 1, 1, tzinfo=UTC)
    clock = Clock(lambda: Setting(frozen_at=then))
    assert clock.now() == clock.now() == then
    assert clock.timestamp() == then.timestamp()


def test_a_clock_that_was_frozen_in_another_zone_tells_utc():
    frozen = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert Clock(lambda: Setting(frozen_at=frozen)).now().isoformat() == "2026-01-01T00:00:00+00:00"


def test_a_clock_can_be_ahead():
    live, ahead = Clock(Setting), Clock(lambda: Setting(ahead=3600))
    assert timedelta(minutes=59) < ahead.now() - live.now() < timedelta(minutes=61)


def test_a_clock_follows_its_setting_at_once():
    setting = Setting(frozen_at=datetime(2026, 1, 1, tzinfo=UTC))
    clock = Clock(lambda: setting)
    setting.frozen_at = datetime(2027, 1, 1, tzinfo=UTC)
    assert clock.now().year == 2027


def test_ccs_timestamps_are_utc_in_whole_seconds():
    """cc-droplets 2."""
    assert zulu(datetime(2026, 1, 2, 3, 4, 5, 999999, tzinfo=UTC)) == "2026-01-02T03:04:05Z"


def test_a_moment_comes_in_real_seconds_or_never_while_time_stands_still():
    then = datetime(2026, 1, 1, tzinfo=UTC)
    frozen = Clock(lambda: Setting(frozen_at=then))
    assert frozen.until(then) == 0
    assert frozen.until(then + timedelta(seconds=1)) == math.inf
    live = Clock(Setting)
    assert 9 < live.until(live.now() + timedelta(seconds=10)) <= 10
