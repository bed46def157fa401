import json

import pytest

BLOBSTORE_UNAVAILABLE = "Failed to perform operation due to blobstore unavailability."
NOT_AUTHORIZED = "You are not authorized to perform the requested action"
NGINX_502 = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


@pytest.mark.parametrize(
    ("status", "reason", "body"),
    [  # cc-droplets 4 and 10.3
        (
            400,
            "Bad Request",
            '{"errors":[{"detail":"The request is invalid","title":"CF-InvalidRequest","code":10004}]}',
        ),
        (401, "Unauthorized", '{"errors":[{"detail":"Invalid Auth Token","title":"CF-InvalidAuthToken","code":1000}]}'),
        (
            403,
            "Forbidden",
            f'{{"errors":[{{"detail":"{NOT_AUTHORIZED}","title":"CF-NotAuthorized","code":10003}}]}}',
        ),
        (404, "Not Found", '{"errors":[{"detail":"Droplet not found","title":"CF-ResourceNotFound","code":10010}]}'),
        (
            422,
            "Unprocessable Entity",
            '{"errors":[{"detail":"Unprocessable Entity","title":"CF-UnprocessableEntity","code":10008}]}',
        ),
        (
            500,
            "Internal Server Error",
            '{"errors":[{"title":"UnknownError","detail":"An unknown error occurred.","code":10001}]}',
        ),
        (
            503,
            "Service Unavailable",
            '{"errors":[{"detail":"Database connection failure","title":"CF-ServiceUnavailable","code":10015}]}',
        ),
    ],
)
def test_a_number_is_what_the_cloud_controller_most_often_says_to_it(world, status, reason, body):
    world.engine.add({"on": "downloads", "do": status})
    answer = world.download()
    assert (answer.status, answer.text) == (f"{status} {reason}", body)
    assert answer.headers.to_wsgi_list() == [
        ("content-type", "application/json; charset=utf-8"),
        ("x-frame-options", "SAMEORIGIN"),
        ("content-length", str(len(body))),
    ]


# architecture 3.10: people write clients from the published page, whose 502 is flat
FLAT = f'{{"code":150006,"detail":"{BLOBSTORE_UNAVAILABLE}","title":"CF-BlobstoreUnavailable"}}'
WRAPPED = f'{{"errors":[{{"detail":"{BLOBSTORE_UNAVAILABLE}","title":"CF-BlobstoreUnavailable","code":150006}}]}}'


@pytest.mark.parametrize(
    ("bad_gateway", "effect", "body"),
    [
        (None, 502, FLAT),
        (None, {"status": 502, "shape": "flat"}, FLAT),
        (None, {"status": 502, "shape": "wrapped"}, WRAPPED),
        ("flat", 502, FLAT),
        ("wrapped", 502, WRAPPED),
        ("wrapped", {"status": 502, "shape": "flat"}, FLAT),
    ],
)
def test_a_502_is_flat_unless_the_rule_or_the_foundation_says_wrapped(world_of, bad_gateway, effect, body):
    world = world_of(bad_gateway)
    world.engine.add({"on": "downloads", "do": effect})
    assert world.download().text == body


def test_any_status_can_be_flat(world):
    world.engine.add({"on": "apps.list", "do": {"status": 500, "shape": "flat"}})
    body = '{"code":10001,"detail":"An unknown error occurred.","title":"UnknownError"}'
    assert world.get("/v3/apps").text == body


def test_a_502_of_nginx_is_its_page_with_its_headers(world):
    # conformance/wire/nginx-502-dead-upstream.txt; Connection and Keep-Alive are the server's
    world.engine.add({"on": "downloads", "do": {"status": 502, "shape": "nginx"}})
    answer = world.download()
    assert (answer.status, answer.data) == ("502 Bad Gateway", NGINX_502)
    assert answer.headers.to_wsgi_list() == [
        ("Server", "nginx"),
        ("Date", "Mon, 23 Nov 2026 15:15:22 GMT"),
        ("Content-Type", "text/html"),
        ("Content-Length", "150"),
    ]


def test_a_502_of_gorouter_is_its_text_with_its_headers(world):
    # cc-droplets 10.1
    world.engine.add({"on": "downloads", "do": {"status": 502, "shape": "gorouter"}})
    answer = world.download()
    assert answer.text == "502 Bad Gateway: Registered endpoint failed to handle the request.\n"
    assert answer.headers.to_wsgi_list() == [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("X-Cf-Routererror", "endpoint_failure (EOF)"),
        ("X-Content-Type-Options", "nosniff"),
        ("Date", "Mon, 23 Nov 2026 15:15:22 GMT"),
        ("Content-Length", "67"),
    ]


def test_a_429_is_json_that_claims_to_be_text_under_the_limits_of_an_hour(world):
    # cc-droplets 10.4 and F12, conformance 429-user-4; 44 min 38 s are left of the hour
    world.engine.add({"on": "downloads", "do": 429})
    answer = world.download()
    body = '{"errors":[{"detail":"Rate Limit Exceeded","title":"CF-RateLimitExceeded","code":10013}]}'
    assert (answer.status, answer.text) == ("429 Too Many Requests", body)
    assert answer.headers.to_wsgi_list() == [
        ("x-ratelimit-limit", "2000"),
        ("x-ratelimit-reset", "1795449600"),
        ("x-ratelimit-remaining", "0"),
        ("retry-after", "2678"),
        ("content-type", "text/plain; charset=utf-8"),
        ("x-vcap-request-id", "an-id"),
        ("content-length", "89"),
    ]


def test_what_the_cloud_controller_never_says_nginx_does(world):
    # cc-droplets 1.4
    world.engine.add({"on": "downloads", "do": 504})
    answer = world.download()
    assert answer.status == "504 Gateway Timeout"
    assert "<title>504 Gateway Time-out</title>" in answer.text


def test_a_rule_can_choose_every_word_of_an_error(world):
    said = {"title": "CF-Odd", "code": 7, "detail": "a <b>"}
    world.engine.add({"on": "apps.list", "do": {"status": 418, **said}})
    answer = world.get("/v3/apps")
    assert answer.text == '{"errors":[{"title":"CF-Odd","detail":"a \\u003cb\\u003e","code":7}]}'
    assert json.loads(answer.text) == {"errors": [said]}


def test_headers_of_a_rule_take_the_place_of_the_answers_own(world):
    headers = {"Retry-After": "1", "X-More": "yes"}
    world.engine.add({"on": "downloads", "do": {"status": 429, "headers": headers}})
    answer = world.download()
    assert answer.headers.getlist("retry-after") == ["1"]
    assert answer.headers["x-more"] == "yes"


def test_head_has_the_headers_of_the_error_and_no_body(world):
    world.engine.add({"on": "downloads", "do": 401})
    answer = world.get("/v3/droplets/d1/download", method="HEAD")
    assert (answer.status_code, answer.data, answer.headers["content-length"]) == (401, b"", "86")


def test_a_route_nobody_serves_is_an_unknown_request(world):
    world.engine.add({"on": "*", "do": 404})
    body = '{"errors":[{"detail":"Unknown request","title":"CF-NotFound","code":10000}]}'
    assert world.get("/v3/nothing").text == body


@pytest.mark.parametrize(
    ("status", "error", "description"),
    [  # cc-surface 5.5
        (400, "invalid_request", "Missing grant type"),
        (401, "invalid_client", "Bad credentials"),
        (403, "insufficient_scope", "Insufficient scope for this resource"),
        (429, "too_many_requests", "Too Many Requests"),
        (500, "server_error", "Internal Server Error"),
        (503, "temporarily_unavailable", "Service Unavailable"),
    ],
)
def test_at_uaa_a_number_is_an_oauth_error(world, status, error, description):
    world.engine.add({"on": "uaa.token", "do": status})
    answer = world.get("/oauth/token", "uaa", "POST")
    body = f'{{"error":"{error}","error_description":"{description}"}}'
    assert (answer.status_code, answer.text, answer.mimetype) == (status, body, "application/json")


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [  # blobstore 2.2
        (400, "InvalidRequest", "Invalid Request"),
        (403, "AccessDenied", "Access Denied"),
        (404, "NoSuchKey", "The specified key does not exist."),
        (500, "InternalError", "We encountered an internal error. Please try again."),
        (503, "SlowDown", "Please reduce your request rate."),
        (504, "GatewayTimeout", "Gateway Timeout"),
    ],
)
def test_at_the_blobstore_a_number_is_an_aws_error(world, status, code, message):
    world.engine.add({"on": "blobstore.get", "do": status})
    answer = world.get("/droplets/aa/bb/key", "blobstore")
    assert (answer.status_code, answer.mimetype) == (status, "application/xml")
    assert answer.text == f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"


def test_title_and_detail_become_the_words_of_each_dialect(world):
    effect = {"status": 403, "title": "RequestTimeTooSkewed", "detail": "late"}
    world.engine.add({"on": "blobstore.get", "do": effect})
    world.engine.add({"on": "uaa.token", "do": {"status": 401, "title": "unauthorized", "detail": "locked"}})
    blob = world.get("/droplets/aa/bb/key", "blobstore").text
    assert blob == "<Error><Code>RequestTimeTooSkewed</Code><Message>late</Message></Error>"
    token = world.get("/oauth/token", "uaa", "POST").text
    assert token == '{"error":"unauthorized","error_description":"locked"}'


SAID = {  # cc-droplets 10.3, cc-surface 5.5, blobstore 2.2
    "api": ("503 Service Unavailable", b'"title":"CF-ServiceUnavailable"'),
    "uaa": ("503 Service Unavailable", b'"error":"temporarily_unavailable"'),
    "blobstore": ("503 Slow Down", b"<Code>SlowDown</Code>"),
}


def test_each_listener_says_it_in_its_own_words_and_keeps_the_connection(wire):
    status, body = SAID[wire.listener]
    said = wire.struck(503)
    assert (said.status_line, said.end) == (f"HTTP/1.1 {status}", "kept")
    assert body in said.body


def test_gorouter_and_nginx_stand_before_every_listener(wire):
    said = wire.struck({"status": 502, "shape": "gorouter"})
    assert (said.header("X-Cf-Routererror"), said.end) == ("endpoint_failure (EOF)", "kept")
    assert said.body == b"502 Bad Gateway: Registered endpoint failed to handle the request.\n"
    wire.foundation.reset("faults")
    assert wire.struck({"status": 502, "shape": "nginx"}).body == NGINX_502
