"""Headers and envelopes of every answer: cc-droplets 1.2, 4 and 21, conformance README."""

import re

import pytest

from fakecf.state.records import Droplet
from tests.capi.conftest import NOBODY, UNKNOWN_ERROR

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
SECURITY = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-XSS-Protection": "1; mode=block",
    "X-Content-Type-Options": "nosniff",
    "X-Download-Options": "noopen",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}

# one of each kind of answer that Rails makes
ANSWERS = {
    200: ("/v3/droplets/staged", "admin"),
    302: ("/v3/droplets/staged/download", "admin"),
    400: ("/v3/droplets?page=0", "admin"),
    401: ("/v3/droplets/staged", NOBODY),
    403: ("/v3/droplets/staged/download", "space_supporter"),
    404: ("/v3/droplets/nowhere", "admin"),
    422: ("/v3/droplets/docker/download", "admin"),
    500: ("/v3/droplets/%00", "admin"),
    502: ("/v3/droplets/no-blob/download", "admin"),
}
JSON = sorted(ANSWERS.keys() - {302})


@pytest.mark.parametrize("status", ANSWERS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_of_rails_has_the_six_security_headers(cf, status, method):
    answer = cf.ask(*ANSWERS[status], method=method)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY} == SECURITY
    assert re.fullmatch(r"\d+\.\d{6}", answer.headers["X-Runtime"])
    assert not {"ETag", "Cache-Control", "Set-Cookie", "X-Request-Id", "X-User-Guid"} & set(answer.headers)


@pytest.mark.parametrize("status", sorted(ANSWERS))
def test_head_has_the_headers_of_get_and_no_body(cf, status):
    get, head = cf.ask(*ANSWERS[status]), cf.ask(*ANSWERS[status], method="HEAD")
    assert head.content == b""
    kept = ("Content-Type", "Content-Length", "Vary")
    assert [head.headers.get(name) for name in kept] == [get.headers.get(name) for name in kept]


@pytest.mark.parametrize("status", JSON)
def test_json_varies_with_accept(cf, status):
    path, who = ANSWERS[status]
    answer = cf.ask(path, who, headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "suffix"), [(None, ""), ("text/html,application/xhtml+xml,*/*;q=0.8", ""), ("*/*", ".json")]
)
def test_json_does_not_vary_where_accept_was_not_consulted(cf, accept, suffix):
    answer = cf.ask(f"/v3/droplets/staged{suffix}", headers={"Accept": accept})
    assert answer.status_code == 200
    assert "Vary" not in answer.headers


def test_a_redirect_does_not_vary(cf):
    assert "Vary" not in cf.ask(*ANSWERS[302], headers={"Accept": "*/*"}).headers


@pytest.mark.parametrize("status", JSON)
def test_errors_have_one_envelope_with_keys_in_ccs_order(cf, status):
    # cc-droplets F6: the unknown error has another order
    document = cf.ask(*ANSWERS[status]).json()
    if status != 200:
        assert list(document) == ["errors"]
        order = ["title", "detail", "code"] if status == 500 else ["detail", "title", "code"]
        assert [list(error) for error in document["errors"]] == [order]


def test_whatever_nobody_foresaw_is_an_unknown_error(cf, caplog):
    # cc-droplets 10.3
    cf.change(Droplet, "staged", updated_at="no moment")
    assert cf.error("/v3/droplets/staged") == (500, UNKNOWN_ERROR)
    assert "GET '/v3/droplets/staged' failed" in caplog.text


# cc-droplets 1.2; corrections: `abc 1/2_3` -> `abc12_3::`
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({}, ""),
        ({"X-Vcap-Request-Id": "abc-123"}, "abc-123::"),
        ({"X-Request-Id": "abc 1/2_3"}, "abc12_3::"),
        ({"X-Vcap-Request-Id": "one", "X-Request-Id": "two"}, "one::"),
        ({"X-Vcap-Request-Id": "é<script>"}, "script::"),
        ({"X-Vcap-Request-Id": "x" * 300}, "x" * 255 + "::"),
    ],
)
def test_a_request_id_is_the_callers_cleaned_and_ccs_own(direct, sent, shown):
    encoded = {name: value.encode() for name, value in sent.items()}
    found = direct.ask("/v3/droplets/staged", headers=encoded).headers["X-Vcap-Request-Id"]
    assert re.fullmatch(f"{shown}{UUID}", found)


def test_behind_gorouter_every_request_has_an_id(cf):
    # cc-droplets 1.2: gorouter replaces what the client says
    found = cf.ask("/v3/droplets/staged", headers={"X-Vcap-Request-Id": "mine"}).headers["X-Vcap-Request-Id"]
    assert re.fullmatch(f"{UUID}::{UUID}", found)


def test_no_two_answers_have_the_same_request_id(cf):
    assert len({cf.ask("/v3").headers["X-Vcap-Request-Id"] for _ in range(5)}) == 5


TRACE = {"X-B3-TraceId": "7f46165474d11ee5836777d85df2cdab", "X-B3-SpanId": "54ebcb82b14862d9"}


def test_b3_headers_are_echoed_when_both_came(cf):
    # conformance 302-download-b3
    headers = cf.ask("/v3/droplets/staged/download", headers=TRACE).headers
    assert {name: headers[name] for name in TRACE} == TRACE


@pytest.mark.parametrize("name", TRACE)
def test_one_b3_header_alone_is_not_echoed(cf, name):
    headers = cf.ask("/v3/droplets/staged/download", headers={name: TRACE[name]}).headers
    assert not set(TRACE) & set(headers)


@pytest.mark.parametrize("path", ["/nope", "/v4", "/V3/droplets", "/v3x"])
def test_outside_v3_another_part_of_cc_answers(cf, path):
    # corrections 8
    answer = cf.ask(path, NOBODY)
    assert answer.status_code == 404
    assert answer.content == b'{"description":"Unknown request","error_code":"CF-NotFound","code":10000}'
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"
    assert answer.headers["X-Cascade"] == "pass"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize("path", ["/v2/apps", "/v2/droplets/x"])
def test_version_2_is_disabled(cf, path):
    # conformance nginx-v2-disabled
    answer = cf.ask(path, NOBODY)
    assert (answer.status_code, answer.text) == (404, "V2 endpoints disabled")
    assert answer.headers["Content-Type"] == "text/html"
