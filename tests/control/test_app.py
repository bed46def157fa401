import openapi_spec_validator
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
    "origin", ["https://evil.example", "null", "http://1.2.3.4", "http://localhost.evil", "file://", "x" * 5000]
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


@pytest.mark.parametrize(("body", "kind"), [(b"{", "application/json"), (b"a: [", "application/yaml")])
def test_a_body_that_cannot_be_read_is_refused(steer, body, kind):
    answer = steer.call("POST", "/v1/faults", data=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("the body is not ")


def test_yaml_is_taken_as_well(steer):
    yaml = {"Content-Type": "application/yaml"}
    answer = steer.call("POST", "/v1/faults", data=b"{on: downloads, do: 502}", headers=yaml)
    assert (answer.status_code, answer.json()["do"]) == (201, {"status": 502})


def test_a_body_over_the_limit_is_refused(steer):
    huge = b'"' + b"x" * (15 * 2**20) + b'"'
    answer = steer.call("POST", "/v1/faults", data=huge, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_the_description_is_valid_and_names_every_call(steer):
    described = steer.call("GET", "/v1/openapi.json").json()
    openapi_spec_validator.validate(described)
    calls = {(method.upper(), path) for path, item in described["paths"].items() for method in item}
    assert {("POST", "/v1/faults"), ("PATCH", "/v1/state/{type}/{guid}"), ("POST", "/v1/tokens")} <= calls
