"""Giving an app its processes, and the sidecars beside them (CC's ProcessCreate and AppAssignDroplet)."""

from typing import Any

import msgspec

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.state import Change
from fakecf.state.app_records import WEB, Process, Sidecar, usual_process
from fakecf.state.records import App, Droplet


def create_process(
    call: Call, change: Change, app: App, type_: str, *, guid: str | None = None, **columns: Any
) -> Process:
    """A new process of *app*, with its event; the web process has the app's guid unless another is given."""
    services, now = call.services, call.services.clock.now()
    process = Process(
        guid=guid or (app.guid if type_ == WEB else services.guids.new()),
        created_at=now,
        updated_at=now,
        app_guid=app.guid,
        type=type_,
        **{
            "version": services.guids.new(),
            **usual_process(type_, services.behaviour),
            **columns,
            **({"started_at": now} if columns.get("state") == "STARTED" else {}),
        },
    )
    change.put(process)
    record_app_event(call, change, "process.create", app, process_guid=process.guid, process_type=type_)
    return process


def create_missing_processes(call: Call, change: Change, app: App, droplet: Droplet) -> None:
    """A process for each type that *droplet* knows and *app* lacks, and the droplet's sidecars in place of the last."""
    present = {process.type for process in change[Process].where("app_guid", app.guid)}
    for type_ in droplet.process_types or {}:
        if type_ not in present:
            create_process(call, change, app, type_)
    _put_sidecars(call, change, app, droplet)


def _put_sidecars(call: Call, change: Change, app: App, droplet: Droplet) -> None:
    """Those that users made stay."""
    sidecars, now = change[Sidecar].where("app_guid", app.guid), call.services.clock.now()
    change.delete(*(each for each in sidecars if each.origin == "buildpack"))
    for made in droplet.sidecars:
        change.put(
            Sidecar(
                guid=call.services.guids.new(),
                created_at=now,
                updated_at=now,
                app_guid=app.guid,
                origin="buildpack",
                **msgspec.structs.asdict(made),
            )
        )
