import pytest

from fakecf.faults import RuleError, read_rule


def test_the_body_takes_its_length_over_the_rate(wire):
    truth = wire.truth()
    rate = len(truth.raw) * 5
    said = wire.struck(f"bandwidth={rate}")
    assert (said.raw, said.end) == (truth.raw, "kept")
    assert 0.15 <= said.seconds < 0.6
    assert len(said.arrivals) >= 5


@pytest.mark.parametrize("rate", ["0", "0B", "fast", "-1KiB"])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": {"bandwidth": rate}})
    assert refused.value.problems[0].pointer == "/do/bandwidth"
