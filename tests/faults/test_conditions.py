import datetime as dt

import pytest

from fakecf.faults import RuleError, read_rule

NOW = dt.datetime(2026, 11, 23, 15, 15, 22, tzinfo=dt.UTC)


def struck(world, when, requests=12, do=502):
    """The numbers of the requests that were struck."""
    world.engine.add({"on": "downloads", "when": when, "do": do})
    return [number for number in range(1, requests + 1) if world.download().status_code != 200]


@pytest.mark.parametrize(
    ("when", "numbers"),
    [
        ({}, [*range(1, 13)]),
        ({"times": 3}, [1, 2, 3]),
        ({"nth": 3}, [3]),
        ({"nth": [2, 5, 11]}, [2, 5, 11]),
        ({"nth": [2, 5, 11], "times": 2}, [2, 5]),
        ({"every": 5}, [5, 10]),
        ({"every": 4, "times": 2}, [4, 8]),
        ({"after": 9}, [10, 11, 12]),
        ({"after": 2, "every": 3}, [5, 8, 11]),
        ({"after": 3, "times": 2}, [4, 5]),
        ({"after": 3, "nth": [1, 2, 6]}, [6]),
        ({"probability": "100%"}, [*range(1, 13)]),
        ({"probability": 1.0, "times": 1}, [1]),
    ],
)
def test_requests_are_counted_from_one_and_all_that_is_given_must_hold(world, when, numbers):
    assert struck(world, when) == numbers


def test_chance_is_the_same_for_the_same_seed_and_about_as_likely_as_was_said(world_of):
    def drawn(seed):
        world = world_of()
        return struck(world, {"probability": "30%", "seed": seed}, requests=300)

    first = drawn(7)
    assert first == drawn(7) != drawn(8)
    assert 60 <= len(first) <= 120


def test_a_sequence_goes_on_with_the_requests_that_are_struck(world):
    world.engine.add({"on": "downloads", "when": {"every": 2}, "do": [502, 503, "ok"]})
    assert [world.download().status_code for _ in range(8)] == [200, 502, 200, 503, 200, 200, 200, 200]


def test_numbers_that_are_past_leave_a_rule_spent(world):
    rule = world.engine.add({"on": "downloads", "when": {"nth": [1, 3], "probability": "1%", "seed": 1}, "do": 502})
    for _ in range(3):
        world.download()
    record = world.engine.rule(rule.guid)
    assert (record.seen, record.remaining, record.standing(NOW)) == (3, 0, "spent")


@pytest.mark.parametrize(
    ("when", "most"),
    [
        ({"nth": [5, 1], "times": 5}, 2),
        ({"nth": [1, 2], "every": 2}, 1),
        ({"nth": [3, 3]}, 1),
        ({"nth": [1, 4], "after": 2}, 1),
    ],
)
def test_no_more_remains_than_can_come(world, when, most):
    rule = world.engine.add({"on": "downloads", "when": when, "do": 502})
    assert rule.remaining == most
    assert sum(world.download().status_code == 502 for _ in range(6)) == most
    assert world.engine.rule(rule.guid).standing(NOW) == "spent"


@pytest.mark.parametrize(
    ("settings", "pointer"),
    [
        ({"when": {"nth": []}}, "/when/nth"),
        ({"when": {"nth": [*range(1, 102)]}}, "/when/nth"),
        ({"when": {"nth": [1, 3], "every": 2}}, "/when/nth"),
        ({"when": {"for": "\u0661s"}}, "/when/for"),
        ({"when": {"probability": "\u0661%"}}, "/when/probability"),
        ({"match": {"app": ""}}, "/match/app"),
        ({"match": {"label": ""}}, "/match/label"),
        ({"match": {"app": "x" * 1001}}, "/match/app"),
        ({"match": {"header": {"X Y": "x"}}}, "/match/header"),
        ({"match": {"header": {"": "x"}}}, "/match/header"),
        ({"match": {"header": {"A:": "x"}}}, "/match/header"),
    ],
)
def test_a_condition_that_would_be_ignored_or_never_hold_is_refused(settings, pointer):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": 502, **settings})
    (problem,) = refused.value.problems
    assert problem.pointer == pointer


def test_a_rule_ends_at_a_moment(world):
    world.engine.add("downloads 502 until 2026-11-23T15:16:00Z")
    assert world.download().status_code == 502
    world.wait_until(dt.datetime(2026, 11, 23, 15, 16, tzinfo=dt.UTC))
    assert world.download().status_code == 200


@pytest.mark.parametrize(
    ("when", "pointer", "detail"),
    [
        ({"nth": 0}, "/when/nth", "Expected `int` >= 1"),
        ({"every": 0}, "/when/every", "Expected `int` >= 1"),
        ({"after": -1}, "/when/after", "Expected `int` >= 1"),
        ({"probability": "0%"}, "/when/probability", "a probability is more than 0 and at most 1 (100%)"),
        ({"probability": 7}, "/when/probability", "a probability is more than 0 and at most 1 (100%)"),
        ({"probability": "often"}, "/when/probability", "'often' is no probability; write it like 10% or 0.1"),
        (
            {"after": 5, "nth": [2, 5]},
            "/when/nth",
            "no request of these numbers comes after those let through, and in turn",
        ),
        ({"every": 2, "nth": 3}, "/when/nth", "no request of these numbers comes after those let through, and in turn"),
        ({"until": "tomorrow"}, "/when/until", "Invalid RFC3339 encoded datetime"),
    ],
)
def test_a_condition_that_could_never_hold_is_refused(when, pointer, detail):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "when": when, "do": 502})
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.detail) == (pointer, detail)


def test_a_moment_that_has_passed_is_refused(world):
    with pytest.raises(RuleError, match="was over at 2026-11-23T15:15:22Z already"):
        world.engine.add("downloads 502 until 2026-11-23T15:15:00Z")


def test_a_header_may_be_a_criterion(world):
    world.engine.add({"on": "downloads", "match": {"header": {"User-Agent": "cf/*", "X-Trace": "?"}}, "do": 502})
    assert world.get("/v3/droplets/d1/download", headers={"User-Agent": "cf/8.1", "X-Trace": "1"}).status_code == 502
    assert world.get("/v3/droplets/d1/download", headers={"User-Agent": "curl", "X-Trace": "1"}).status_code == 200
    assert world.get("/v3/droplets/d1/download", headers={"User-Agent": "cf/8.1"}).status_code == 200


def test_a_label_may_be_a_criterion(world):
    world.facts = {"label": ("tier", "tier=gold")}
    world.engine.add("downloads 502 label=tier=gold")
    assert world.download().status_code == 502
