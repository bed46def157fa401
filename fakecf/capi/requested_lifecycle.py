"""How an app or a build shall be staged: what was asked for, completed and held against what there is.

CC's AppLifecycleProvider and LifecycleProvider, with BuildpackLifecycleFetcher and BuildpackLifecycleDataValidator.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.capi.buildpack_uris import IS_URI, is_buildpack_uri, is_cnb_uri
from fakecf.capi.call import Call
from fakecf.capi.lifecycle_message import DEFAULT_TYPE, lifecycle_data, lifecycle_part
from fakecf.capi.messages import Body, require_valid
from fakecf.capi.ruby import is_blank, to_s
from fakecf.errors import CfError, UnknownError
from fakecf.state import State
from fakecf.state.records import App, Buildpack, LifecycleType, Stack


class Requested(NamedTuple):
    """Buildpacks by name or URI; of docker there is nothing but the type."""

    type: LifecycleType
    buildpacks: tuple[str, ...] = ()
    stack: str | None = None
    credentials: dict[str, Any] | None = None


def requested_for_app(call: Call, type_: LifecycleType) -> Requested:
    """What the body of a new or a changed app asks for, where nothing else is said on the default stack."""
    if type_ == "docker":
        return Requested(type_)
    data = lifecycle_data(call.body)
    return Requested(type_, _buildpacks(data), _stack(call, data), data.get("credentials"))


def requested_for_build(call: Call, body: Body, app: App) -> Requested:
    """What the body of a build asks for; what it leaves open is as it is for *app*."""
    type_: LifecycleType = lifecycle_part(body, "type") if "lifecycle" in body else app.lifecycle_type
    if type_ == "docker":
        return Requested(type_)
    data = lifecycle_data(body)
    same = app.lifecycle_type == type_
    stack = data.get("stack") or (app.stack if same else None) or default_stack(call)
    buildpacks = app.buildpacks if data.get("buildpacks") is None else _buildpacks(data)
    return Requested(type_, buildpacks, stack, data.get("credentials") or app.credentials)


def asked_type(body: Body, otherwise: LifecycleType = DEFAULT_TYPE) -> LifecycleType:
    """The type that the lifecycle names; a blank one names none."""
    type_: Any = lifecycle_part(body, "type")
    return otherwise if is_blank(type_) else type_


def default_stack(call: Call) -> str:
    """CC does not expect that there is none."""
    name = call.services.behaviour.default_stack
    if not call.state[Stack].where("name", name):
        raise UnknownError
    return name


def _buildpacks(data: Body) -> tuple[str, ...]:
    """Where no type was named nobody has looked at them (AppCreateMessage)."""
    buildpacks = data.get("buildpacks") or []
    if not isinstance(buildpacks, list):
        raise UnknownError
    return tuple(to_s(each) for each in buildpacks)


def _stack(call: Call, data: Body) -> str:
    stack = data.get("stack")
    if stack is not None and not isinstance(stack, str):
        raise UnknownError
    return default_stack(call) if stack is None else stack


def require_known(state: State, requested: Requested) -> None:
    """Refuse buildpacks and stacks that are none."""
    if requested.type != "docker":
        require_valid(_errors(state, requested))


def _errors(state: State, requested: Requested) -> Iterator[str]:
    stack = next(iter(state[Stack].where("name", requested.stack)), None)
    place = f' for stack "{stack.name}"' if stack is not None else ""
    for name in requested.buildpacks:
        if not (is_buildpack_uri(name) or is_cnb_uri(name) or admin_buildpack(state, requested, name)):
            yield f'Buildpack "{name}"{place} must be an existing admin buildpack or a valid git URI'
    if stack is None:
        yield "Stack must be an existing stack"


def admin_buildpack(state: State, requested: Requested, name: str) -> Buildpack | None:
    """The uploaded buildpack of that name for the requested stack, else the one for any."""
    return next((each for each in _candidates(state, requested) if each.name == name), None)


def _candidates(state: State, requested: Requested) -> list[Buildpack]:
    """In the order of detection, those for any stack last."""
    uploaded = (each for each in state[Buildpack].where("lifecycle", requested.type) if each.filename)
    fit = [each for each in uploaded if is_blank(requested.stack) or each.stack in (requested.stack, None)]
    return sorted(fit, key=lambda each: (each.stack is None, each.position))


def require_storable(state: State, requested: Requested, error: CfError | None = None) -> None:
    """Refuse what passed for a URI of some kind of buildpack, and is none of the kind that was asked for.

    CC keeps it as a name then, and no buildpack is called so (BuildpackLifecycleBuildpackModel).
    """
    if requested.type == "docker":
        return
    for name in requested.buildpacks:
        if not IS_URI[requested.type](name) and not state[Buildpack].where("name", name):
            raise error or CfError("UnprocessableEntity", f'Specified unknown buildpack name: "{name}"')


def require_custom_buildpacks(call: Call, requested: Requested) -> None:
    """Refuse buildpacks by URI where the operator has switched them off."""
    is_off = call.services.behaviour.disable_custom_buildpacks and requested.type != "docker"
    if is_off and any(IS_URI[requested.type](name) for name in requested.buildpacks):
        raise CfError("CustomBuildpacksDisabled")
