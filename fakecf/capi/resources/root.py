"""The entry points: `/`, `/v3`, `/v3/info` and what is left of `/v2/info`."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.encoding import encode
from fakecf.capi.exit import SINATRA_JSON
from fakecf.capi.resource import ANONYMOUS, Resource
from fakecf.web import Answer

resource = Resource("root")

OSBAPI_VERSION = "2.15"
BUILD = "v58.0.0"
SSH_FINGERPRINT = "2c:1f:0d:51:7a:fa:4e:6c:57:3b:0c:9a:d1:7e:88:4f"

# RootController's order; jobs, revisions, sidecars and route policies are not named there (cc-surface 4.2)
_LINKS = (
    "app_usage_events",
    "apps",
    "audit_events",
    "buildpacks",
    "builds",
    "deployments",
    "domains",
    "droplets",
    "environment_variable_groups",
    "feature_flags",
    "info",
    "isolation_segments",
    "organizations",
    "organization_quotas",
    "packages",
    "processes",
    "resource_matches",
    "roles",
    "routes",
    "security_groups",
    "service_brokers",
    "service_instances",
    "service_credential_bindings",
    "service_offerings",
    "service_plans",
    "service_route_bindings",
    "service_usage_events",
    "spaces",
    "space_quotas",
    "stacks",
    "tasks",
    "users",
)


@resource.get("/", ANONYMOUS)
def root(call: Call) -> Answer:
    """Where everything is; services we do not fake are null, as CC shows what is not configured (cc-surface 4.1)."""
    links: dict[str, Any] = {
        "self": {"href": call.base_url},
        "cloud_controller_v3": {
            "href": f"{call.base_url}/v3",
            "meta": {"version": call.services.behaviour.cc_version},
        },
        "network_policy_v0": {"href": f"{call.base_url}/networking/v0/external"},
        "network_policy_v1": {"href": f"{call.base_url}/networking/v1/external"},
        "login": {"href": call.address("uaa")},
        "uaa": {"href": call.address("uaa")},
        "credhub": None,
        "routing": {"href": f"{call.base_url}/routing"},
        "logging": None,
        "log_cache": None,
        "log_stream": None,
        "app_ssh": {
            "href": "ssh.fakecf.invalid:2222",
            "meta": {"host_key_fingerprint": SSH_FINGERPRINT, "oauth_client": "ssh-proxy"},
        },
    }
    return _sinatra({"links": links})


@resource.get("/v2/info", ANONYMOUS)
def v2_info(call: Call) -> Answer:
    """Served though version 2 is off: cf-java-client cannot log in without it (cc-surface 4.4)."""
    behaviour = call.services.behaviour
    return _sinatra(
        {
            "name": behaviour.name,
            "build": BUILD,
            "support": "CF API v2 is disabled",
            "version": 58,
            "description": "",
            "authorization_endpoint": call.address("uaa"),
            "token_endpoint": call.address("uaa"),
            "min_cli_version": None,
            "min_recommended_cli_version": None,
            "app_ssh_endpoint": "ssh.fakecf.invalid:2222",
            "app_ssh_host_key_fingerprint": SSH_FINGERPRINT,
            "app_ssh_oauth_client": "ssh-proxy",
            "doppler_logging_endpoint": None,
            "api_version": "",
            "osbapi_version": OSBAPI_VERSION,
            "routing_endpoint": f"{call.base_url}/routing",
        }
    )


@resource.get("/v3", ANONYMOUS)
def v3_root(call: Call) -> Answer:
    links = {"self": call.link("/v3"), **{name: call.link(f"/v3/{name}") for name in _LINKS}}
    return call.json(200, {"links": links})


@resource.get("/v3/info", ANONYMOUS)
def v3_info(call: Call) -> Answer:
    return call.json(
        200,
        {
            "build": BUILD,
            "cli_version": {"minimum": "", "recommended": ""},
            "custom": {},
            "description": "",
            "name": call.services.behaviour.name,
            "version": 58,
            "osbapi_version": OSBAPI_VERSION,
            "rate_limits": {"enabled": False, "general_limit": "", "reset_interval_in_minutes": ""},
            "links": {"self": call.link("/v3/info"), "support": {"href": ""}},
        },
    )


def _sinatra(document: dict[str, Any]) -> Answer:
    return Answer(200, [("content-type", SINATRA_JSON)], encode(document))
