"""Isolation segments: `app/controllers/v3/isolation_segments_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery, quoted
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.names import is_taken, named
from fakecf.capi.presenting import base, to_many
from fakecf.capi.reading import readable_spaces
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import is_printable
from fakecf.capi.shapes import METADATA, TEXT, TO_MANY, body
from fakecf.capi.to_many import entitled_errors, guids_in
from fakecf.capi.validators import presence, string
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.platform_records import SHARED_ISOLATION_SEGMENT, IsolationSegment
from fakecf.state.records import Organization, Space
from fakecf.web import Answer

resource = Resource("isolation_segments", IsolationSegment)

BODY = body(name=TEXT, metadata=METADATA)
LIST = Accepts(keys=("names", "organization_guids"), arrays=("names", "organization_guids"), order_by=("name",))


@resource.get("/v3/isolation_segments", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    permissions = call.permissions
    rows = (each for each in call.state[IsolationSegment] if permissions.can_read_from_isolation_segment(each))
    return list_answer(call, query, _entitling(query, named(query, rows)), "/v3/isolation_segments")


@resource.get("/v3/isolation_segments/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, _readable(call, guid)))


@resource.get("/v3/isolation_segments/<guid>/relationships/organizations")
def organizations(call: Call, guid: str) -> Answer:
    """Those of the entitled organizations that the caller may read."""
    segment = _readable(call, guid)
    own = f"/v3/isolation_segments/{segment.guid}"
    shown = [each for each in segment.organization_guids if call.permissions.can_read_organization(each)]
    links = {
        "self": call.link(f"{own}/relationships/organizations"),
        "related": call.link(f"{own}/organizations"),
    }
    return call.json(200, {**to_many(shown), "links": links})


@resource.get("/v3/isolation_segments/<guid>/relationships/spaces")
def spaces(call: Call, guid: str) -> Answer:
    """Those of the spaces in it that the caller may read."""
    segment = _readable(call, guid)
    permitted = readable_spaces(call)
    inside = call.state[Space].where("isolation_segment_guid", segment.guid)
    shown = [space.guid for space in inside if permitted is None or space.guid in permitted]
    own = call.link(f"/v3/isolation_segments/{segment.guid}/relationships/spaces")
    return call.json(200, {**to_many(shown), "links": {"self": own}})


@resource.post("/v3/isolation_segments", takes=BODY)
def create(call: Call) -> Answer:
    call.permissions.require_global_writing()
    require_valid(_errors(call.body, "Name"))
    with call.services.store.change() as change:
        now = call.services.clock.now()
        name = _free_name(change, call.body["name"])
        segment = IsolationSegment(guid=call.services.guids.new(), created_at=now, updated_at=now, name=name)
        segment = msgspec.structs.replace(segment, **updated_metadata(segment, call.body))
        change.put(segment)
    return call.json(201, present(call, segment))


@resource.patch("/v3/isolation_segments/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    segment = _writable(call, guid)
    require_valid(_errors(call.body))
    if segment.guid == SHARED_ISOLATION_SEGMENT:
        raise CfError("UnprocessableEntity", "Cannot update the shared Isolation Segment")
    with call.services.store.change() as change:
        fields: dict[str, Any] = updated_metadata(segment, call.body)
        if "name" in call.body:
            fields["name"] = _free_name(change, call.body["name"], segment)
        segment = change.update(segment, updated_at=call.services.clock.now(), **fields)
    return call.json(200, present(call, segment))


@resource.delete("/v3/isolation_segments/<guid>", status=204)
def delete(call: Call, guid: str) -> Answer:
    """Only one that no organization is entitled to can go."""
    segment = _writable(call, guid)
    if segment.guid == SHARED_ISOLATION_SEGMENT:
        raise CfError("UnprocessableEntity", "Cannot delete the shared Isolation Segment")
    with call.services.store.change() as change:
        if _entitled(change, segment):
            raise CfError("UnprocessableEntity", "Revoke the Organization entitlements for your Isolation Segment.")
        change.delete(segment)
    return Answer(204)


@resource.post("/v3/isolation_segments/<guid>/relationships/organizations", status=200, takes=TO_MANY)
def entitle(call: Call, guid: str) -> Answer:
    segment = _writable(call, guid)
    require_valid(entitled_errors(call.body))
    asked = guids_in(call.body)
    with call.services.store.change() as change:
        missing = [each for each in asked if each not in change[Organization]]
        if missing:
            what = f"Unable to entitle organizations [{quoted(missing)}] for the isolation segment."
            raise CfError("UnprocessableEntity", f"{what} Ensure the organizations exist.")
        entitled = tuple(dict.fromkeys((*_entitled(change, segment), *asked)))
        change.update(segment, organization_guids=entitled)
    call.see(change)
    return organizations(call, guid)


@resource.delete("/v3/isolation_segments/<guid>/relationships/organizations/<org_guid>", status=204)
def revoke(call: Call, guid: str, org_guid: str) -> Answer:
    """Neither the organization's default nor a segment with spaces of it in it can be taken away."""
    segment = _writable(call, guid)
    organization = call.find(Organization, org_guid)
    if organization is None:
        raise not_found("Organization")
    with call.services.store.change() as change:
        _require_unused(change, segment, organization)
        kept = tuple(each for each in _entitled(change, segment) if each != organization.guid)
        change.update(segment, organization_guids=kept)
    return Answer(204)


def _readable(call: Call, guid: str) -> IsolationSegment:
    segment = call.find(IsolationSegment, guid)
    if segment is None or not call.permissions.can_read_from_isolation_segment(segment):
        raise not_found("Isolation segment")
    return segment


def _writable(call: Call, guid: str) -> IsolationSegment:
    call.permissions.require_global_writing()
    return _readable(call, guid)


def _errors(body: Body, *required: str) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("name", "metadata"))
    if body.get("name") is not None:
        yield from string("Name", body["name"])
    for label in required:
        yield from presence(label, body.get("name"))


def _free_name(change: Change, asked: str, own: IsolationSegment | None = None) -> str:
    """The name, which may have no control characters and no namesake, whatever the case."""
    if not asked.strip() or not is_printable(asked):
        raise CfError("UnprocessableEntity", "Isolation Segment names can only contain non-blank unicode characters")
    if is_taken(asked, (each for each in change[IsolationSegment] if own is None or each.guid != own.guid)):
        raise CfError("UnprocessableEntity", "Isolation Segment names are case insensitive and must be unique")
    return asked


def _entitled(change: Change, segment: IsolationSegment) -> list[str]:
    """The organizations that are entitled, as far as they are there still."""
    current = change[IsolationSegment].get(segment.guid) or segment
    return [guid for guid in current.organization_guids if guid in change[Organization]]


def _require_unused(change: Change, segment: IsolationSegment, organization: Organization) -> None:
    default = organization.default_isolation_segment_guid == segment.guid
    spaces = change[Space].where("organization_guid", organization.guid)
    if default or any(space.isolation_segment_guid == segment.guid for space in spaces):
        what = "Cannot revoke this isolation segment: it is the default of the organization, or has spaces of it."
        raise CfError("UnprocessableEntity", what)


def _entitling(query: ListQuery, rows: Iterable[IsolationSegment]) -> Iterator[IsolationSegment]:
    asked = frozenset(query.values("organization_guids")) if query.asks("organization_guids") else None
    return (row for row in rows if asked is None or not asked.isdisjoint(row.organization_guids))


@resource.presents
def present(call: Call, segment: IsolationSegment, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/isolation_segments/{segment.guid}"
    return {
        **base(segment),
        "name": segment.name,
        "metadata": metadata(segment),
        "links": {"self": call.link(own), "organizations": call.link(f"{own}/organizations")},
    }
