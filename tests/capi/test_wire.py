"""Names, order and phrases by whose hands an answer passed through: conformance README, cc-droplets 1.2."""

import http.client
from datetime import UTC, datetime

import pytest

from fakecf.config import Behaviour
from fakecf.foundation import Foundation
from fakecf.seeds.seed import Seed
from fakecf.server import Server
from fakecf.state.records import App, ClockSetting, Droplet, Organization, Space
from fakecf.state.uaa_records import UaaUser

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
RECORDS = (
    ClockSetting(guid="clock", created_at=NOON, frozen_at=NOON),
    UaaUser(guid="u", created_at=NOON, username="admin", password="", groups=("cloud_controller.admin",)),
    Organization(guid="org", created_at=NOON, name="org"),
    Space(guid="space", created_at=NOON, name="space", organization_guid="org"),
    App(guid="app", created_at=NOON, name="app", space_guid="space"),
    Droplet(guid="failed", created_at=NOON, app_guid="app", state="FAILED"),
)


def answered(proxy, path, *, method="GET", headers=None, fault=None):
    """Reason phrase and headers as they stand on the wire."""
    seed = Seed(behaviour=Behaviour(proxy=proxy), records=RECORDS, paths=(), blobs=(), faults=(), sources=())
    with Server(foundation=Foundation(seed)) as server:
        if fault is not None:
            server.fault(fault)
        connection = http.client.HTTPConnection("localhost", server.foundation.addresses.api, timeout=10)
        bearer = {"Authorization": f"bearer {server.token('admin')}", "Accept": "*/*"}
        connection.request(method, path, headers={**bearer, **(headers or {})})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.reason, answer.getheaders()


ORDER = {
    "direct": [
        *("x-frame-options", "x-xss-protection", "x-content-type-options", "x-download-options"),
        *("x-permitted-cross-domain-policies", "referrer-policy", "content-type", "vary", "x-runtime"),
        *("x-user-guid", "x-vcap-request-id", "content-length"),
    ],
    "nginx": [
        *("Server", "Date", "Content-Type", "Content-Length", "Connection", "Keep-Alive"),
        *("x-frame-options", "x-xss-protection", "x-content-type-options", "x-download-options"),
        *("x-permitted-cross-domain-policies", "referrer-policy", "vary", "x-runtime", "x-vcap-request-id"),
    ],
    "gorouter": [
        *("Content-Length", "Content-Type", "Date", "Referrer-Policy", "Server", "Vary"),
        *("X-Content-Type-Options", "X-Download-Options", "X-Frame-Options", "X-Permitted-Cross-Domain-Policies"),
        *("X-Runtime", "X-Vcap-Request-Id", "X-Xss-Protection"),
    ],
}


@pytest.mark.parametrize("proxy", ORDER)
def test_headers_stand_in_the_order_and_case_of_the_last_who_wrote_them(proxy):
    _, headers = answered(proxy, "/v3/droplets/failed")
    assert [name for name, _ in headers] == ORDER[proxy]


# CC's own; without a shape nginx answers a 413 (conformance nginx-413)
WRAPPED_413 = {"on": "droplets.show", "do": {"status": 413, "shape": "wrapped"}}


# cc-droplets 1.2: puma 8 and nginx behind it say Content, Go says Entity
@pytest.mark.parametrize(
    ("proxy", "too_large", "unprocessable"),
    [
        ("direct", "Content Too Large", "Unprocessable Content"),
        ("nginx", "Content Too Large", "Unprocessable Content"),
        ("gorouter", "Request Entity Too Large", "Unprocessable Entity"),
    ],
)
def test_the_phrases_of_413_and_422_are_their_own(proxy, too_large, unprocessable):
    assert answered(proxy, "/v3/droplets/failed/download")[0] == unprocessable
    assert answered(proxy, "/v3/droplets/failed", fault=WRAPPED_413)[0] == too_large


@pytest.mark.parametrize(("method", "phrase"), [("GET", "OK"), ("POST", "Not Found")])
@pytest.mark.parametrize("proxy", ORDER)
def test_other_phrases_are_everyones(proxy, method, phrase):
    path = "/v3/droplets/failed" if method == "GET" else "/v3/droplets/failed/download"
    assert answered(proxy, path, method=method)[0] == phrase


@pytest.mark.parametrize(("proxy", "seen"), [("direct", "u"), ("nginx", None), ("gorouter", None)])
def test_only_puma_says_who_asked(proxy, seen):
    # cc-droplets 1.2: nginx hides it
    headers = {name.lower(): value for name, value in answered(proxy, "/v3/droplets/failed")[1]}
    assert headers.get("x-user-guid") == seen


@pytest.mark.parametrize("proxy", ["nginx", "gorouter"])
def test_the_date_is_the_foundations(proxy):
    headers = dict(answered(proxy, "/v3/droplets/failed")[1])
    assert headers["Date"] == "Fri, 02 Jan 2026 12:00:00 GMT"
    assert headers["Server"] == "nginx"


def test_nginx_does_not_promise_to_stay_where_the_client_will_not():
    _, headers = answered("nginx", "/v3/droplets/failed", headers={"Connection": "close"})
    assert "Keep-Alive" not in dict(headers)
    assert dict(headers).get("Connection") != "keep-alive"


def test_go_writes_every_name_with_capitals():
    # cc-droplets 1.2: X-B3-Traceid
    trace = {"X-B3-TraceId": "a", "X-B3-SpanId": "b"}
    names = [name for name, _ in answered("gorouter", "/v3/droplets/failed", headers=trace)[1]]
    assert {"X-B3-Traceid", "X-B3-Spanid"} <= set(names)
