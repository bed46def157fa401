"""Spaces: `app/controllers/v3/spaces_controller.rb`."""

from collections.abc import Iterator
from typing import Any

import msgspec

from fakecf.capi.audit import record_space_event
from fakecf.capi.call import Call
from fakecf.capi.deletion import delete_space
from fakecf.capi.including import included_for_spaces
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts, show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import (
    Body,
    boolean_errors,
    metadata_errors,
    require_valid,
    unknown_fields,
    updated_metadata,
)
from fakecf.capi.metadata import metadata
from fakecf.capi.names import is_taken, name_errors, named, stored_name
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import having, readable, readable_spaces
from fakecf.capi.relationships import (
    data_errors,
    data_guid,
    related_guid,
    relationship_answer,
    relationships_errors,
)
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import FLAG, METADATA, TEXT, TO_ONE, body
from fakecf.capi.suspending import asked_status, changed_status, suspendable_errors
from fakecf.capi.user_list import MEMBERS, members
from fakecf.capi.validators import presence
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import Organization, Space
from fakecf.web import Answer

resource = Resource("spaces", Space)

INCLUDES = ("org", "organization")
LIST = Accepts(
    keys=("names", "organization_guids", "include"),
    arrays=("names", "organization_guids"),
    order_by=("name",),
    includes=INCLUDES,
)
BODY = body(name=TEXT, suspended=FLAG, metadata=METADATA)
CREATED = body(**BODY["properties"], relationships=body(organization=TO_ONE))


@resource.get("/v3/spaces", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    permitted = readable_spaces(call)
    rows = (each for each in call.state[Space] if permitted is None or each.guid in permitted)
    wanted = having(query, named(query, rows), organization_guids="organization_guid")
    decorate = (lambda shown: included_for_spaces(call, shown)) if query.asks("include") else None
    return list_answer(call, query, wanted, "/v3/spaces", decorate)


@resource.get("/v3/spaces/<guid>")
def show(call: Call, guid: str) -> Answer:
    """Existence comes before the query here (cc-surface 3.3)."""
    space, _ = readable(call, Space, guid, "Space")
    include = show_query(call.query, INCLUDES)
    document = present(call, space)
    if include:
        document["included"] = included_for_spaces(call, [space])
    return call.json(200, document)


@resource.post("/v3/spaces", takes=CREATED)
def create(call: Call) -> Answer:
    """The body is judged first; an organization that is missing or unreadable makes it unprocessable."""
    require_valid(_creation_errors(call.body))
    organization = call.find(Organization, related_guid(call.body, "organization"))
    if organization is None or not call.permissions.can_read_from_org(organization):
        missing = "Invalid organization. Ensure the organization exists and you have access to it."
        raise CfError("UnprocessableEntity", missing)
    call.permissions.require_writing_org(organization)
    with call.services.store.change() as change:
        space = _created(call, change, organization)
        record_space_event(call, change, "create", space, call.body)
    return call.json(201, present(call, space))


@resource.patch("/v3/spaces/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    """Space managers may not change `suspended`."""
    space, _ = readable(call, Space, guid, "Space")
    call.permissions.require_updating(space)
    require_valid(suspendable_errors(call.body))
    managed = call.permissions.is_org_manager_for_org(space.organization_guid)
    require(call.who.admin or managed or "suspended" not in call.body)
    with call.services.store.change() as change:
        space = _updated(call, change, space)
        record_space_event(call, change, "update", space, call.body)
    return call.json(200, present(call, space))


@resource.delete("/v3/spaces/<guid>")
def delete(call: Call, guid: str) -> Answer:
    space, _ = readable(call, Space, guid, "Space")
    organization = call.state[Organization].get(space.organization_guid)
    if organization is not None:
        call.permissions.require_writing_org(organization)
    with call.services.store.change() as change:
        return delete_by_job(call, change, space, lambda trial: delete_space(call, trial, space))


@resource.get("/v3/spaces/<guid>/users", query=MEMBERS)
def users(call: Call, guid: str) -> Answer:
    """The query is judged before the space is looked for."""
    query = MEMBERS.parse(call.query)
    space, _ = readable(call, Space, guid, "Space")
    rows = members(call, query, "space_guid", space.guid)
    return list_answer(call, query, rows, f"/v3/spaces/{space.guid}/users")


@resource.get("/v3/spaces/<guid>/relationships/isolation_segment")
def isolation_segment(call: Call, guid: str) -> Answer:
    space, _ = readable(call, Space, guid, "Space")
    segment = call.find(IsolationSegment, space.isolation_segment_guid)
    return relationship_answer(call, space, "isolation_segment", segment)


@resource.patch("/v3/spaces/<guid>/relationships/isolation_segment", takes=TO_ONE)
def set_isolation_segment(call: Call, guid: str) -> Answer:
    """For admins and managers of the organization, suspended or not; without `data` the space has none after it.

    CC looks for the caller's row among the managers' and misses one that it has just completed (recorded: spaces).
    """
    space, _ = readable(call, Space, guid, "Space")
    managed = call.permissions.is_org_manager_for_org(space.organization_guid)
    require(call.who.admin or (managed and not call.who.just_completed))
    require_valid(data_errors(call.body))
    asked = data_guid(call.body)
    segment = call.find(IsolationSegment, asked)
    if asked is not None and (segment is None or space.organization_guid not in segment.organization_guids):
        where = "Ensure it has been entitled to the organization that this space belongs to."
        raise CfError("UnprocessableEntity", f"Unable to assign isolation segment with guid '{asked}'. {where}")
    with call.services.store.change() as change:
        space = change.update(space, updated_at=call.services.clock.now(), isolation_segment_guid=asked)
        record_space_event(call, change, "update", space, call.body)
    return relationship_answer(call, space, "isolation_segment", segment)


def _creation_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("name", "relationships", "suspended", "metadata"))
    yield from relationships_errors(body, "organization")
    yield from presence("Name", body.get("name"))
    yield from name_errors(body.get("name"))
    yield from boolean_errors(body, "suspended")


def _created(call: Call, change: Change, organization: Organization) -> Space:
    now = call.services.clock.now()
    name = stored_name(call.body["name"])
    if is_taken(name, change[Space].where("organization_guid", organization.guid)):
        raise CfError("UnprocessableEntity", "Name must be unique per organization")
    space = Space(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        name=name,
        organization_guid=organization.guid,
        status=asked_status(call.body),
    )
    space = msgspec.structs.replace(space, **updated_metadata(space, call.body))
    change.put(space)
    return space


def _updated(call: Call, change: Change, space: Space) -> Space:
    body = call.body
    fields = changed_status(space, body)
    labelled = updated_metadata(space, body)
    if "name" in body:
        fields["name"] = stored_name(body["name"])
        _require_free(change, space, fields["name"])
    return change.update(space, updated_at=call.services.clock.now(), **fields, **labelled)


def _require_free(change: Change, space: Space, name: str) -> None:
    neighbours = change[Space].where("organization_guid", space.organization_guid)
    if is_taken(name, (each for each in neighbours if each.guid != space.guid)):
        organization = change[Organization].get(space.organization_guid)
        owner = organization.name if organization is not None else ""
        raise CfError("UnprocessableEntity", f"Organization '{owner}' already contains a space with name '{name}'.")


@resource.presents
def present(call: Call, space: Space, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/spaces/{space.guid}"
    links = {
        "self": call.link(own),
        "organization": call.link(f"/v3/organizations/{space.organization_guid}"),
        "features": call.link(f"{own}/features"),
        "apply_manifest": call.link(f"{own}/actions/apply_manifest", "POST"),
    }
    if space.quota_guid is not None:
        links["quota"] = call.link(f"/v3/space_quotas/{space.quota_guid}")
    return {
        **base(space),
        "name": space.name,
        "suspended": space.status == "suspended",
        "relationships": {"organization": to_one(space.organization_guid), "quota": to_one(space.quota_guid)},
        "metadata": metadata(space),
        "links": links,
    }
