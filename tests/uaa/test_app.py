"""Routing, headers and limits of UAA (cc-surface 5.1, 5.5)."""

import pytest

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "script-src 'self'",
    "Content-Type": "application/json;charset=UTF-8",
    "Pragma": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Xss-Protection": "1; mode=block",
}


def test_a_token_has_the_headers_that_were_recorded_from_real_uaas(world):
    """cc-surface 5.3; the rest as in the recordings of cloudfoundry/terraform-provider-cloudfoundry."""
    answer = world.login()
    assert dict(answer.headers) == {**HEADERS, "content-length": str(len(answer.data))}


def test_an_error_has_the_same_headers_and_a_challenge(world):
    answer = world.login(password="wrong")
    challenge = 'Basic realm="UAA/client", error="unauthorized", error_description="Bad credentials"'
    assert dict(answer.headers) == {
        **HEADERS,
        "WWW-Authenticate": challenge,
        "content-length": str(len(answer.data)),
    }


@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_oauth_token_takes_nothing_but_post(world, verb):
    """cc-surface 5.5; secrets do not belong into an address, so GET is refused as well."""
    answer = world.http.open("/oauth/token", method=verb)
    assert answer.status_code == 405
    if verb != "HEAD":
        description = f"Request method '{verb}' not supported"
        assert answer.json == {"error": "method_not_allowed", "error_description": description}
    assert "WWW-Authenticate" not in answer.headers


def test_an_unknown_path_is_a_404_in_uaas_shape(world):
    answer = world.http.get("/v3/apps")
    assert (answer.status_code, answer.json["error"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/login", "/info", "/token_key", "/token_keys", "/.well-known/openid-configuration"])
def test_head_has_the_headers_of_get_and_no_body(world, path):
    got, head = world.http.get(path), world.http.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("path", ["/token_key", "/token_keys"])
def test_keys_that_the_caller_has_are_not_sent_again(world, path):
    """cc-surface 5.1: ETag, If-None-Match, 304."""
    etag = world.http.get(path).headers["ETag"]
    answer = world.http.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    assert world.http.get(path, headers={"If-None-Match": "1"}).status_code == 200


def test_a_form_beyond_the_limit_is_refused(world):
    answer = world.login(padding="x" * 500_000)
    assert (answer.status_code, answer.json["error"]) == (413, "invalid_request")


def test_a_form_of_unknown_length_beyond_the_limit_is_refused(world):
    answer = world.http.post(
        "/oauth/token",
        data=b"client_id=cf&padding=" + b"x" * 600_000,
        content_type="application/x-www-form-urlencoded",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_no_secret_is_read_from_the_query(world):
    query = {"client_id": "cf", "client_secret": "", "grant_type": "password", "username": "a", "password": "b"}
    assert world.http.post("/oauth/token", query_string=query).status_code == 401
