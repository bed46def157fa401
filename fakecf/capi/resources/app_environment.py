"""The environment of apps: `app/controllers/v3/apps_controller.rb`."""

from typing import Any

from fakecf.capi.app_routes import mapped_routes
from fakecf.capi.app_writing import update_environment
from fakecf.capi.audit import record_app_event
from fakecf.capi.bound_services import vcap_services
from fakecf.capi.call import CENSORED, Call
from fakecf.capi.environment_variables import var_errors
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.managing import manageable_app
from fakecf.capi.messages import require_valid
from fakecf.capi.permissions import require
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import MAP, body
from fakecf.state.records import App, EnvironmentVariableGroup, Organization, Space
from fakecf.web import Answer

resource = Resource("apps")

FILE_DESCRIPTORS = 16384  # `instance_file_descriptor_limit` as capi-release has it


@resource.get("/v3/apps/<guid>/env")
def env(call: Call, guid: str) -> Answer:
    app, space = _seen(call, guid)
    _record(call, app, "environment.show")
    return call.json(200, _environment(call, app, space))


@resource.get("/v3/apps/<guid>/environment_variables")
def environment_variables(call: Call, guid: str) -> Answer:
    app, _ = _seen(call, guid)
    _record(call, app, "environment_variables.show")
    return call.json(200, _variables(call, app))


@resource.patch("/v3/apps/<guid>/environment_variables", takes=body(var=MAP))
def update_environment_variables(call: Call, guid: str) -> Answer:
    app = manageable_app(call, guid)
    require_valid(var_errors(call.body))
    with call.services.store.change() as change:
        app = update_environment(call, change, change[App].get(app.guid) or app, call.body)
    return call.json(200, _variables(call, app))


def _seen(call: Call, guid: str) -> tuple[App, Space]:
    """One flag hides the variables of all apps before these are looked for, the other from whom they would be shown."""
    require_feature(call, "env_var_visibility")
    app, space = readable(call, App, guid, "App")
    require(call.permissions.can_read_app_environment_variables(space))
    require_feature(call, "space_developer_env_var_visibility")
    return app, space


def _record(call: Call, app: App, event: str) -> None:
    with call.services.store.change() as change:
        record_app_event(call, change, event, app)


def _variables(call: Call, app: App) -> dict[str, Any]:
    own = f"/v3/apps/{app.guid}"
    links = {"self": call.link(f"{own}/environment_variables"), "app": call.link(own)}
    return {"var": app.environment_variables or {}, "links": links}


def _environment(call: Call, app: App, space: Space) -> dict[str, Any]:
    secrets = call.permissions.can_read_secrets_in_space(space)
    return {
        "environment_variables": app.environment_variables,
        "staging_env_json": _group(call, "staging"),
        "running_env_json": _group(call, "running"),
        "system_env_json": _system(call, app) if secrets else {"redacted_message": CENSORED},
        "application_env_json": {"VCAP_APPLICATION": _vcap_application(call, app, space)},
    }


def _group(call: Call, name: str) -> dict[str, str]:
    group = next(iter(call.state[EnvironmentVariableGroup].where("name", name)), None)
    return group.var if group is not None else {}


def _system(call: Call, app: App) -> dict[str, Any]:
    """Where the app finds its services (CC's SystemEnvPresenter)."""
    if app.service_binding_k8s_enabled:
        return {"SERVICE_BINDING_ROOT": "/etc/cf-service-bindings"}
    if app.file_based_vcap_services_enabled:
        return {"VCAP_SERVICES_FILE_PATH": "/etc/cf-service-bindings/vcap_services"}
    return {"VCAP_SERVICES": vcap_services(call.state, app)}


def _vcap_application(call: Call, app: App, space: Space) -> dict[str, Any]:
    """CC's VarsBuilder for an app, which knows neither memory nor disk."""
    uris = [route.uri for route in mapped_routes(call, app)]
    organization = call.state[Organization].get(space.organization_guid)
    return {
        "cf_api": call.base_url,
        "limits": {"fds": FILE_DESCRIPTORS},
        "application_name": app.name,
        "application_uris": uris,
        "name": app.name,
        "space_name": space.name,
        "space_id": space.guid,
        "organization_id": space.organization_guid,
        "organization_name": organization.name if organization is not None else None,
        "uris": uris,
        "users": None,
        "application_id": app.guid,
    }
