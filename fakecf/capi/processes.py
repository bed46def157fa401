"""Giving an app its processes, and the sidecars beside them (CC's ProcessCreate and AppAssignDroplet)."""

from typing import Any

import msgspec

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.state import Change
from fakecf.state.app_records import WEB, Process, Sidecar
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
        **{**_usual(call, type_), **columns, **({"started_at": now} if columns.get("state") == "STARTED" else {})},
    )
    change.put(process)
    record_app_event(call, change, "process.create", app, process_guid=process.guid, process_type=type_)
    return process


def _usual(call: Call, type_: str) -> dict[str, Any]:
    """One instance that listens for the web process, none for the others (recorded: live_seed)."""
    behaviour = call.services.behaviour
    return {
        "version": call.services.guids.new(),
        "instances": 1 if type_ == WEB else 0,
        "memory": behaviour.default_app_memory,
        "disk_quota": behaviour.default_app_disk_in_mb,
        "log_rate_limit": behaviour.default_app_log_rate_limit_in_bytes_per_second,
        "health_check_type": "port" if type_ == WEB else "process",
    }


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
