"""The entry points: cc-surface 4.1 to 4.4."""

import pytest

from tests.capi.conftest import NOBODY

# cc-surface 4.2, in this order
RESOURCES = (
    *("app_usage_events", "apps", "audit_events", "buildpacks", "builds", "deployments", "domains", "droplets"),
    *("environment_variable_groups", "feature_flags", "info", "isolation_segments", "organizations"),
    *("organization_quotas", "packages", "processes", "resource_matches", "roles", "routes", "security_groups"),
    *("service_brokers", "service_instances", "service_credential_bindings", "service_offerings", "service_plans"),
    *("service_route_bindings", "service_usage_events", "spaces", "space_quotas", "stacks", "tasks", "users"),
)


def test_v3_links_to_every_resource_in_ccs_order(cf):
    answer = cf.ask("/v3", NOBODY)
    links = {"self": {"href": f"{cf.url}/v3"}, **{name: {"href": f"{cf.url}/v3/{name}"} for name in RESOURCES}}
    assert answer.json() == {"links": links}
    assert list(answer.json()["links"]) == list(links)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


ROOT = [
    *("self", "cloud_controller_v3", "network_policy_v0", "network_policy_v1", "login", "uaa", "credhub", "routing"),
    *("logging", "log_cache", "log_stream", "app_ssh"),
]


def test_the_root_says_where_everything_is(cf):
    answer = cf.ask("/", NOBODY)
    links = answer.json()["links"]
    assert list(links) == ROOT
    assert links["self"] == {"href": cf.url}
    assert links["cloud_controller_v3"] == {"href": f"{cf.url}/v3", "meta": {"version": "3.228.0"}}
    assert links["login"] == links["uaa"] == {"href": cf.server.uaa_url}
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"


@pytest.mark.parametrize("name", ["credhub", "logging", "log_cache", "log_stream"])
def test_what_we_do_not_fake_is_null_and_keeps_its_key(cf, name):
    # cc-surface 4.1: as CC shows what is not configured
    assert cf.ask("/", NOBODY).json()["links"][name] is None


def test_the_root_does_not_pretend_to_run_on_kubernetes(cf):
    # cc-surface 4.1: the CLI switches its login on it
    assert "cf_on_k8s" not in cf.ask("/", NOBODY).json()


def test_v3_info_leaves_nothing_null(cf):
    # cc-surface 4.3
    assert cf.ask("/v3/info", NOBODY).json() == {
        "build": "v58.0.0",
        "cli_version": {"minimum": "", "recommended": ""},
        "custom": {},
        "description": "",
        "name": "fakecf",
        "version": 58,
        "osbapi_version": "2.15",
        "rate_limits": {"enabled": False, "general_limit": "", "reset_interval_in_minutes": ""},
        "links": {"self": {"href": f"{cf.url}/v3/info"}, "support": {"href": ""}},
    }


V2_INFO = [
    *("name", "build", "support", "version", "description", "authorization_endpoint", "token_endpoint"),
    *("min_cli_version", "min_recommended_cli_version", "app_ssh_endpoint", "app_ssh_host_key_fingerprint"),
    *("app_ssh_oauth_client", "doppler_logging_endpoint", "api_version", "osbapi_version", "routing_endpoint"),
]


def test_v2_info_says_where_to_log_in(cf):
    # cc-surface 4.4
    answer = cf.ask("/v2/info", NOBODY)
    info = answer.json()
    assert list(info) == V2_INFO
    assert info["support"] == "CF API v2 is disabled"
    assert info["authorization_endpoint"] == info["token_endpoint"] == cf.server.uaa_url
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/v3", "/v3/info", "/v2/info"])
def test_every_address_is_for_the_host_that_was_asked(cf, path):
    # architecture 3.7
    text = cf.ask(path, NOBODY, headers={"Host": "127.0.0.1"}).text
    assert "127.0.0.1" in text
    assert "localhost" not in text


def test_healthz_is_ok(cf):
    # conformance healthz
    answer = cf.ask("/healthz", NOBODY)
    assert (answer.status_code, answer.text) == (200, "OK")
    assert answer.headers["Content-Type"] == "application/json"
