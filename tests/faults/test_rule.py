import pytest

from fakecf.faults import RuleError, read_rule
from fakecf.faults.effects import KINDS
from fakecf.faults.grammar import EXAMPLES

RULE_KEYS = ("on", "match", "when", "do")
EFFECTS = tuple(example for kind in KINDS.values() for example in kind.examples)
STATUS_KEYS = ("shape", "detail", "headers", "status", "title", "code")
MATCH_KEYS = (*("app", "droplet", "guid", "label", "user", "client", "grant", "space", "org", "header", "listener"),)


TAIL = tuple(f"{key}=..." for key in MATCH_KEYS if key != "header")


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("downloads 502", {"on": "downloads", "do": {"status": 502}}),
        ("downloads 502 x2", {"on": "downloads", "when": {"times": 2}, "do": {"status": 502}}),
        ("apps.list CF-NotAuthorized", {"on": "apps.list", "do": {"error": "CF-NotAuthorized"}}),
        ("downloads 503,503,ok", {"on": "downloads", "do": [{"status": 503}, {"status": 503}, "ok"]}),
        ("  GET   /v3/apps/*  404 ", {"on": "GET /v3/apps/*", "do": {"status": 404}}),
        ("* 503 for 30s", {"on": "*", "when": {"for": "30s"}, "do": {"status": 503}}),
        ("downloads 500 x3 for 2m", {"on": "downloads", "when": {"times": 3, "for": "2m"}, "do": {"status": 500}}),
    ],
)
def test_a_line_of_text_is_short_for_an_object(text, document):
    assert read_rule(text) == read_rule(document)
    assert read_rule(text).written() == document


def test_what_a_rule_writes_it_reads_back():
    document = {
        "on": "droplets.*",
        "match": {"app": "web", "user": "alice", "listener": "api"},
        "when": {"times": 4},
        "do": [{"status": 502, "shape": "nginx", "headers": {"A": "b"}}, "ok", {"error": "CF-OrgSuspended"}],
    }
    assert read_rule(document).written() == document


def test_words_and_numbers_stand_for_objects():
    rule = read_rule({"on": "downloads", "do": [503, "503", "CF-OrgSuspended", "ok"]})
    assert rule.written()["do"] == [{"status": 503}, {"status": 503}, {"error": "CF-OrgSuspended"}, "ok"]


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_are_rules(text):
    assert read_rule(read_rule(text).written()) == read_rule(text)


@pytest.mark.parametrize(
    ("written", "pointer", "detail", "allowed", "meant"),
    [
        (7, "", "a rule is an object with the keys on, match, when and do, or a text", EXAMPLES, None),
        ("downloads", "", "'downloads' is not a rule: write where, what, and how often", EXAMPLES, None),
        ("downloads 50", "/do", "'50' is not an effect", EFFECTS, None),
        ("downloads 302", "/do", "302 is not the status of an error", ("400 to 599",), None),
        ("downloads 503,okay", "/do/1", "'okay' is not an effect", EFFECTS, "ok"),
        ("downloads CF-NotAuthorised", "/do", "'CF-NotAuthorised' is not an effect", EFFECTS, "CF-NotAuthorized"),
        ("downloads 502 x0", "/when/times", "Expected `int` >= 1", (), None),
        (
            "downloads 502 for 2 x",
            "",
            "'x' says neither how often nor on what",
            ("x2", "p10%", *("for ...", "until ...", "nth ...", "every ...", "after ...", "seed ..."), *TAIL),
            None,
        ),
        ({"do": 502}, "/on", "names an operation or a route", EXAMPLES, None),
        ({"on": " ", "do": 502}, "/on", "names an operation or a route", EXAMPLES, None),
        ({"on": "x"}, "/do", "None is not an effect", EFFECTS, None),
        ({"on": "x", "do": True}, "/do", "True is not an effect", EFFECTS, None),
        ({"on": "x", "do": []}, "/do", "a sequence has 1 to 100 effects, this one 0", (), None),
        ({"on": "x", "do": [502] * 101}, "/do", "a sequence has 1 to 100 effects, this one 101", (), None),
        ({"on": "x", "do": 502, "wen": {}}, "/wen", "'wen' is not a key of a rule", RULE_KEYS, "when"),
        ({"on": "x", "do": 502, "match": {"ap": "web"}}, "/match/ap", "'ap' is not a key here", MATCH_KEYS, "app"),
        ({"on": "x", "do": 502, "match": {"app": 7}}, "/match/app", "Expected `str | null`, got `int`", (), None),
        (
            {"on": "x", "do": 502, "match": {"listener": "ap"}},
            "/match/listener",
            "Invalid enum value 'ap'",
            ("api", "uaa", "blobstore"),
            "api",
        ),
        ({"on": "x", "do": 502, "when": []}, "/when", "Expected `object`, got `array`", (), None),
        (
            {"on": "x", "do": 502, "when": {"for": "2x"}},
            "/when/for",
            "'2x' is not a duration; write a number and a unit such as 250ms, 5s, 10m, 2h or 45d",
            (),
            None,
        ),
        ({"on": "x", "do": 502, "when": {"for": "-2s"}}, "/when/for", "'-2s' is over before it begins", (), None),
        ({"on": "x", "do": {}}, "/do", "the effect has no key that names its kind", tuple(KINDS), None),
        ({"on": "x", "do": {"staus": 502}}, "/do", "the effect has no key that names its kind", tuple(KINDS), "status"),
        (
            {"on": "x", "do": {"status": 502, "error": "CF-NotFound"}},
            "/do",
            "an effect is of one kind, this one is of error and status",
            EFFECTS,
            None,
        ),
        (
            {"on": "x", "do": {"status": 502, "hedders": {}}},
            "/do/hedders",
            "'hedders' is not a key here",
            STATUS_KEYS,
            "headers",
        ),
        (
            {"on": "x", "do": [502, {"status": 502, "shape": "ngnix"}]},
            "/do/1/shape",
            "Invalid enum value 'ngnix'",
            ("flat", "wrapped", "gorouter", "nginx"),
            "nginx",
        ),
        (
            {"on": "x", "do": {"status": 502, "shape": "nginx", "detail": "no"}},
            "/do/detail",
            "nginx's page has no place for a detail",
            ("flat", "wrapped", "gorouter"),
            None,
        ),
        (
            {"on": "x", "do": {"status": 502, "shape": "gorouter", "code": 7}},
            "/do/code",
            "gorouter's error has no code",
            ("flat", "wrapped"),
            None,
        ),
        (
            {"on": "x", "do": {"status": 502, "detail": "\ud800"}},
            "/do/detail",
            "holds half of a surrogate pair, which is no character",
            (),
            None,
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_what_would_be_right(written, pointer, detail, allowed, meant):
    with pytest.raises(RuleError) as refused:
        read_rule(written)
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.detail, problem.allowed, problem.did_you_mean) == (pointer, detail, allowed, meant)


def test_a_name_that_is_nearly_an_error_is_answered_with_the_whole_catalogue():
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "x", "do": {"error": "CF-OrgSuspendet"}})
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.did_you_mean) == ("/do/error", "CF-OrgSuspended")
    assert "CF-SpaceSuspended" in problem.allowed


@pytest.mark.parametrize(
    "do",
    [
        {"status": "9" * 5000},
        {"status": "\u0665\u0660\u0662"},
        "ratelimit=" + "9" * 5000,
        {"reset": {"after": "9" * 400 + "GiB"}},
        "truncate=\u0665\u0660%",
        {"latency": "\u0661s"},
    ],
)
def test_a_number_that_no_effect_can_have_is_refused(do):
    with pytest.raises(RuleError):
        read_rule({"on": "downloads", "do": do})


@pytest.mark.parametrize(
    ("do", "pointer"),
    [
        ("truncate=101%", "/do"),
        ("close@5", "/do"),
        ({"truncate": 50}, "/do/truncate"),
        ({"reset": False}, "/do/reset"),
        ({"truncate": {"at": 50}}, "/do/truncate/at"),
        ({"truncate": "50%", "how": "x"}, "/do/how"),
        ({"warnings": "\r", "escaped": False}, "/do/warnings"),
        ([502, {"hang": 5}], "/do/1/hang"),
    ],
)
def test_a_problem_is_told_where_the_wrong_thing_was_written(do, pointer):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": do})
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_every_problem_is_told_at_once():
    with pytest.raises(RuleError) as refused:
        read_rule({"on": 1, "match": {"ap": "x"}, "when": {"times": 0}, "do": [1, {"status": 99}], "x": 1})
    pointers = [problem.pointer for problem in refused.value.problems]
    assert pointers == ["/on", "/match/ap", "/when/times", "/do/0", "/do/1/status", "/x"]


@pytest.mark.parametrize("status", ["200 OK\r\nX: 1", 0, 99, 399, 600, 1000, 502.5, True, None])
def test_no_status_but_an_errors_is_taken(status):
    # reliability T-20
    with pytest.raises(RuleError):
        read_rule({"on": "downloads", "do": {"status": status}})


@pytest.mark.parametrize("name", ["A: 1\r\nSet-Cookie", "A B", "", "A:", "\u00c4", "A\x00", "A\n", "x" * 257])
def test_a_header_name_is_a_token(name):
    # reliability T-20
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": {"status": 502, "headers": {name: "x"}}})
    assert refused.value.problems[0].pointer == "/do/headers"


@pytest.mark.parametrize("value", ["a\r", "a\nb", "\0", "\x0b", "\x7f", "\u20ac", "x" * 8193])
def test_a_header_value_carries_no_control_characters(value):
    # reliability T-20
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": {"status": 502, "headers": {"A": value}}})
    assert refused.value.problems[0].pointer == "/do/headers/A"


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Connection", "keep-alive", "Upgrade"])
def test_the_framing_of_a_message_stays_with_the_server(name):
    with pytest.raises(RuleError) as refused:
        read_rule({"on": "downloads", "do": {"status": 502, "headers": {name: "1"}}})
    assert refused.value.problems[0].pointer == f"/do/headers/{name}"
