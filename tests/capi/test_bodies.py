"""Bodies by content type: cc-droplets 4 (content-type effects) and corrections 7, 12, 17."""

import pytest

from fakecf.capi.bodies import MAX_BODY
from tests.capi.conftest import NOBODY, NOT_AUTHENTICATED, NOT_AUTHORIZED, UNKNOWN_ERROR, unprocessable

PARSE_ERROR = {
    "detail": "Request invalid due to parse error: invalid request body",
    "title": "CF-MessageParseError",
    "code": 1001,
}
JSON = {"Content-Type": "application/json"}
LABELS = b'{"metadata": {"labels": {"a": "b"}}}'


def patched(cf, body, as_="admin", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return cf.ask("/v3/droplets/staged", as_, method="PATCH", data=body, headers=named)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/vnd.api+json",
        "application/json ; x=y",
    ],
)
def test_json_is_read_under_all_its_names(cf, kind):
    answer = patched(cf, LABELS, Content_Type=kind)
    assert answer.json()["metadata"]["labels"]["a"] == "b"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-yaml", "application/octet-stream", ""])
def test_a_body_of_another_type_is_empty(cf, kind):
    answer = patched(cf, LABELS, Content_Type=kind)
    assert answer.status_code == 200
    assert "a" not in answer.json()["metadata"]["labels"]


def test_a_form_is_read_as_a_form(cf):
    assert error_of(patched(cf, b"foo=1&bar[x]=2", Content_Type="application/x-www-form-urlencoded")) == (
        unprocessable("Unknown field(s): 'foo', 'bar'")
    )


@pytest.mark.parametrize("sent", [b"%C3%A9=1", "é=1".encode()])
def test_a_form_is_utf_8_escaped_or_not(cf, sent):
    answer = patched(cf, sent, Content_Type="application/x-www-form-urlencoded")
    assert error_of(answer) == unprocessable("Unknown field(s): 'é'")


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; x=y"]
)
def test_json_that_calls_itself_a_form_is_one_unknown_field(cf, kind):
    # corrections 17: what curl -d sends without a content type; recorded: live_write, content types
    answer = patched(cf, b'{"foo":1}', Content_Type=kind)
    assert error_of(answer) == unprocessable("Unknown field(s): '{\"foo\":1}'")


@pytest.mark.parametrize("body", [b"[1]", b"5", b'"text"', b"true"])
def test_json_that_is_no_object_is_one_unknown_field(cf, body):
    # corrections 12; conformance 400-json-array
    assert error_of(patched(cf, body, **{"Content-Type": "application/json"})) == (
        unprocessable("Unknown field(s): '_json'")
    )


@pytest.mark.parametrize("body", [b"", b"  ", b"{}"])
def test_an_empty_body_is_an_empty_object(cf, body):
    assert patched(cf, body, **JSON).status_code == 200


def error_of(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


# cc-droplets 3: the token, then the scope, then the body, then the action
@pytest.mark.parametrize("guid", ["staged", "nowhere"])
def test_a_malformed_body_matters_after_token_and_scope_and_before_all_else(cf, guid):
    asked = {"method": "PATCH", "data": b'{"a"', "headers": JSON}
    reader = cf.claiming(user_id="x", scope=["cloud_controller.read"])
    assert cf.error(f"/v3/droplets/{guid}", NOBODY, **asked) == (401, NOT_AUTHENTICATED)
    assert cf.error(f"/v3/droplets/{guid}", reader, **asked) == (403, NOT_AUTHORIZED)
    assert cf.error(f"/v3/droplets/{guid}", **asked) == (400, PARSE_ERROR)


def test_a_malformed_body_of_a_get_is_refused_and_a_good_one_is_ignored(cf):
    # corrections 7
    path = "/v3/droplets/staged/download"
    assert cf.error(path, data=b'{"a"', headers=JSON) == (400, PARSE_ERROR)
    assert cf.ask(path, data=b'{"a": 1}', headers=JSON).status_code == 302


def test_nginx_refuses_what_is_too_large(cf):
    # conformance nginx-413; reliability 0.10
    answer = patched(cf, b'"' + b"x" * MAX_BODY + b'"', **JSON)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.headers["Connection"] == "close"
    assert "<center><h1>413 Request Entity Too Large</h1></center>" in answer.text


def test_a_body_of_just_the_limit_is_read(cf):
    assert patched(cf, b'"' + b"x" * (MAX_BODY - 2) + b'"', **JSON).status_code == 422


def test_a_body_that_wraps_itself_is_unwrapped(cf):
    # as recorded in app_features: Rails' own wrapper is called `body`, and leaves one that is there already alone
    assert patched(cf, b'{"body": %s, "x": 1}' % LABELS, **JSON).json()["metadata"]["labels"]["a"] == "b"
    assert patched(cf, b'{"body": null}', **JSON).status_code == 200
    assert patched(cf, b'{"body": {"body": 1}}', **JSON).json()["errors"][0]["detail"] == "Unknown field(s): 'body'"


@pytest.mark.parametrize("body", [b'{"body": 1}', b'{"body": "x"}', b'{"body": [1]}'])
def test_a_wrapped_body_without_keys_is_what_cc_fails_over(cf, body):
    answer = patched(cf, body, **JSON)
    assert (answer.status_code, answer.json()["errors"]) == (500, [UNKNOWN_ERROR])


def test_nulls_fall_out_of_arrays(cf):
    """Rails' deep munge (recorded: live_write, sidecars of the types [null])."""
    sidecar = b'{"name": "n", "command": "c", "process_types": [null, "web", null]}'
    answer = cf.ask("/v3/apps/my-app/sidecars", method="POST", data=sidecar, headers=JSON)
    assert answer.json()["process_types"] == ["web"]
