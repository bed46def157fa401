import pytest

RULE = {"on": "downloads", "do": 502}


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {},
    ],
)
def test_a_body_that_a_page_can_send_unasked_changes_nothing(steer, headers):
    """T-10, T-11."""
    answer = steer.call("POST", "/v1/faults", data=b'{"on": "downloads", "do": 502}', headers=headers)
    assert answer.status_code == 415
    assert steer.foundation.faults.rules() == ()


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://1.2.3.4", "http://localhost.evil", "file://", b"\xff", "x" * 5000],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_a_page_of_another_origin_is_refused_before_anything_else(steer, origin, method):
    """T-12, T-13: and no answer ever carries a CORS header."""
    answer = steer.call(method, "/v1/faults", RULE if method == "POST" else None, headers={"Origin": origin})
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert steer.foundation.faults.rules() == ()


def test_a_page_of_our_own_origin_may_call(steer):
    assert steer.call("GET", "/v1/faults", headers={"Origin": f"http://127.0.0.1:{steer.port}"}).status_code == 200


def test_a_browser_may_read_but_change_nothing(steer):
    agent = {"User-Agent": "Mozilla/5.0"}
    assert steer.call("GET", "/v1/faults", headers=agent).status_code == 200
    assert steer.call("POST", "/v1/faults", RULE, headers=agent).status_code == 403
    assert steer.call("DELETE", "/v1/flows", headers=agent).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/v1/health/live",
        "/v1/health/ready",
        "/v1/foundation",
        "/v1/env?client=cf",
        "/v1/state",
        "/v1/faults",
        "/v1/flows",
        "/v1/openapi.json",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_changes_nothing(steer, method, path):
    """T-14."""
    before = steer.foundation.store.state
    first, second = (steer.call(method, path) for _ in range(2))
    assert (first.status_code, first.content) == (200, second.content)
    assert steer.foundation.store.state is before


def test_no_page_can_load_an_answer_as_a_script(steer):
    """reliability 1.2: CVE-2025-30359."""
    for path in ("/v1/flows", "/v1/nope"):
        assert steer.call("GET", path).headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_path_names_the_nearest(steer):
    answer = steer.call("GET", "/v1/fault")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no /v1/fault; did you mean /v1/faults?",
    }


def test_another_verb_is_told_which_are_allowed(steer):
    answer = steer.call("PUT", "/v1/faults", RULE)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, POST"


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "BREW"])
def test_a_verb_that_brings_no_body_needs_no_type_to_be_told_so(steer, method):
    assert steer.call(method, "/v1/reset").headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/v1/metrics", "/v1/nothing", "/"])
def test_what_is_not_served_yet_is_404(steer, path):
    assert steer.call("GET", path).status_code == 404


def test_an_id_that_was_forgotten_does_not_mean_all(steer):
    steer.call("POST", "/v1/faults", RULE)
    answer = steer.call("DELETE", "/v1/faults/")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no /v1/faults/; did you mean /v1/faults?")
    assert len(steer.foundation.faults.rules()) == 1


@pytest.mark.parametrize(
    ("method", "path", "pointer"),
    [
        ("GET", "/v1/foundation?x=", "/x"),
        ("GET", "/v1/env?client=cf&client=go", "/client"),
        ("POST", "/v1/reset?scope=flows", "/scope"),
        ("DELETE", "/v1/faults?id=f_1", "/id"),
    ],
)
def test_a_parameter_that_would_be_ignored_is_refused(steer, method, path, pointer):
    rule = steer.foundation.faults.add("downloads 502")
    answer = steer.call(method, path, {} if method == "POST" else None)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert steer.foundation.faults.rules() == (rule,)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"NaN", "application/json"),
        (b'"\xff"', "application/json"),
        (b'"\\ud800"', "application/json"),
        (b"[" * 101 + b"]" * 101, "application/json"),
        (b"[" * 200_000 + b"]" * 200_000, "application/json"),
        (b"a: [", "application/yaml"),
        (b"[" * 200_000, "application/yaml"),
    ],
    ids=["cut off", "NaN", "not UTF-8", "half a surrogate", "deep", "very deep", "cut off YAML", "deep YAML"],
)
@pytest.mark.parametrize("call", [("POST", "/v1/faults"), ("PUT", "/v1/state"), ("POST", "/v1/tokens")])
def test_a_body_that_cannot_be_read_is_refused(steer, call, body, kind):
    """Reliability 1.3: at most 100 deep, no NaN, no lone surrogates."""
    answer = steer.call(*call, data=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("the body is n")


def test_a_body_as_deep_as_allowed_is_read(steer):
    answer = steer.call(
        "POST", "/v1/faults", data=b"[" * 100 + b"]" * 100, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["application/yaml", "Application/YAML; charset=utf-8"])
def test_yaml_is_taken_as_well(steer, kind):
    yaml = {"Content-Type": kind}
    answer = steer.call("POST", "/v1/faults", data=b"{on: downloads, do: 502}", headers=yaml)
    assert (answer.status_code, answer.json()["do"]) == (201, {"status": 502})


def test_a_body_over_the_limit_is_refused(steer):
    huge = b'"' + b"x" * (15 * 2**20) + b'"'
    answer = steer.call("POST", "/v1/faults", data=huge, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
