"""Processes: what runs of an app, and how its instances are."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec
from msgspec import UNSET

from fakecf.guids import path_guid
from fakecf.seeds.entry import DatedEntry
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.seeds.process_document import InstanceEntry, ProcessEntry
from fakecf.state.app_records import WEB, Process, ProcessInstance, usual_process
from fakecf.state.records import App, Droplet

E = TypeVar("E", bound=DatedEntry)

Written = Mapping[str, int | ProcessEntry | None]


def add_processes(app: NewApp, written: Written, made: App, current: Droplet | None) -> None:
    """One of each type that is written, that the current droplet has, and `web`, which every app has first."""
    types = dict.fromkeys((WEB, *((current.process_types or {}) if current is not None else {}), *written))
    for type_ in types:
        _add(app, type_, _entry(written.get(type_)), made, current)


def _entry(written: int | ProcessEntry | None) -> ProcessEntry:
    return ProcessEntry(instances=written) if isinstance(written, int) else written or ProcessEntry()


def _add(app: NewApp, type_: str, entry: ProcessEntry, made: App, current: Droplet | None) -> None:
    """It runs since its droplet is there; `web` has the app's guid and time, the others came with the droplet."""
    path = app.at("processes", type_)
    since = current if current is not None else made
    process = app.site.make(
        Process,
        path,
        _since(entry, made if type_ == WEB else since),
        guid=app.guid if type_ == WEB and entry.guid is UNSET else None,
        app_guid=app.guid,
        type=type_,
        state=made.desired_state,
        started_at=since.created_at if made.desired_state == "STARTED" else None,
        version=path_guid("/".join(map(str, (*path, "version")))),
        **usual_process(type_, app.site.behaviour),
    )
    for reason in _refusals(process, entry):
        app.site.impossible(entry, path, reason)
    for index, each in enumerate(entry.are):
        written = InstanceEntry(state=each) if isinstance(each, str) else each
        _add_instance(app, (*path, "are", index), written, process)


def _refusals(process: Process, entry: ProcessEntry) -> Iterator[str]:
    if entry.are and process.state == "STOPPED":
        yield "a process that is STOPPED has no instances"
    for kind in ("", "readiness "):
        name = f"{kind.replace(' ', '_')}health_check"
        if getattr(process, f"{name}_type") == "http" and not getattr(process, f"{name}_http_endpoint"):
            yield f"{name}_http_endpoint HTTP {kind}health check endpoint is not a valid URI path: "


def _add_instance(app: NewApp, path: Path, entry: InstanceEntry, process: Process) -> None:
    app.site.make(
        ProcessInstance, path, _since(entry, process), process_guid=process.guid, index=path[-1], state=entry.state
    )


def _since(entry: E, other: App | Droplet | Process) -> E:
    """The entry, there as long as the *other* unless it says itself."""
    if entry.created_at is not UNSET:
        return entry
    began = other.started_at or other.created_at if isinstance(other, Process) else other.created_at
    return msgspec.structs.replace(entry, created_at=began.isoformat())
