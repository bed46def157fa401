from datetime import UTC, datetime, timedelta

import pytest

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def now(steer):
    return datetime.fromisoformat(steer.call("GET", "/v1/clock").json()["now"])


def test_at_first_time_is_the_machines(steer):
    status = steer.call("GET", "/v1/clock").json()
    assert (status["frozen"], status["ahead"]) == (False, 0)
    assert abs(datetime.fromisoformat(status["now"]) - datetime.now(UTC)) < timedelta(seconds=10)


@pytest.mark.parametrize("written", ["2026-01-01T00:00:00Z", "2026-01-01", "2026-01-01T01:00:00+01:00"])
def test_a_frozen_clock_stands_where_it_was_told_to(steer, written):
    status = steer.call("PUT", "/v1/clock", {"freeze": written}).json()
    assert (status["now"], status["frozen"]) == ("2026-01-01T00:00:00Z", True)
    assert now(steer) == now(steer) == NEW_YEAR


def test_a_clock_can_be_frozen_where_it_is(steer):
    frozen = steer.call("PUT", "/v1/clock", {"freeze": True}).json()
    assert frozen["frozen"]
    assert now(steer).isoformat() == datetime.fromisoformat(frozen["now"]).isoformat()


def test_a_clock_that_was_set_goes_on_from_there(steer):
    steer.call("PUT", "/v1/clock", {"set": "2026-01-01T00:00:00Z"})
    first, second = now(steer), now(steer)
    assert NEW_YEAR <= first < second < NEW_YEAR + timedelta(minutes=1)


def test_a_frozen_clock_is_advanced_to_the_second(steer):
    steer.call("PUT", "/v1/clock", {"freeze": "2026-01-01T00:00:00Z"})
    assert steer.call("POST", "/v1/clock/advance", {"by": "15m"}).json()["now"] == "2026-01-01T00:15:00Z"
    assert steer.call("POST", "/v1/clock/advance", {"by": "36h"}).json()["now"] == "2026-01-02T12:15:00Z"


def test_a_live_clock_is_advanced_again_and_again(steer):
    steer.call("POST", "/v1/clock/advance", {"by": "15m"})
    status = steer.call("POST", "/v1/clock/advance", {"by": "250ms"}).json()
    assert (status["frozen"], status["ahead"]) == (False, 900.25)


@pytest.mark.parametrize("undo", [("PUT", "/v1/clock", {"live": True}), ("POST", "/v1/reset", {"scope": ["clock"]})])
def test_time_goes_back_to_the_machines(steer, undo):
    steer.call("PUT", "/v1/clock", {"freeze": "2026-01-01T00:00:00Z"})
    steer.call(*undo)
    assert steer.call("GET", "/v1/clock").json()["ahead"] == 0


@pytest.mark.parametrize(
    ("call", "pointer", "told"),
    [
        (("PUT", "/v1/clock", {}), "", "one of freeze, set, live is wanted, not 0 of them"),
        (("PUT", "/v1/clock", {"freeze": True, "live": True}), "", "one of freeze, set, live is wanted, not 2 of them"),
        (("PUT", "/v1/clock", {"live": False}), "/live", "false says not what is wanted; freeze, set, or live: true"),
        (("PUT", "/v1/clock", {"freez": True}), "/freez", "'freez' is not a key here"),
        (("PUT", "/v1/clock", {"freeze": "noon"}), "/freeze", "'noon' is not a moment; write 2026-01-31T12:00:00Z"),
        (
            ("PUT", "/v1/clock", {"set": "9999-12-31"}),
            "/set",
            "9999-12-31 is out of reach; the clock goes from 1970 to 2100",
        ),
        (
            ("PUT", "/v1/clock", {"freeze": "0001-01-01"}),
            "/freeze",
            "1-01-01 is out of reach; the clock goes from 1970 to 2100",
        ),
        (
            ("PUT", "/v1/clock", {"set": "10000-01-01"}),
            "/set",
            "'10000-01-01' is not a moment; write 2026-01-31T12:00:00Z",
        ),
        (("PUT", "/v1/clock", {"set": "0001-01-01T00:00:00+02:00"}), "/set", "is not a moment"),
        (("POST", "/v1/clock/advance", {}), "", "Object missing required field `by`"),
        (
            ("POST", "/v1/clock/advance", {"by": "-1s"}),
            "/by",
            "-1s would turn time back; set the clock to a moment instead",
        ),
        (("POST", "/v1/clock/advance", {"by": "soon"}), "/by", "'soon' is not a duration"),
        (("POST", "/v1/clock/advance", {"by": "30000d"}), "/by", "is out of reach; the clock goes from 1970 to 2100"),
        (("POST", "/v1/clock/advance", {"by": "99999999d"}), "/by", "99999999 days, 0:00:00 from now is beyond 2100"),
        (("POST", "/v1/clock/advance", {"by": "9" * 400 + "d"}), "/by", "is longer than time can be told"),
    ],
)
@pytest.mark.parametrize("frozen", [True, False])
def test_what_cannot_be_is_refused_and_time_goes_on_as_it_did(steer, frozen, call, pointer, told):
    steer.call("PUT", "/v1/clock", {"freeze": "2026-01-01T00:00:00Z"} if frozen else {"live": True})
    before = steer.foundation.store.state
    answer = steer.call(*call)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, pointer)
    assert told in error["detail"]
    assert steer.foundation.store.state is before
