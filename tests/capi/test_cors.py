"""Pages of other origins (cc-droplets 1.3, CC's middleware/cors.rb); the captures of the wire show the plain cases."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from fakecf.config import Behaviour, RateLimiter
from fakecf.foundation import Foundation
from fakecf.server import Server
from tests.capi.conftest import NOBODY, Cf

ALLOWED = "http://*.appspot.com"
PAGE = {"Origin": "http://foo.appspot.com"}
SHARED = {
    "access-control-allow-origin": "http://foo.appspot.com",
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "x-cf-warnings,x-app-staging-log,x-vcap-request-id,location,range",
}


def serving(running, **behaviour):
    seed = running.foundation.seed
    plain = changed(Behaviour(proxy="direct", allowed_cors_domains=(ALLOWED,)), **behaviour)
    return Server(foundation=Foundation(replace(seed, behaviour=plain)))


@pytest.fixture(scope="module")
def cf(running):
    with serving(running) as server:
        shared = Cf(server)
        yield shared
        shared.close()


def cors_headers(answer):
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


def preflight(cf, method, path="/v3/apps", **headers):
    asked = {**PAGE, "Access-Control-Request-Method": method, **headers}
    return cf.ask(path, NOBODY, method="OPTIONS", headers=asked)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST", "get"])
def test_a_browser_may_ask_first_and_needs_no_token(cf, method):
    answer = preflight(cf, method)
    assert (answer.status_code, answer.content) == (200, b"")
    assert dict(answer.headers) == {
        **SHARED,
        "vary": "Origin",
        "content-type": "text/plain",
        "access-control-allow-methods": "GET,PUT,POST,DELETE",
        "access-control-max-age": "900",
        "access-control-allow-headers": "origin,content-type,authorization",
        "content-length": "0",
    }


def test_the_headers_it_asks_for_are_allowed_once_each(cf):
    asked = "Authorization, X-Foo,,x-foo"
    answer = preflight(cf, "GET", **{"Access-Control-Request-Headers": asked})
    assert answer.headers["access-control-allow-headers"] == "origin,content-type,authorization,x-foo"


@pytest.mark.parametrize("method", ["PATCH", "", "OPTIONS"])
def test_other_verbs_cannot_be_asked_for(cf, method):
    answer = preflight(cf, method)
    assert (answer.status_code, cors_headers(answer)) == (404, {})


@pytest.mark.parametrize("origin", ["http://evil.com", "https://foo.appspot.com", "http://foo.appspot.com.x.org", ""])
def test_pages_elsewhere_learn_nothing(cf, origin):
    answer = cf.ask("/v3/apps", headers={"Origin": origin})
    assert (answer.status_code, cors_headers(answer), answer.headers["vary"]) == (200, {}, "Accept")


def test_an_answer_is_shared_with_the_page_and_varies_by_it(cf):
    answer = cf.ask("/v3/apps", headers=PAGE)
    assert (answer.status_code, cors_headers(answer)) == (200, SHARED)
    assert answer.headers["vary"] == "Accept,Origin"
    refused = cf.ask("/v3/apps", NOBODY, headers=PAGE)
    assert (refused.status_code, cors_headers(refused)) == (401, SHARED)
    for path in ("/", "/healthz", "/v2/info"):
        assert cors_headers(cf.ask(path, NOBODY, headers=PAGE)) == SHARED


def test_the_limiter_stands_inside_and_its_refusal_is_shared(running):
    with serving(running, rate_limiter=RateLimiter(unauthenticated_limit=0)) as server:
        cf = Cf(server)
        assert preflight(cf, "GET").status_code == 200
        refused = cf.ask("/v3/apps", NOBODY, headers=PAGE)
        assert (refused.status_code, cors_headers(refused)) == (429, SHARED)
        cf.close()


def test_nobody_is_allowed_unless_it_is_said(running):
    cf = Cf(running.server)
    assert cors_headers(cf.ask("/v3/apps", headers=PAGE)) == {}
    assert preflight(cf, "GET").status_code == 404
    cf.close()
