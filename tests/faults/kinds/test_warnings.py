import pytest

from fakecf.faults import RuleError, read_rule


@pytest.mark.at("api")
@pytest.mark.parametrize(
    ("do", "header"),
    [
        ("warnings=deprecated", "deprecated"),
        ({"warnings": ["100% full", "and, again"]}, "100%25+full,and%2C+again"),
        ({"warnings": "100% full", "escaped": False}, "100% full"),
    ],
)
def test_the_answer_is_true_and_carries_the_warnings(wire, do, header):
    truth = wire.truth()
    said = wire.struck(do)
    assert said.header("X-Cf-Warnings") == header
    assert (said.raw, said.end) == (truth.raw, "kept")


def test_a_warning_cannot_become_two_headers():
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "apps.list", "do": {"warnings": "a\r\nSet-Cookie: b", "escaped": False}})
    assert refused.value.problems[0].pointer == "/do/warnings"
