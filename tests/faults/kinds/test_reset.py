import pytest

from fakecf.faults import RuleError, read_rule


def test_a_reset_without_a_place_is_a_rst_instead_of_an_answer(wire):
    said = wire.struck("reset")
    assert (said.data, said.end) == (b"", "RST")


@pytest.mark.parametrize("share", [0, 50, 99])
def test_a_reset_at_a_share_of_the_body_is_a_rst_after_exactly_those_bytes(wire, share):
    truth = wire.truth()
    said = wire.struck(f"reset@{share}%")
    assert said.steady_headers == truth.steady_headers
    assert (said.raw, said.end) == (truth.raw[: len(truth.raw) * share // 100], "RST")


def test_a_reset_at_a_byte_is_a_rst_after_exactly_that_many(wire):
    truth = wire.truth()
    said = wire.struck("reset@100B")
    assert (said.raw, said.end) == (truth.raw[:100], "RST")


def test_a_reset_beyond_the_end_is_a_rst_after_the_whole_body(wire):
    truth = wire.truth()
    said = wire.struck({"reset": {"after": "1GiB"}})
    assert said.raw == truth.raw
    assert wire.read(wire.connection).end == "RST"


@pytest.mark.parametrize("after", ["101%", "-1B", "5 apples", "%"])
def test_a_place_that_is_none_is_refused(after):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": {"reset": {"after": after}}})
    assert refused.value.problems[0].pointer == "/do/reset/after"
