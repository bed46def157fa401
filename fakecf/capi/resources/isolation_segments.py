"""Isolation segments: `app/controllers/v3/isolation_segments_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.names import named
from fakecf.capi.presenting import base, to_many
from fakecf.capi.reading import readable_spaces
from fakecf.capi.resource import Resource
from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("isolation_segments", IsolationSegment)

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


def _readable(call: Call, guid: str) -> IsolationSegment:
    segment = call.find(IsolationSegment, guid)
    if segment is None or not call.permissions.can_read_from_isolation_segment(segment):
        raise not_found("Isolation segment")
    return segment


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
