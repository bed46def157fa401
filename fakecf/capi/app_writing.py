"""Making and changing apps (CC's AppCreate and AppUpdate)."""

from collections.abc import Iterable
from typing import Any

import msgspec

from fakecf.capi.app_message import model_errors
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import CENSORED, Call
from fakecf.capi.environment_variables import merged
from fakecf.capi.lifecycle_message import lifecycle_data
from fakecf.capi.messages import Body, require_valid, updated_metadata
from fakecf.capi.names import is_taken, stripped
from fakecf.capi.processes import create_process
from fakecf.capi.requested_lifecycle import Requested, require_custom_buildpacks, require_storable
from fakecf.capi.stack_states import stack_warnings
from fakecf.errors import CfError
from fakecf.state import Change, State
from fakecf.state.app_records import WEB, Process
from fakecf.state.records import App, Build, Buildpack, Space


def create_app(call: Call, change: Change, space: Space, requested: Requested) -> tuple[App, list[str]]:
    """A new app in *space* with its web process, and what to warn of."""
    now, body = call.services.clock.now(), call.body
    name, variables = stripped(body["name"]), body.get("environment_variables")
    require_valid(model_errors(name, variables))
    _require_free(name, change[App].where("space_guid", space.guid), "UniquenessError")
    require_storable(change, requested)
    app = App(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        name=name,
        space_guid=space.guid,
        environment_variables=variables,
        **_columns(requested),
    )
    warnings = stack_warnings(change, requested.stack, first=True, error="UnprocessableEntity")
    _require_ready(change, requested)
    app = msgspec.structs.replace(app, **updated_metadata(app, body))
    require_custom_buildpacks(call, requested)
    change.put(app)
    create_process(call, change, app, WEB)
    record_app_event(call, change, "create", app, request=_told(body))
    return app, warnings


def update_app(call: Call, change: Change, app: App, requested: Requested) -> App:
    """*app* with what the body names; a new name touches its processes, which carry it (AppUpdate)."""
    body, now = call.body, call.services.clock.now()
    if requested.type != app.lifecycle_type:
        told = f"Lifecycle type cannot be changed from {app.lifecycle_type} to {requested.type}"
        raise CfError("UnprocessableEntity", told)
    fields: dict[str, Any] = updated_metadata(app, body)
    if "name" in body:
        fields["name"] = stripped(body["name"])
        require_valid(model_errors(fields["name"], app.environment_variables))
        others = (each for each in change[App].where("space_guid", app.space_guid) if each.guid != app.guid)
        _require_free(fields["name"], others, "UnprocessableEntity")
        for process in change[Process].where("app_guid", app.guid):
            change.update(process, updated_at=now)
    fields |= _changed_columns(body, requested)
    app = change.update(app, updated_at=now, **fields)
    require_storable(change, requested)
    require_custom_buildpacks(call, requested._replace(buildpacks=app.buildpacks))
    record_app_event(call, change, "update", app, request=_told(body))
    return app


def update_warnings(call: Call, app: App) -> list[str]:
    """What to warn of after a change that names a stack; an error then comes too late to undo the change."""
    data = lifecycle_data(call.body)
    if app.lifecycle_type == "docker" or "stack" not in data:
        return []
    first = not call.services.store.state[Build].where("app_guid", app.guid)
    return stack_warnings(call.state, data["stack"], first=first, error="UnprocessableEntity")


def _columns(requested: Requested) -> dict[str, Any]:
    """Only Cloud Native Buildpacks keep credentials."""
    return {
        "lifecycle_type": requested.type,
        "buildpacks": requested.buildpacks,
        "stack": requested.stack,
        "credentials": requested.credentials if requested.type == "cnb" else None,
    }


def _changed_columns(body: Body, requested: Requested) -> dict[str, Any]:
    """Credentials stay as they are; a stack of null is kept as one (recorded: live_write)."""
    if requested.type == "docker":
        return {}
    data = lifecycle_data(body)
    buildpacks = {"buildpacks": requested.buildpacks} if "buildpacks" in data else {}
    return {**buildpacks, **({"stack": data["stack"]} if "stack" in data else {})}


def _require_free(name: str, others: Iterable[App], error: str) -> None:
    if is_taken(name, others):
        raise CfError(error, f"App with the name '{name}' already exists.")


def _require_ready(state: State, requested: Requested) -> None:
    """Of several buildpacks of a name the first counts, whatever its stack."""
    if requested.type != "buildpack":
        return
    for name in requested.buildpacks:
        found = next(iter(state[Buildpack].where("name", name)), None)
        if found is not None and not found.filename:
            raise CfError("UnprocessableEntity", f'"{found.name}" must be in ready state')


def _told(body: Body) -> Body:
    """The request as the event tells it: without the values of environment variables (AppEventRepository)."""
    return {**body, "environment_variables": CENSORED} if "environment_variables" in body else body


def update_environment(call: Call, change: Change, app: App, asked: Body) -> App:
    """*app* with the variables of `var`, where there are some; the event is written in any case."""
    if "var" in asked:
        variables = merged(app.environment_variables, asked["var"])
        app = change.update(app, environment_variables=variables, updated_at=call.services.clock.now())
    record_app_event(call, change, "update", app, request={"environment_variables": CENSORED})
    return app
