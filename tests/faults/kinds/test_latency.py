from random import Random

import pytest

from fakecf.faults import RuleError, read_rule
from fakecf.faults.amounts import span as read

SILENCE = 0.25  # seconds without a byte that count as waiting
ATTEMPTS = 8  # a machine that is busy elsewhere is late; a fault that is early or always late is wrong


def soonest(wire, do, measured):
    """The shortest of some measurements; none may be too short."""
    times = []
    for _ in range(ATTEMPTS):
        wire.foundation.reset("faults")
        times.append(measured(wire.struck(do)))
        if times[-1] <= 0.12:
            break
    return min(times)


def test_the_first_byte_comes_late_to_within_20_ms(wire):
    assert 0.1 <= soonest(wire, "latency=100ms", lambda said: said.first_byte) <= 0.12


def test_the_answer_is_the_true_one(wire):
    truth = wire.truth()
    said = wire.struck("latency=1ms")
    assert (said.raw, said.end, said.steady_headers) == (truth.raw, "kept", truth.steady_headers)


def test_between_chunks_the_head_comes_at_once_and_the_body_late(wire):
    said = wire.struck({"latency": "100ms", "at": "chunks"})
    assert said.seconds - said.first_byte >= 0.095
    assert said.end == "kept"


@pytest.mark.parametrize(
    ("span", "least", "most"),
    [("20ms~10ms", 0.01, 0.03), ("10ms..30ms", 0.01, 0.03), ("lognormal(20ms,0.2)", 0.005, 0.08)],
)
def test_a_span_may_vary_and_the_same_seed_repeats_it(span, least, most):
    drawn = [read(span)(Random(seed)) for seed in range(200)]
    assert all(least <= each <= most for each in drawn)
    assert len(set(drawn)) > 100
    assert drawn == [read(span)(Random(seed)) for seed in range(200)]


@pytest.mark.parametrize("span", ["soon", "-1s", "11m", "3s..1s", "lognormal(0s,1)", "lognormal(1s,x)", "1s~", ""])
def test_a_span_that_is_none_is_refused(span):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": {"latency": span}})
    assert refused.value.problems[0].pointer == "/do/latency"


def test_it_lasts_until_the_foundations_clock_says_so(wire):
    truth = wire.truth()
    wire.foundation.clock.freeze()
    assert wire.struck("latency=10s", silence=SILENCE).end == "silence"
    wire.foundation.clock.advance("9s")
    assert wire.read(wire.connection, silence=SILENCE).end == "silence"
    wire.foundation.clock.advance("1s")
    said = wire.read(wire.connection)
    assert (said.raw, said.end) == (truth.raw, "kept")


def test_it_ends_when_its_rule_is_removed(wire):
    assert wire.struck("latency=10s", silence=SILENCE).end == "silence"
    wire.foundation.faults.clear()
    assert wire.read(wire.connection).end == "kept"
