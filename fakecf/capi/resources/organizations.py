"""Organizations: `app/controllers/v3/organizations_controller.rb`."""

from collections.abc import Iterable
from typing import Any

import msgspec

from fakecf.capi.audit import Target, record_event, record_organization_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.deletion import delete_space
from fakecf.capi.feature_flags import is_enabled
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import require_valid, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.names import is_taken, named, stored_name
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, to_one
from fakecf.capi.rails import Params
from fakecf.capi.reading import readable_organization
from fakecf.capi.relationships import data_errors, data_guid, relationship_answer
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import FLAG, METADATA, TEXT, TO_ONE, body
from fakecf.capi.suspending import asked_status, changed_status, suspendable_errors
from fakecf.capi.user_list import MEMBERS, members
from fakecf.capi.validators import presence
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.platform_records import IsolationSegment, OrganizationQuota
from fakecf.state.records import Organization, Role, Space
from fakecf.state.uaa_records import UaaUser
from fakecf.web import Answer

resource = Resource("organizations", Organization)

LIST = Accepts(
    keys=("names", "isolation_segment_guid"),
    arrays=("names",),
    order_by=("name",),
    hidden=("isolation_segment_guid",),
)
BODY = body(name=TEXT, suspended=FLAG, metadata=METADATA)


@resource.get("/v3/organizations", query=LIST)
def list_(call: Call) -> Answer:
    return _listed(call, call.query)


@resource.get("/v3/isolation_segments/<guid>/organizations", query=LIST)
def list_for_isolation_segment(call: Call, guid: str) -> Answer:
    return _listed(call, {**call.query, "isolation_segment_guid": guid})


@resource.get("/v3/organizations/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, readable_organization(call, guid)))


@resource.post("/v3/organizations", takes=BODY)
def create(call: Call) -> Answer:
    """Who is no admin needs the flag `user_org_creation`, and becomes the organization's manager."""
    require(call.who.admin or is_enabled(call, "user_org_creation"))
    require_valid((*suspendable_errors(call.body), *presence("Name", call.body.get("name"))))
    require(call.who.admin or not call.body.get("suspended"))
    with call.services.store.change() as change:
        organization = _created(call, change)
        record_organization_event(call, change, "create", organization, call.body)
        if not call.who.admin:
            _add_roles(call, change, organization)
    return call.json(201, present(call, organization))


@resource.patch("/v3/organizations/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    organization = _editable(call, guid)
    require_valid(suspendable_errors(call.body))
    require(call.who.admin or not call.body.get("suspended"))
    with call.services.store.change() as change:
        organization = _updated(call, change, organization)
        record_organization_event(call, change, "update", organization, call.body)
    return call.json(200, present(call, organization))


@resource.delete("/v3/organizations/<guid>")
def delete(call: Call, guid: str) -> Answer:
    organization = readable_organization(call, guid)
    require(call.who.admin)
    with call.services.store.change() as change:
        return delete_by_job(call, change, organization, lambda trial: _told_deleted(call, trial, organization))


@resource.get("/v3/organizations/<guid>/users", query=MEMBERS)
def users(call: Call, guid: str) -> Answer:
    """The query is judged before the organization is looked for."""
    query = MEMBERS.parse(call.query)
    organization = readable_organization(call, guid)
    rows = members(call, query, "organization_guid", organization.guid)
    return list_answer(call, query, rows, f"/v3/organizations/{organization.guid}/users")


@resource.get("/v3/organizations/<guid>/relationships/default_isolation_segment")
def default_isolation_segment(call: Call, guid: str) -> Answer:
    organization = readable_organization(call, guid)
    segment = call.find(IsolationSegment, organization.default_isolation_segment_guid)
    return relationship_answer(call, organization, "default_isolation_segment", segment)


@resource.patch("/v3/organizations/<guid>/relationships/default_isolation_segment", takes=TO_ONE)
def set_default_isolation_segment(call: Call, guid: str) -> Answer:
    """The body is judged before the organization is looked for; without `data` nothing changes."""
    require_valid(data_errors(call.body))
    organization = _editable(call, guid)
    asked = data_guid(call.body)
    segment = call.find(IsolationSegment, asked)
    if asked is not None and (segment is None or guid not in segment.organization_guids):
        where = "Ensure it has been entitled to the organization."
        raise CfError("UnprocessableEntity", f"Unable to assign isolation segment with guid '{asked}'. {where}")
    fields = {"default_isolation_segment_guid": asked} if "data" in call.body else {}
    with call.services.store.change() as change:
        change.update(organization, updated_at=call.services.clock.now(), **fields)
    return relationship_answer(call, organization, "default_isolation_segment", segment)


def _told_deleted(call: Call, change: Change, organization: Organization) -> None:
    """Its spaces first, each with what is in it (CC's OrganizationDelete)."""
    for space in change[Space].where("organization_guid", organization.guid):
        delete_space(call, change, space)
    record_organization_event(call, change, "delete-request", organization, {"recursive": True})


def _editable(call: Call, guid: str) -> Organization:
    organization = readable_organization(call, guid)
    call.permissions.require_writing_org(organization)
    return organization


def _created(call: Call, change: Change) -> Organization:
    now = call.services.clock.now()
    name = stored_name(call.body["name"])
    if is_taken(name, change[Organization]):
        raise CfError("UnprocessableEntity", f"Organization '{call.body['name']}' already exists.")
    quota = next(iter(change[OrganizationQuota].where("name", "default")), None)
    if quota is None:
        raise CfError("BadRequest", "Quota Definition could not be found: default")
    organization = Organization(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        name=name,
        status=asked_status(call.body),
        quota_guid=quota.guid,
    )
    organization = msgspec.structs.replace(organization, **updated_metadata(organization, call.body))
    change.put(organization)
    return organization


def _add_roles(call: Call, change: Change, organization: Organization) -> None:
    """The creator's; the events name the creator as UAA does."""
    now, guid = call.services.clock.now(), call.who.guid or ""
    user = change[UaaUser].get(guid)
    creator = Target(guid, "user", user.username if user is not None else "", None, organization.guid)
    for type_ in ("organization_user", "organization_manager"):
        record_event(call, change, f"user.{type_}_add", creator, {"request": call.body})
        role = call.services.guids.new()
        change.put(
            Role(
                guid=role,
                created_at=now,
                updated_at=now,
                type=type_,
                user_guid=guid,
                organization_guid=organization.guid,
            )
        )


def _updated(call: Call, change: Change, organization: Organization) -> Organization:
    body = call.body
    labelled = updated_metadata(organization, body)
    fields = changed_status(organization, body)
    if "name" in body:
        fields["name"] = stored_name(body["name"])
        if is_taken(fields["name"], (each for each in change[Organization] if each.guid != organization.guid)):
            raise CfError("UnprocessableEntity", f"Organization name '{body['name']}' is already taken.")
    return change.update(organization, updated_at=call.services.clock.now(), **fields, **labelled)


def _listed(call: Call, params: Params) -> Answer:
    query = LIST.parse(params)
    rows, path = _nested(call, params)
    return list_answer(call, query, named(query, rows), path)


def _nested(call: Call, params: Params) -> tuple[Iterable[Organization], str]:
    """The organizations one may see, or those entitled to an isolation segment, and the path that links name."""
    visible = _visible(call)
    if not (segment_guid := params.get("isolation_segment_guid")):
        return visible, "/v3/organizations"
    segment = call.find(IsolationSegment, segment_guid)
    if segment is None or not call.permissions.can_read_from_isolation_segment(segment):
        raise not_found("Isolation segment")
    entitled = (each for each in visible if each.guid in segment.organization_guids)
    return entitled, f"/v3/isolation_segments/{segment_guid}/organizations"


def _visible(call: Call) -> Iterable[Organization]:
    if call.permissions.can_read_globally:
        return call.state[Organization]
    readable = call.permissions.readable_org_guids()
    return (each for each in call.state[Organization] if each.guid in readable)


@resource.presents
def present(call: Call, organization: Organization, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/organizations/{organization.guid}"
    quota = organization.quota_guid
    return {
        **base(organization),
        "name": organization.name,
        "suspended": organization.status == "suspended",
        "relationships": {"quota": to_one(quota)},
        "metadata": metadata(organization),
        "links": {
            "self": call.link(own),
            "domains": call.link(f"{own}/domains"),
            "default_domain": call.link(f"{own}/domains/default"),
            "quota": call.link(f"/v3/organization_quotas/{quota}"),
        },
    }
