"""Environment variable groups: `app/controllers/v3/environment_variable_groups_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.environment_variables import merged, var_errors
from fakecf.capi.messages import require_valid
from fakecf.capi.presenting import when
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import MAP, body
from fakecf.state import Change, State
from fakecf.state.records import EnvironmentVariableGroup
from fakecf.web import Answer

resource = Resource("environment_variable_groups", EnvironmentVariableGroup)

NAMES = ("staging", "running")


@resource.get("/v3/environment_variable_groups/<name>")
def show(call: Call, name: str) -> Answer:
    group = _stored(call.state, name)
    if group is None:
        with call.services.store.change() as change:
            group = _found_or_made(call, change, name)
    return call.json(200, present(call, group))


@resource.patch("/v3/environment_variable_groups/<name>", takes=body(var=MAP))
def update(call: Call, name: str) -> Answer:
    """The body is checked before anything else, and an empty one changes nothing."""
    asked = call.body or {"var": {}}
    require_valid(var_errors(asked))
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        group = _found_or_made(call, change, name)
        now = call.services.clock.now()
        group = change.update(group, var=merged(group.var, asked["var"]), updated_at=now)
    return call.json(200, present(call, group))


def _stored(state: State, name: str) -> EnvironmentVariableGroup | None:
    return next(iter(state[EnvironmentVariableGroup].where("name", name)), None)


def _found_or_made(call: Call, change: Change, name: str) -> EnvironmentVariableGroup:
    """Both groups come into being when somebody first asks for them."""
    if name not in NAMES:
        raise not_found("Environment variable group")
    group = _stored(change, name)
    if group is not None:
        return group
    now = call.services.clock.now()
    made = EnvironmentVariableGroup(guid=call.services.guids.new(), created_at=now, updated_at=now, name=name)
    change.put(made)
    return made


@resource.presents
def present(call: Call, group: EnvironmentVariableGroup, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    return {
        "updated_at": when(group.updated_at),
        "name": group.name,
        "var": group.var,
        "links": {"self": call.link(f"/v3/environment_variable_groups/{group.name}")},
    }
