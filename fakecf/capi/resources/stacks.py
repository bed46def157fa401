"""Stacks: `app/controllers/v3/stacks_controller.rb`. Everybody reads them, admins write them."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.audit import Target, record_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import (
    Body,
    as_text,
    asked,
    metadata_errors,
    require_valid,
    unknown_fields,
    updated_metadata,
)
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base
from fakecf.capi.rails import Params
from fakecf.capi.reading import having
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import inspect
from fakecf.capi.shapes import METADATA, TEXT, body
from fakecf.capi.stack_states import warned
from fakecf.capi.validators import among, at_most, presence
from fakecf.errors import CfError, UnknownError
from fakecf.state.records import App, Stack
from fakecf.web import Answer

resource = Resource("stacks", Stack)

STATES = ("ACTIVE", "RESTRICTED", "DEPRECATED", "DISABLED")
CREATABLE = ("name", "description", "state", "state_reason", "metadata")
UPDATABLE = ("state", "state_reason", "metadata")
MAX_NAME = 250
MAX_REASON = 5000
DEFAULT_CHANGED = "Changing state on the default stack '{}' may affect new application deployments."


def _default(params: Params) -> Iterator[str]:
    if params.get("default") not in (None, "true", "false"):
        yield "Default must be 'true' or 'false'"


LIST = Accepts(keys=("names", "default"), arrays=("names",), order_by=("name",), rule=_default)
BODY = body(name=TEXT, description=TEXT, state=TEXT, state_reason=TEXT, metadata=METADATA)


@resource.get("/v3/stacks", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    return list_answer(call, query, _filtered(call, query), "/v3/stacks")


@resource.get("/v3/stacks/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, _found(call, guid)))


@resource.post("/v3/stacks", takes=BODY)
def create(call: Call) -> Answer:
    """Unknown fields are no error here, unlike everywhere else (recorded: live_write)."""
    call.permissions.require_global_writing()
    require_valid(_create_errors(call.body))
    if isinstance(call.body.get("state"), list):
        raise CfError("UnprocessableEntity", f"state is not in range or set: {inspect(list(STATES))}")
    now = call.services.clock.now()
    stack = Stack(guid=call.services.guids.new(), created_at=now, updated_at=now, **_asked_columns(call.body))
    with call.services.store.change() as change:
        if stack.name in (each.name for each in change[Stack]):
            raise CfError("UnprocessableEntity", "Name must be unique")
        change.put(stack)
        stack = change.update(stack, **updated_metadata(stack, call.body))
        record_event(call, change, "stack.create", _target(stack), {"request": asked(call.body, CREATABLE)})
    return call.json(201, present(call, stack))


@resource.patch("/v3/stacks/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    stack = _found(call, guid)
    call.permissions.require_global_writing()
    require_valid(_update_errors(call.body))
    columns = _asked_columns({key: value for key, value in call.body.items() if key in ("state", "state_reason")})
    if isinstance(call.body.get("state"), list):
        raise UnknownError  # it passes the check of the message, and nobody expects that the model refuses it
    if any(getattr(stack, name) != value for name, value in columns.items()):
        columns["updated_at"] = call.services.clock.now()
    with call.services.store.change() as change:
        stack = change.update(stack, **columns, **updated_metadata(stack, call.body))
        record_event(call, change, "stack.update", _target(stack), {"request": call.body})
    answer = call.json(200, present(call, stack))
    if "state" in call.body and _is_default(call, stack):
        return warned(answer, [DEFAULT_CHANGED.format(stack.name)])
    return answer


@resource.delete("/v3/stacks/<guid>", status=204)
def delete(call: Call, guid: str) -> Answer:
    stack = _found(call, guid)
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        if any(app.lifecycle_type == "buildpack" for app in change[App].where("stack", stack.name)):
            detail = f"Cannot delete stack '{stack.name}' because apps are currently using the stack."
            raise CfError("UnprocessableEntity", detail)
        record_event(call, change, "stack.delete", _target(stack), {})
        change.delete(stack)
    return Answer(204)


def _found(call: Call, guid: str) -> Stack:
    stack = call.find(Stack, guid)
    if stack is None:
        raise not_found("Stack")
    return stack


def _target(stack: Stack) -> Target:
    return Target(stack.guid, "stack", stack.name)


def _is_default(call: Call, stack: Stack) -> bool:
    return stack.name == call.services.behaviour.default_stack


def _filtered(call: Call, query: ListQuery) -> Iterator[Stack]:
    """CC fails to say which stacks are not the default where there is none."""
    stacks = call.state[Stack]
    if query.asks("default") and not any(_is_default(call, stack) for stack in stacks):
        raise UnknownError
    wanted = query.filters.get("default") == "true"
    for stack in having(query, stacks, names="name"):
        if not query.asks("default") or _is_default(call, stack) is wanted:
            yield stack


def _create_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from presence("Name", body.get("name"))
    yield from at_most("Name", body.get("name"), MAX_NAME)
    yield from at_most("Description", body.get("description"), MAX_NAME)
    yield from _state_errors(body)


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, UPDATABLE)
    yield from _state_errors(body)


def _state_errors(body: Body) -> Iterator[str]:
    if "state" in body:
        yield from among("State", body["state"], STATES, f"must be one of {', '.join(STATES)}")
    yield from at_most("State reason", body.get("state_reason"), MAX_REASON)


def _asked_columns(body: Body) -> dict[str, Any]:
    """What the body says of the columns, as text; white around a name falls away."""
    columns: dict[str, Any] = {key: as_text(body[key]) for key in CREATABLE if key in body and key != "metadata"}
    if "name" in columns:
        columns["name"] = columns["name"].strip()
    return columns


@resource.presents
def present(call: Call, stack: Stack, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """The images are called as the stack unless an operator names others, which nobody does through the API."""
    return {
        **base(stack),
        "name": stack.name,
        "description": stack.description,
        "state": stack.state,
        "state_reason": stack.state_reason,
        "run_rootfs_image": stack.name,
        "build_rootfs_image": stack.name,
        "default": _is_default(call, stack),
        "metadata": metadata(stack),
        "links": {"self": call.link(f"/v3/stacks/{stack.guid}")},
    }
