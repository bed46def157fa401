"""Buildpacks: `app/controllers/v3/buildpacks_controller.rb`. Everybody reads them, admins write them."""

import re
from collections.abc import Iterator
from typing import Any

from fakecf.capi.audit import Target, record_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base
from fakecf.capi.rails import Params
from fakecf.capi.reading import having
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import COUNT, FLAG, METADATA, TEXT, body
from fakecf.capi.validators import among, at_least, at_most, boolean, matching, presence, string
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.records import Buildpack, Stack
from fakecf.web import Answer

resource = Resource("buildpacks", Buildpack)

UPDATABLE = ("name", "stack", "position", "enabled", "locked", "metadata")
LIFECYCLES = ("buildpack", "cnb")
MAX_NAME = 250
NAME = re.compile(r"[-\w]+", re.ASCII)


def _lifecycle_errors(params: Params) -> Iterator[str]:
    lifecycle = params.get("lifecycle")
    if lifecycle is not None:
        yield from string("Lifecycle", lifecycle)
        yield from among("Lifecycle", lifecycle, LIFECYCLES, 'must be either "buildpack" or "cnb"')


LIST = Accepts(
    keys=("stacks", "names", "lifecycle", "page", "per_page"),
    arrays=("names", "stacks"),
    order_by=("position", "lifecycle"),
    columns={"lifecycle": "order"},
    unknown_last=True,
    rule=_lifecycle_errors,
)


BODY = body(name=TEXT, stack=TEXT, position=COUNT, enabled=FLAG, locked=FLAG, lifecycle=TEXT, metadata=METADATA)


@resource.get("/v3/buildpacks", query=LIST)
def list_(call: Call) -> Answer:
    """In the order of detection, unless another one is asked for."""
    query = LIST.parse(call.query)
    rows = sorted(_filtered(call, query), key=lambda each: (each.order, each.guid))
    return list_answer(call, query, rows, "/v3/buildpacks")


@resource.get("/v3/buildpacks/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, _found(call, guid)))


@resource.post("/v3/buildpacks", takes=BODY)
def create(call: Call) -> Answer:
    call.permissions.require_global_writing()
    require_valid(_create_errors(call.body))
    now = call.services.clock.now()
    chosen = {key: call.body[key] for key in ("lifecycle", "enabled", "locked") if call.body.get(key) is not None}
    buildpack = Buildpack(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        name=call.body["name"],
        stack=call.body.get("stack"),
        **chosen,
    )
    with call.services.store.change() as change:
        _require_consistent(change, buildpack, call.body)
        buildpack = change.update(buildpack, position=_last_position(change, buildpack) + 1)
        buildpack = change.update(buildpack, **updated_metadata(buildpack, call.body))
        buildpack = _moved(change, buildpack, call.body.get("position") or 1)
        record_event(call, change, "buildpack.create", _target(buildpack), {"request": call.body})
    return call.json(201, present(call, buildpack))


@resource.patch("/v3/buildpacks/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    buildpack = _found(call, guid)
    call.permissions.require_global_writing()
    require_valid(_update_errors(call.body))
    columns = {key: call.body[key] for key in ("name", "stack", "enabled", "locked") if key in call.body}
    with call.services.store.change() as change:
        before = buildpack
        buildpack = change.update(buildpack, updated_at=call.services.clock.now(), **columns)
        _require_consistent(change, buildpack, call.body, before)
        buildpack = change.update(buildpack, **updated_metadata(buildpack, call.body))
        if "position" in call.body:
            buildpack = _moved(change, buildpack, call.body["position"])
        record_event(call, change, "buildpack.update", _target(buildpack), {"request": call.body})
    return call.json(200, present(call, buildpack))


@resource.delete("/v3/buildpacks/<guid>")
def delete(call: Call, guid: str) -> Answer:
    buildpack = _found(call, guid)
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        buildpack = _moved(change, buildpack, _last_position(change, buildpack))
        target = _target(buildpack)
        return delete_by_job(
            call, change, buildpack, lambda trial: record_event(call, trial, "buildpack.delete", target, {})
        )


def _found(call: Call, guid: str) -> Buildpack:
    buildpack = call.find(Buildpack, guid)
    if buildpack is None:
        raise not_found("Buildpack")
    return buildpack


def _target(buildpack: Buildpack) -> Target:
    return Target(buildpack.guid, "buildpack", buildpack.name)


def _filtered(call: Call, query: ListQuery) -> Iterator[Buildpack]:
    """No stack at all is asked for with an empty value."""
    stacks = frozenset(query.values("stacks")) if query.asks("stacks") else None
    for buildpack in having(query, call.state[Buildpack], names="name"):
        if query.asks("lifecycle") and buildpack.lifecycle != query.filters["lifecycle"]:
            continue
        if stacks is None or (buildpack.stack or "") in stacks:
            yield buildpack


def _last_position(change: Change, buildpack: Buildpack) -> int:
    return max((each.position for each in change[Buildpack].where("lifecycle", buildpack.lifecycle)), default=0)


def _moved(change: Change, buildpack: Buildpack, target: Any) -> Buildpack:
    """The buildpack at *target*, or the last place before it; those between move up or down by one."""
    if isinstance(target, str):
        raise UnknownError  # the text of a number passes CC's check and cannot be compared with one
    current = change.update(buildpack).position
    place = min(target, _last_position(change, buildpack))
    step, between = (1, range(place, current)) if place < current else (-1, range(current + 1, place + 1))
    for each in change[Buildpack].where("lifecycle", buildpack.lifecycle):
        if each.position in between:
            change.update(each, position=each.position + step)
    return change.update(buildpack, position=place)


def _require_consistent(change: Change, buildpack: Buildpack, body: Body, before: Buildpack | None = None) -> None:
    """Refuse what the model or the database would not have; CC tells one reason."""
    reason = next(_reasons(change, buildpack, body, before), None)
    if reason is not None:
        raise CfError("UnprocessableEntity", reason)


def _reasons(change: Change, buildpack: Buildpack, body: Body, before: Buildpack | None) -> Iterator[str]:
    name, stack, lifecycle = buildpack.name, buildpack.stack, buildpack.lifecycle
    if stack is not None and not change[Stack].where("name", stack):
        yield f"Stack '{body.get('stack') or ''}' does not exist"
    if before is not None and before.stack not in (None, stack):
        yield "Buildpack stack cannot be changed"
    namesakes = (each for each in change[Buildpack].where("name", name) if each.guid != buildpack.guid)
    if any((each.stack, each.lifecycle) == (stack, lifecycle) for each in namesakes):
        if stack is None:
            yield f"Buildpack with name '{name}' and an unassigned stack already exists"
        yield f"Buildpack with name '{name}', stack '{stack}' and lifecycle '{lifecycle}' already exists"
    if body.get("name", name) is None:
        yield "name can only contain alphanumeric characters"


def _create_errors(body: Body) -> Iterator[str]:
    name = body.get("name")
    yield from metadata_errors(body)
    yield from unknown_fields(body, (*UPDATABLE, "lifecycle"))
    yield from string("Name", name)
    yield from presence("Name", name)
    if name is None:
        yield f"Name is too long (maximum is {MAX_NAME} characters)"  # Rails says so of null where null is refused
    yield from at_most("Name", name, MAX_NAME)
    yield from matching("Name", name, NAME)
    yield from _stack_errors(body)
    if body.get("position") is not None:
        yield from at_least("Position", body["position"], 1)
    for label, key in (("Enabled", "enabled"), ("Locked", "locked")):
        if body.get(key) is not None:
            yield from boolean(label, body[key])
    yield from _lifecycle_errors(body)


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, UPDATABLE)
    if body.get("name") is not None:
        yield from string("Name", body["name"])
        yield from at_most("Name", body["name"], MAX_NAME)
        yield from matching("Name", body["name"], NAME)
    yield from _stack_errors(body)
    if "position" in body:
        yield from at_least("Position", body["position"], 1)
    for label, key in (("Enabled", "enabled"), ("Locked", "locked")):
        if key in body:
            yield from boolean(label, body[key])


def _stack_errors(body: Body) -> Iterator[str]:
    if body.get("stack") is not None:
        yield from string("Stack", body["stack"])
        yield from at_most("Stack", body["stack"], MAX_NAME)


@resource.presents
def present(call: Call, buildpack: Buildpack, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/buildpacks/{buildpack.guid}"
    return {
        **base(buildpack),
        "name": buildpack.name,
        "stack": buildpack.stack,
        "state": "READY" if buildpack.filename else "AWAITING_UPLOAD",
        "lifecycle": buildpack.lifecycle,
        "filename": buildpack.filename,
        "position": buildpack.position,
        "enabled": buildpack.enabled,
        "locked": buildpack.locked,
        "metadata": metadata(buildpack),
        "links": {"self": call.link(own), "upload": call.link(f"{own}/upload", "POST")},
    }
