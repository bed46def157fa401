"""Making and changing builds (CC's BuildCreate and BuildUpdate)."""

from typing import Any

import msgspec

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.messages import Body, updated_metadata
from fakecf.capi.requested_lifecycle import (
    Requested,
    admin_buildpack,
    require_custom_buildpacks,
    require_storable,
)
from fakecf.capi.ruby import is_true
from fakecf.capi.stack_states import stack_warnings
from fakecf.capi.staging_limits import Limits, staging_limits
from fakecf.errors import CfError, UnknownError, kind
from fakecf.state import Change, State
from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import App, Build, Droplet, Package, Space


def create_build(
    call: Call, change: Change, body: Body, package: Package, requested: Requested
) -> tuple[Build, list[str]]:
    """A build of *package* that has not begun yet, and what to warn of; raises what keeps it from beginning."""
    app = change[App].get(package.app_guid)
    space = change.owner(package, Space)
    if app is None or space is None:
        raise CfError("ResourceNotFound", "App not found")  # deleted since it was looked for
    builds = change[Build].where("app_guid", app.guid)
    warnings = stack_warnings(change, requested.stack, first=not builds, error="StackValidationFailed")
    if any(build.state == "STAGING" for build in builds):
        raise CfError("StagingInProgress")
    if package.state != "READY":
        raise CfError("BadRequest", "Cannot stage package whose state is not ready.")
    _require_enabled(change, requested)
    limits = staging_limits(call, change, body, app, space)
    if is_true(body.get("environment_variables")) and not isinstance(body["environment_variables"], dict):
        raise UnknownError
    build = _new_build(call, app, package, requested, limits)
    require_storable(change, requested, UnknownError())
    build = msgspec.structs.replace(build, **updated_metadata(build, body))
    require_custom_buildpacks(call, requested)
    change.put(build)
    record_app_event(call, change, "build.create", app, build_guid=build.guid, package_guid=package.guid)
    return build, warnings


def _require_enabled(state: State, requested: Requested) -> None:
    found = [admin_buildpack(state, requested, name) for name in requested.buildpacks]
    disabled = [f"'{each.name}'" for each in found if each is not None and not each.enabled]
    if disabled:
        what = f"Requested buildpack(s) {', '.join(disabled)} are disabled and cannot be used for staging"
        raise CfError("BuildpackInvalid", what)


def _new_build(call: Call, app: App, package: Package, requested: Requested, limits: Limits) -> Build:
    """It is of its app's type, and without data where another one was asked for (BuildModel)."""
    now, claims = call.services.clock.now(), call.who.claims
    kept = requested if requested.type == app.lifecycle_type else Requested(app.lifecycle_type)
    return Build(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        app_guid=app.guid,
        package_guid=package.guid,
        state="STAGING",
        lifecycle_type=kept.type,
        buildpacks=kept.buildpacks,
        stack=kept.stack,
        credentials=kept.credentials if kept.type == "cnb" else None,
        created_by_user_guid=call.who.guid,
        created_by_user_name=claims.get("user_name"),
        created_by_user_email=claims.get("email"),
        **limits._asdict(),
    )


def update_build(call: Call, change: Change, build: Build, body: Body) -> Build:
    """*build* with the metadata of the body, and ended as it says whatever is under way."""
    build = change.update(build, **updated_metadata(build, body))
    if "state" not in body:
        return build
    under_way = change[Lifecycle].get(f"builds/{build.guid}")
    if under_way is not None:
        change.delete(under_way)
    if body["state"] == "FAILED":
        told = kind("StagerError").template % (body.get("error") or "")
        return _ended(call, change, build, "FAILED", {"error_id": "StagerError", "error_description": told})
    return _staged(call, change, build, body["lifecycle"])


def _staged(call: Call, change: Change, build: Build, lifecycle: Any) -> Build:
    """CC looks for the droplet and into the lifecycle without asking whether they are there; the app gets it."""
    droplet = next(iter(change[Droplet].where("build_guid", build.guid)), None)
    data = lifecycle.get("data") if isinstance(lifecycle, dict) else lifecycle
    if droplet is None or not isinstance(data, dict | None):
        raise UnknownError
    now, told = call.services.clock.now(), data or {}
    told = {"docker_receipt_image": told.get("image"), "process_types": told.get("processTypes")}
    change.update(droplet, updated_at=now, state="STAGED", **told)
    app = change[App].get(build.app_guid)
    if app is not None:
        change.update(app, updated_at=now, droplet_guid=droplet.guid)
    return _ended(call, change, build, "STAGED", {"droplet_guid": droplet.guid})


def _ended(call: Call, change: Change, build: Build, state: str, fields: dict[str, Any]) -> Build:
    """Where nothing is new nothing is touched."""
    fields = {"state": state, **fields}
    if any(getattr(build, name) != value for name, value in fields.items()):
        fields["updated_at"] = call.services.clock.now()
    return change.update(build, **fields)
