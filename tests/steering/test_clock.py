from datetime import UTC, datetime, timedelta

import pytest

MOMENT = datetime(2031, 1, 1, tzinfo=UTC)


def test_time_stands_still_passes_and_goes_on(cf):
    cf.clock.freeze(MOMENT)
    assert (cf.clock.now(), cf.clock.frozen) == (MOMENT, True)
    cf.clock.advance("15m")
    cf.clock.advance(timedelta(minutes=15))
    assert cf.clock.now() == MOMENT + timedelta(minutes=30)
    cf.clock.live()
    assert not cf.clock.frozen


def test_it_goes_on_from_another_moment(cf):
    cf.clock.set("2031-01-01T00:00:00Z")
    assert MOMENT <= cf.clock.now() < MOMENT + timedelta(minutes=1)
    cf.clock.freeze()
    assert cf.clock.frozen


def test_a_moment_needs_a_time_zone(cf):
    with pytest.raises(ValueError, match="is in no time zone"):
        cf.clock.set(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
