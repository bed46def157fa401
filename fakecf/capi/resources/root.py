"""The entry points: `/`, `/v3`, `/v3/info` and what is left of `/v2/info`."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.encoding import encode
from fakecf.capi.exit import SINATRA_JSON
from fakecf.capi.resource import ANONYMOUS, Resource
from fakecf.config import Behaviour
from fakecf.web import Answer

resource = Resource("root")

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
    behaviour = call.services.behaviour
    info, elsewhere = behaviour.info, behaviour.links
    ssh = {"host_key_fingerprint": info.app_ssh_host_key_fingerprint, "oauth_client": info.app_ssh_oauth_client}
    links: dict[str, Any] = {
        "self": {"href": call.base_url},
        "cloud_controller_v3": {"href": f"{call.base_url}/v3", "meta": {"version": behaviour.cc_version}},
        "network_policy_v0": {"href": f"{call.base_url}/networking/v0/external"},
        "network_policy_v1": {"href": f"{call.base_url}/networking/v1/external"},
        "login": {"href": elsewhere.login or call.address("uaa")},
        "uaa": {"href": call.address("uaa")},
        "credhub": _link(elsewhere.credhub),
        "routing": {"href": _routing(call)},
        "logging": _link(elsewhere.logging),
        "log_cache": _link(elsewhere.log_cache),
        "log_stream": _link(elsewhere.log_stream),
        "app_ssh": {"href": info.app_ssh_endpoint, "meta": ssh},
    }
    if info.api_v2_version is not None:
        links["cloud_controller_v2"] = {"href": f"{call.base_url}/v2", "meta": {"version": info.api_v2_version}}
    return _sinatra({"links": links})


@resource.get("/v2/info", ANONYMOUS)
def v2_info(call: Call) -> Answer:
    """Served though version 2 is off: cf-java-client cannot log in without it (cc-surface 4.4)."""
    behaviour = call.services.behaviour
    info = behaviour.info
    told: dict[str, Any] = {
        "name": behaviour.name,
        "build": info.build,
        "support": info.support_address if info.api_v2_version is not None else "CF API v2 is disabled",
        "version": info.version,
        "description": info.description,
        "authorization_endpoint": behaviour.links.login or call.address("uaa"),
        "token_endpoint": call.address("uaa"),
        "min_cli_version": info.min_cli_version,
        "min_recommended_cli_version": info.min_recommended_cli_version,
        "app_ssh_endpoint": info.app_ssh_endpoint,
        "app_ssh_host_key_fingerprint": info.app_ssh_host_key_fingerprint,
        "app_ssh_oauth_client": info.app_ssh_oauth_client,
        "doppler_logging_endpoint": behaviour.links.logging,
        "api_version": info.api_v2_version or "",
        "osbapi_version": info.osbapi_version,
        "routing_endpoint": _routing(call),
    }
    custom = {"custom": info.custom} if info.custom else {}
    caller = {"user": call.who.guid} if call.who.guid is not None else {}
    return _sinatra({**told, **custom, **caller})


@resource.get("/v3", ANONYMOUS)
def v3_root(call: Call) -> Answer:
    links = {"self": call.link("/v3"), **{name: call.link(f"/v3/{name}") for name in _LINKS}}
    return call.json(200, {"links": links})


@resource.get("/v3/info", ANONYMOUS)
def v3_info(call: Call) -> Answer:
    """What is not configured is empty, never null (cc-surface 4.3)."""
    behaviour = call.services.behaviour
    info = behaviour.info
    return call.json(
        200,
        {
            "build": info.build,
            "cli_version": {
                "minimum": info.min_cli_version or "",
                "recommended": info.min_recommended_cli_version or "",
            },
            "custom": info.custom,
            "description": info.description,
            "name": behaviour.name,
            "version": info.version,
            "osbapi_version": info.osbapi_version,
            "rate_limits": _rate_limits(behaviour),
            "links": {"self": call.link("/v3/info"), "support": {"href": info.support_address}},
        },
    )


def _rate_limits(behaviour: Behaviour) -> dict[str, Any]:
    """Those of the rate limiter, of which something is told even while it is off."""
    limiter, info = behaviour.rate_limiter, behaviour.info
    limit = limiter.general[1] if limiter is not None else info.general_limit
    minutes = limiter.reset_interval_in_minutes if limiter is not None else info.reset_interval_in_minutes
    return {
        "enabled": limiter is not None,
        "general_limit": "" if limit is None else limit,
        "reset_interval_in_minutes": "" if minutes is None else minutes,
    }


def _link(url: str | None) -> dict[str, str] | None:
    return {"href": url} if url is not None else None


def _routing(call: Call) -> str:
    return call.services.behaviour.links.routing or f"{call.base_url}/routing"


def _sinatra(document: dict[str, Any]) -> Answer:
    return Answer(200, [("content-type", SINATRA_JSON)], encode(document))
