"""Sidecars: `app/controllers/v3/sidecars_controller.rb`."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import require_valid
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import COUNT, TEXT, TEXTS, body, nullable
from fakecf.capi.sidecar_message import create_errors, update_errors
from fakecf.capi.sidecar_saving import save_sidecar
from fakecf.state.app_records import Process, Sidecar
from fakecf.state.records import App
from fakecf.web import Answer

resource = Resource("sidecars", Sidecar)

LIST = Accepts(labelled=False)
BODY = body(name=TEXT, command=TEXT, process_types=TEXTS, memory_in_mb=nullable(COUNT))


@resource.get("/v3/apps/<app_guid>/sidecars", query=LIST)
def list_for_app(call: Call, app_guid: str) -> Answer:
    query = LIST.parse(call.query)
    app, _ = readable(call, App, app_guid, "App")
    return _listed(call, call.state[Sidecar].where("app_guid", app.guid), f"/v3/apps/{app.guid}/sidecars", query)


@resource.get("/v3/processes/<process_guid>/sidecars", query=LIST)
def list_for_process(call: Call, process_guid: str) -> Answer:
    query = LIST.parse(call.query)
    process, _ = readable(call, Process, process_guid, "Process")
    sidecars = call.state[Sidecar].where("app_guid", process.app_guid)
    beside = (each for each in sidecars if process.type in each.process_types)
    return _listed(call, beside, f"/v3/processes/{process.guid}/sidecars", query)


@resource.get("/v3/sidecars/<guid>")
def show(call: Call, guid: str) -> Answer:
    sidecar, _ = readable(call, Sidecar, guid, "Sidecar")
    return call.json(200, present(call, sidecar))


@resource.post("/v3/apps/<guid>/sidecars", takes=BODY)
def create(call: Call, guid: str) -> Answer:
    app, space = readable(call, App, guid, "App")
    call.permissions.require_writing(space)
    require_valid(create_errors(call.body))
    now = call.services.clock.now()
    sidecar = Sidecar(
        guid=call.services.guids.new(), created_at=now, updated_at=now, app_guid=app.guid, name="", command=""
    )
    with call.services.store.change() as change:
        sidecar = save_sidecar(change, sidecar, call.body, asks_for_room="memory_in_mb" in call.body)
    return call.json(201, present(call, sidecar))


@resource.patch("/v3/sidecars/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    sidecar = _writable(call, guid)
    require_valid(update_errors(call.body))
    asks_for_room = not {"memory_in_mb", "process_types"}.isdisjoint(call.body)
    with call.services.store.change() as change:
        sidecar = save_sidecar(change, sidecar, call.body, asks_for_room=asks_for_room)
        sidecar = change.update(sidecar, updated_at=call.services.clock.now())
    return call.json(200, present(call, sidecar))


@resource.delete("/v3/sidecars/<guid>", status=204)
def delete(call: Call, guid: str) -> Answer:
    sidecar = _writable(call, guid)
    with call.services.store.change() as change:
        change.delete(sidecar)
    return Answer(204)


def _writable(call: Call, guid: str) -> Sidecar:
    sidecar, space = readable(call, Sidecar, guid, "Sidecar")
    call.permissions.require_writing(space)
    return sidecar


def _listed(call: Call, rows: Iterable[Sidecar], path: str, query: ListQuery) -> Answer:
    """Links name no filter (SidecarsController hands the presenter no message)."""
    return list_answer(call, replace(query, hidden=tuple(query.filters)), rows, path)


@resource.presents
def present(call: Call, sidecar: Sidecar, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """The times come last."""
    own = base(sidecar)
    return {
        "guid": own["guid"],
        "name": sidecar.name,
        "command": sidecar.command,
        "process_types": sorted(sidecar.process_types),
        "memory_in_mb": sidecar.memory,
        "origin": sidecar.origin,
        "relationships": {"app": to_one(sidecar.app_guid)},
        "created_at": own["created_at"],
        "updated_at": own["updated_at"],
    }
