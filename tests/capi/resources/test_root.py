"""The entry points: cc-surface 4.1 to 4.4."""

import pytest

from fakecf.config import Info, Links, RateLimiter
from tests.capi.conftest import NOBODY, behaving

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


LINKS = Links(
    login="https://login.sys",
    credhub="https://credhub.sys",
    routing="https://api.sys/routing",
    logging="wss://doppler.sys:443",
    log_cache="https://log-cache.sys",
    log_stream="https://log-stream.sys",
)
INFO = Info(
    build="2222",
    version=2,
    description="ours",
    support_address="https://help.sys",
    min_cli_version="6.22.0",
    min_recommended_cli_version="latest",
    custom={"any": "thing"},
    osbapi_version="2.17",
    general_limit=2000,
    reset_interval_in_minutes=60,
    app_ssh_endpoint="ssh.sys:2222",
    app_ssh_host_key_fingerprint="aa:bb",
    app_ssh_oauth_client="ssh",
    api_v2_version="2.293.0",
)


@pytest.fixture(scope="module")
def told():
    """A foundation that was told what it is."""
    with behaving(name="ours", info=INFO, links=LINKS) as cf:
        yield cf


def test_the_root_names_the_services_it_was_told_of_and_version_2_at_last(told):
    """recorded: live_read."""
    links = told.ask("/", NOBODY).json()["links"]
    assert list(links) == [*ROOT, "cloud_controller_v2"]
    assert links["cloud_controller_v2"] == {"href": f"{told.url}/v2", "meta": {"version": "2.293.0"}}
    named = {name: links[name]["href"] for name in Links.__struct_fields__}
    assert named == {name: getattr(LINKS, name) for name in Links.__struct_fields__}
    assert links["uaa"] == {"href": told.server.uaa_url}
    ssh = {"href": "ssh.sys:2222", "meta": {"host_key_fingerprint": "aa:bb", "oauth_client": "ssh"}}
    assert links["app_ssh"] == ssh


def test_v3_info_tells_what_the_foundation_was_told(told):
    """recorded: info, live_read."""
    assert told.ask("/v3/info", NOBODY).json() == {
        "build": "2222",
        "cli_version": {"minimum": "6.22.0", "recommended": "latest"},
        "custom": {"any": "thing"},
        "description": "ours",
        "name": "ours",
        "version": 2,
        "osbapi_version": "2.17",
        "rate_limits": {"enabled": False, "general_limit": 2000, "reset_interval_in_minutes": 60},
        "links": {"self": {"href": f"{told.url}/v3/info"}, "support": {"href": "https://help.sys"}},
    }


def test_v2_info_tells_it_too_and_who_asks(told):
    """recorded: live_read."""
    info = told.ask("/v2/info", "space_developer").json()
    assert list(info) == [*V2_INFO, "custom", "user"]
    assert info["user"] == told.foundation.token("space_developer").claims["user_id"]
    assert (info["support"], info["api_version"]) == ("https://help.sys", "2.293.0")
    assert (info["authorization_endpoint"], info["token_endpoint"]) == ("https://login.sys", told.server.uaa_url)
    assert (info["doppler_logging_endpoint"], info["routing_endpoint"]) == (LINKS.logging, LINKS.routing)
    assert list(told.ask("/v2/info", NOBODY).json()) == [*V2_INFO, "custom"]


def test_a_rate_limiter_that_is_on_tells_its_own_limits():
    limiter = RateLimiter(general_limit=5, per_process_general_limit=3, reset_interval_in_minutes=7)
    with behaving(rate_limiter=limiter, info=INFO) as cf:
        limits = cf.ask("/v3/info", NOBODY).json()["rate_limits"]
    assert limits == {"enabled": True, "general_limit": 3, "reset_interval_in_minutes": 7}


def test_where_version_2_is_on_its_unknown_requests_are_unknown(told):
    """recorded: live_read."""
    answer = told.ask("/v2/info", NOBODY, method="PUT")
    assert (answer.status_code, answer.json()["error_code"]) == (404, "CF-NotFound")
