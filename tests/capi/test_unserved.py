"""Routes that the Cloud Controller has and we do not yet: 501 with our name, after the checks it would make."""

import pytest

from fakecf.capi.unserved import cc_routes
from tests.capi.conftest import NOBODY, NOT_AUTHENTICATED, NOT_AUTHORIZED, UNKNOWN_REQUEST, not_found


def unserved(route):
    return 501, {"detail": f"fakecf does not serve {route} yet.", "title": "Fakecf-NotImplemented", "code": 501}


@pytest.mark.parametrize(
    ("method", "path", "rule"),
    [
        ("POST", "/v3/service_brokers", "/v3/service_brokers"),
        ("POST", "/v3/service_brokers.json", "/v3/service_brokers"),
        ("POST", "/v3/service_credential_bindings", "/v3/service_credential_bindings"),
    ],
)
def test_a_route_of_ccs_that_we_lack_says_whose_fault_that_is(cf, method, path, rule):
    assert cf.error(path, method=method) == unserved(f"{method} {rule}")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "TRACE"])
@pytest.mark.parametrize("who", ["admin", NOBODY])
def test_a_route_that_cc_lacks_too_is_unknown(cf, method, who):
    assert cf.error("/v3/nope", who, method=method) == (404, UNKNOWN_REQUEST)


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/v3/droplets/staged"), ("POST", "/v3/jobs/x"), ("DELETE", "/v3/droplets")]
)
def test_a_verb_that_cc_lacks_on_a_path_is_unknown_and_not_405(cf, method, path):
    # corrections 5
    assert cf.error(path, NOBODY, method=method) == (404, UNKNOWN_REQUEST)


def test_token_and_scope_matter_first(cf):
    reader = cf.claiming(user_id="x", scope=["cloud_controller.read"])
    assert cf.error("/v3/apps", NOBODY, method="POST") == (401, NOT_AUTHENTICATED)
    assert cf.error("/v3/apps", reader, method="POST") == (403, NOT_AUTHORIZED)
    assert cf.error("/v3/audit_events", cf.claiming(user_id="x", scope=["openid"], aud=["cloud_controller"])) == (
        403,
        NOT_AUTHORIZED,
    )


@pytest.mark.parametrize(
    ("method", "path", "what"),
    [
        ("POST", "/v3/apps/nowhere/actions/start", "App"),
        ("DELETE", "/v3/spaces/other", "Space"),
        ("DELETE", "/v3/service_plans/nowhere", "Service plan"),
        ("PATCH", "/v3/service_offerings/nowhere", "Service offering"),
    ],
)
def test_what_it_is_about_must_be_there_and_readable(cf, method, path, what):
    assert cf.error(path, "space_developer", method=method) == (404, not_found(what))


def test_every_route_of_ccs_is_known():
    # cc-surface 1
    listed = [(method, rule) for method, rule, _ in cc_routes()]
    assert len(listed) == len(set(listed)) > 200
    assert ("GET", "/v3/droplets/<guid>/download") in listed


@pytest.mark.parametrize(
    ("method", "path", "who", "flags"),
    [
        ("GET", "/v3/nope", "admin", (True, False)),
        ("PUT", "/v3/droplets/staged", NOBODY, (True, False)),
        ("GET", "/nope", NOBODY, (True, False)),
        ("GET", "/v2/apps", NOBODY, (True, False)),
        ("POST", "/v3/service_brokers", "admin", (False, True)),
        ("POST", "/v3/service_brokers", NOBODY, (False, False)),
        ("GET", "/v3/apps/nowhere", "admin", (False, False)),
        ("GET", "/healthz", NOBODY, (False, False)),
    ],
)
def test_what_is_not_there_is_told_from_what_is_not_served_and_what_is_not_found(cf, method, path, who, flags):
    cf.ask(path, who, method=method)
    exchange = cf.foundation.journal.exchanges()[-1]
    assert (exchange.unknown, exchange.unserved) == flags
