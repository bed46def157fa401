"""Environment variable groups: `app/controllers/v3/environment_variable_groups_controller.rb`."""

import re
from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.encoding import encode
from fakecf.capi.messages import Body, require_valid, unknown_fields
from fakecf.capi.presenting import when
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import MAP, body
from fakecf.state import Change, State
from fakecf.state.records import EnvironmentVariableGroup
from fakecf.web import Answer

resource = Resource("environment_variable_groups", EnvironmentVariableGroup)

NAMES = ("staging", "running")
# tried in this order; the second is CC's, whose text means another name
RESERVED = (
    (re.compile("", re.ASCII), "key must be a minimum length of 1"),
    (re.compile("VCAP_.*", re.IGNORECASE | re.DOTALL), "cannot start with VCAP_"),
    (re.compile("VMC.*", re.IGNORECASE | re.DOTALL), "cannot start with VMC_"),
    (re.compile("PORT", re.IGNORECASE), "cannot set PORT"),
)


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
    require_valid(_errors(asked))
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        group = _found_or_made(call, change, name)
        merged = {key: value for key, value in {**group.var, **asked["var"]}.items() if value is not None}
        group = change.update(group, var=merged, updated_at=call.services.clock.now())
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


def _errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, ("var",))
    if not isinstance(body.get("var"), dict):
        yield "Var must be an object"
        return
    for key, value in body["var"].items():
        yield from _variable_errors(key, value)


def _variable_errors(key: str, value: Any) -> Iterator[str]:
    refused = next((what for pattern, what in RESERVED if pattern.fullmatch(key)), None)
    if refused is not None:
        yield f"Var {refused}"
    elif value is not None and not isinstance(value, str):
        written = encode(value).decode()
        yield f"Non-string value in environment variable for key '{key}', value '{written}'"


@resource.presents
def present(call: Call, group: EnvironmentVariableGroup, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    return {
        "updated_at": when(group.updated_at),
        "name": group.name,
        "var": group.var,
        "links": {"self": call.link(f"/v3/environment_variable_groups/{group.name}")},
    }
