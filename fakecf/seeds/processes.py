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
    there = {process.type: process for process in app.rows(Process)}
    for type_ in types:
        if type_ in there:
            _join(app, there[type_], _entry(written.get(type_)))
        else:
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
    _add_instances(app, path, entry, process)


def _join(app: NewApp, there: Process, entry: ProcessEntry) -> None:
    """A process that is there already: only its instances can be told anew."""
    path = app.at("processes", there.type)
    app.site.agree(there, path, entry, {})
    _add_instances(app, path, entry, there)


def _refusals(process: Process, entry: ProcessEntry) -> Iterator[str]:
    if entry.are and process.state == "STOPPED":
        yield "a process that is STOPPED has no instances"
    for kind in ("", "readiness "):
        name = f"{kind.replace(' ', '_')}health_check"
        if getattr(process, f"{name}_type") == "http" and not getattr(process, f"{name}_http_endpoint"):
            yield f"{name}_http_endpoint HTTP {kind}health check endpoint is not a valid URI path: "


def _add_instances(app: NewApp, path: Path, process_entry: ProcessEntry, process: Process) -> None:
    for index, each in enumerate(process_entry.are):
        entry = InstanceEntry(state=each) if isinstance(each, str) else each
        like = {"process_guid": process.guid, "index": index}
        there = app.site.ground.one(ProcessInstance, **like)
        since = entry if there is not None else _since(entry, process)
        app.site.add(ProcessInstance, (*path, "are", index), since, there, {}, **like, state=entry.state)


def _since(entry: E, other: App | Droplet | Process) -> E:
    """The entry, there as long as the *other* unless it says itself."""
    if entry.created_at is not UNSET:
        return entry
    began = other.started_at or other.created_at if isinstance(other, Process) else other.created_at
    return msgspec.structs.replace(entry, created_at=began.isoformat())
