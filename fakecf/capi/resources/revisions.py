"""Revisions: `revisions_controller.rb` and `app_revisions_controller.rb` of `app/controllers/v3`."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer, ordered, page_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, to_one
from fakecf.capi.rails import Params
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.revising import record_revision_event
from fakecf.capi.shapes import METADATA, body
from fakecf.capi.validators import LARGEST_INTEGER
from fakecf.errors import UnknownError
from fakecf.state.app_records import Process, Revision, RevisionSidecar
from fakecf.state.records import App, Droplet
from fakecf.web import Answer

resource = Resource("revisions", Revision)

_NUMBER = re.compile(r"\s*[+-]?0*\d{1,10}\s*", re.ASCII)


def _deployable(params: Params) -> Iterator[str]:
    """CC compares the text of a query with true and false, and so takes neither (recorded: live_read)."""
    if params.get("deployable") is not None:
        yield "Deployable must be a boolean"


LIST = Accepts(keys=("versions", "deployable"), arrays=("versions",), rule=_deployable)
LIST_DEPLOYED = Accepts(labelled=False)


@resource.get("/v3/apps/<guid>/revisions", query=LIST)
def list_for_app(call: Call, guid: str) -> Answer:
    query = LIST.parse(call.query)
    app, _ = readable(call, App, guid, "App")
    rows = call.state[Revision].where("app_guid", app.guid)
    return list_answer(call, query, _filtered(call, query, rows), f"/v3/apps/{app.guid}/revisions")


@resource.get("/v3/apps/<guid>/revisions/deployed", query=LIST_DEPLOYED)
def list_deployed(call: Call, guid: str) -> Answer:
    """What the started processes run with; the filters that every list has are checked and do nothing here."""
    query = LIST_DEPLOYED.parse(call.query)
    app, _ = readable(call, App, guid, "App")
    started = (each for each in call.state[Process].where("app_guid", app.guid) if each.state == "STARTED")
    deployed = {each.revision_guid for each in started}
    rows = [each for each in call.state[Revision] if each.guid in deployed]
    return page_answer(call, query, ordered(query, rows), f"/v3/apps/{app.guid}/revisions/deployed")


@resource.get("/v3/revisions/<guid>")
def show(call: Call, guid: str) -> Answer:
    revision, _ = readable(call, Revision, guid, "Revision")
    return call.json(200, present(call, revision))


@resource.patch("/v3/revisions/<guid>", takes=body(metadata=METADATA))
def update(call: Call, guid: str) -> Answer:
    """The body is judged before the revision is looked for; nothing says that it was updated."""
    require_valid(_update_errors(call.body))
    revision, space = readable(call, Revision, guid, "Revision")
    call.permissions.require_writing(space)
    with call.services.store.change() as change:
        revision = change.update(revision, **updated_metadata(revision, call.body))
    return call.json(200, present(call, revision))


@resource.get("/v3/revisions/<guid>/environment_variables")
def environment_variables(call: Call, guid: str) -> Answer:
    revision, space = readable(call, Revision, guid, "Revision")
    require(call.permissions.can_read_secrets_in_space(space))
    with call.services.store.change() as change:
        app = change[App].get(revision.app_guid)
        if app is None:
            raise not_found("Revision")
        record_revision_event(call, change, "environment_variables.show", app, revision)
    own = f"/v3/revisions/{revision.guid}"
    links = {
        "self": call.link(f"{own}/environment_variables"),
        "revision": call.link(own),
        "app": call.link(f"/v3/apps/{revision.app_guid}"),
    }
    return call.json(200, {"var": revision.environment_variables or {}, "links": links})


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("metadata",))


def _filtered(call: Call, query: ListQuery, rows: Iterable[Revision]) -> Iterator[Revision]:
    versions = {_version(text) for text in query.values("versions")} if query.asks("versions") else None
    for revision in rows:
        if versions is not None and revision.version not in versions:
            continue
        if not query.asks("deployable") or _is_deployable(call, revision):
            yield revision


def _version(text: str) -> int:
    """PostgreSQL, and so CC, chokes on what is no integer of its."""
    if not _NUMBER.fullmatch(text) or abs(int(text)) > LARGEST_INTEGER:
        raise UnknownError
    return int(text)


def _is_deployable(call: Call, revision: Revision) -> bool:
    droplet = call.state[Droplet].get(revision.droplet_guid)
    return droplet is not None and droplet.state == "STAGED"


@resource.presents
def present(call: Call, revision: Revision, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """The times stand in the midst of it, unlike anywhere else (RevisionPresenter)."""
    own = f"/v3/revisions/{revision.guid}"
    times = base(revision)
    return {
        "guid": times.pop("guid"),
        "version": revision.version,
        "droplet": {"guid": revision.droplet_guid},
        "processes": {type_: {"command": command} for type_, command in revision.commands.items()},
        "sidecars": [_sidecar(each) for each in revision.sidecars],
        "description": revision.description,
        "relationships": {"app": to_one(revision.app_guid)},
        **times,
        "links": {
            "self": call.link(own),
            "app": call.link(f"/v3/apps/{revision.app_guid}"),
            "environment_variables": call.link(f"{own}/environment_variables"),
        },
        "metadata": metadata(revision),
        "deployable": _is_deployable(call, revision),
    }


def _sidecar(sidecar: RevisionSidecar) -> dict[str, Any]:
    return {
        "name": sidecar.name,
        "command": sidecar.command,
        "memory_in_mb": sidecar.memory,
        "process_types": sidecar.process_types,
    }
