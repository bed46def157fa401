"""An app as a manifest tells of it: CC's AppManifestPresenter, the presenters of its parts a function each."""

from typing import Any

from fakecf.capi.app_features import FEATURES
from fakecf.capi.app_routes import Mapped, mapped_routes
from fakecf.capi.bound_services import bound_services
from fakecf.capi.byte_quantities import with_unit
from fakecf.capi.call import Call
from fakecf.capi.route_options import OPTIONS
from fakecf.state.app_records import Process, Sidecar
from fakecf.state.records import App, Droplet, Package

_HEALTH_CHECKS = (
    "health_check_type",
    "health_check_http_endpoint",
    "health_check_invocation_timeout",
    "health_check_interval",
    "readiness_health_check_type",
    "readiness_health_check_http_endpoint",
    "readiness_health_check_invocation_timeout",
    "readiness_health_check_interval",
)


def as_manifest(call: Call, app: App) -> dict[str, Any]:
    """What a manifest of *app* says, what is not there, or empty, left out."""
    told = {
        "name": app.name,
        "env": app.environment_variables,
        "lifecycle": app.lifecycle_type,
        **_lifecycle(call, app),
        "features": {name: getattr(app, feature.column) for name, feature in FEATURES.items()},
        "services": sorted((instance.name for _, instance in bound_services(call.state, app)), key=str.lower),
        "routes": sorted(map(_route, mapped_routes(call, app)), key=lambda route: str(route["route"]).lower()),
        "metadata": _present_only({"labels": app.labels, "annotations": app.annotations}),
        "processes": [_process(each) for each in _in_order(call, Process, app, "type")],
        "sidecars": [_sidecar(each) for each in _in_order(call, Sidecar, app, "name")],
    }
    return _present_only(told)


def _present_only(fields: dict[str, Any]) -> dict[str, Any]:
    """What is not there, or empty, is not told."""
    return {key: value for key, value in fields.items() if value not in (None, [], {})}


def _lifecycle(call: Call, app: App) -> dict[str, Any]:
    if app.lifecycle_type != "docker":
        return {"buildpacks": list(app.buildpacks), "stack": app.stack}
    droplet = call.state[Droplet].get(app.droplet_guid)
    package = call.state[Package].get(droplet.package_guid) if droplet is not None else None
    if package is None:
        return {}
    return {"docker": _present_only({"image": package.docker_image, "username": package.docker_username})}


def _route(mapped: Mapped) -> dict[str, Any]:
    options = {key: mapped.options[key] for key in OPTIONS if key in mapped.options}
    return {"route": mapped.uri, "protocol": mapped.protocol, "options": options}


def _in_order(call: Call, kind: type[Any], app: App, column: str) -> list[Any]:
    return sorted(call.state[kind].where("app_guid", app.guid), key=lambda record: getattr(record, column))


def _process(process: Process) -> dict[str, Any]:
    shown = {
        "type": process.type,
        "instances": process.instances,
        "memory": f"{process.memory}M",
        "disk_quota": f"{process.disk_quota}M",
        "log-rate-limit-per-second": _log_rate(process.log_rate_limit),
        "command": process.command,
        "user": process.user,
        **{column.replace("_", "-"): getattr(process, column) for column in _HEALTH_CHECKS},
        "timeout": process.health_check_timeout,
    }
    return {key: value for key, value in shown.items() if value is not None}


def _log_rate(count: int) -> int | str:
    """Without limit it has no unit."""
    return count if count == -1 else with_unit(count)


def _sidecar(sidecar: Sidecar) -> dict[str, Any]:
    memory = {} if sidecar.memory is None else {"memory": f"{sidecar.memory}M"}
    process_types = sorted(sidecar.process_types)
    return {"name": sidecar.name, "process_types": process_types, "command": sidecar.command, **memory}
