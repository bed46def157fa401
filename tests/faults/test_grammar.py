import pytest

from fakecf.faults import RuleError
from fakecf.faults.grammar import spelled_out


@pytest.mark.parametrize(
    ("line", "document"),
    [
        ("downloads 502", {"on": "downloads", "do": "502"}),
        ("downloads 502, reset@64KiB ,ok x4", {"do": ["502", "reset@64KiB", "ok"], "when": {"times": 4}}),
        ("blobstore.get truncate=50% p10%", {"do": "truncate=50%", "when": {"probability": "10%"}}),
        ("apps.* latency=lognormal(90ms,0.4),ok", {"do": ["latency=lognormal(90ms,0.4)", "ok"]}),
        ("apps.* 500 every 3 after 2", {"when": {"every": 3, "after": 2}}),
        ("apps.* 500 nth 3", {"when": {"nth": 3}}),
        ("apps.* 500 nth 3,5 seed 7", {"when": {"nth": [3, 5], "seed": 7}}),
        ("apps.* 500 for 30s", {"when": {"for": "30s"}}),
        ("apps.* 500 until 2026-01-01T00:00:00Z", {"when": {"until": "2026-01-01T00:00:00Z"}}),
        (
            "apps.* 500 app=web label=tier=gold x1",
            {"match": {"app": "web", "label": "tier=gold"}, "when": {"times": 1}},
        ),
        ("GET /v3/apps/* 404 user=dev", {"on": "GET /v3/apps/*", "do": "404", "match": {"user": "dev"}}),
        ("/v3/apps 404", {"on": "/v3/apps", "do": "404"}),
        ("* 503 x1", {"on": "*", "do": "503"}),
    ],
)
def test_a_line_is_short_for_an_object(line, document):
    spelled = spelled_out(line)
    assert {key: spelled[key] for key in document} == document


@pytest.mark.parametrize(
    ("line", "meant"),
    [("downloads 502 x2 fro 3s", "for ..."), ("downloads 502 twice", None), ("downloads 502 ap=web", "app=...")],
)
def test_a_word_that_says_nothing_is_refused_with_the_nearest(line, meant):
    with pytest.raises(RuleError) as refused:
        spelled_out(line)
    (problem,) = refused.value.problems
    assert problem.did_you_mean == meant
    assert "x2" in problem.allowed


@pytest.mark.parametrize("tail", ["x2 x3", "p10% p20%", "app=a app=b", "nth 1 nth 2", "for 1s x2 for 1s"])
def test_what_is_said_twice_is_refused_rather_than_half_ignored(tail):
    with pytest.raises(RuleError, match="is said twice"):
        spelled_out(f"downloads 502 {tail}")


@pytest.mark.parametrize("number", ["\u0661", "9" * 5000])
def test_a_number_is_plain_digits_of_sensible_length(number):
    assert spelled_out(f"downloads 502 nth {number}")["when"] == {"nth": number}


def test_a_line_longer_than_any_rule_is_refused_at_once():
    with pytest.raises(RuleError, match="is not a rule"):
        spelled_out("downloads " + "502," * 100_000 + "502")


@pytest.mark.parametrize("line", ["", "downloads", "   "])
def test_a_line_without_where_and_what_is_no_rule(line):
    with pytest.raises(RuleError, match="write where, what, and how often"):
        spelled_out(line)
