"""Space quotas: `app/controllers/v3/space_quotas_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.audit import Target, record_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, require_valid, to_one_errors, unknown_fields
from fakecf.capi.names import is_taken, named
from fakecf.capi.presenting import base, to_many, to_one
from fakecf.capi.quota_applying import applied_to_asked, apply_to_spaces, require_log_rate_limits
from fakecf.capi.quota_limits import limits
from fakecf.capi.quota_message import (
    LONGEST_NAME,
    all_columns,
    changed_columns,
    limits_errors,
    limits_schema,
    require_ports_within_routes,
)
from fakecf.capi.reading import having, readable_spaces
from fakecf.capi.relationships import if_given, related_errors, related_guid
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import TEXT, TO_MANY, TO_ONE, body
from fakecf.capi.to_many import applied_errors, guids_in, to_many_errors
from fakecf.capi.validators import at_least_one, at_most, presence, string
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.platform_records import SpaceQuota
from fakecf.state.records import Organization, Space
from fakecf.web import Answer

resource = Resource("space_quotas", SpaceQuota)

GROUPS = ("apps", "services", "routes")
BODY = body(name=TEXT, **limits_schema(*GROUPS), relationships=body(organization=TO_ONE, spaces=TO_MANY))
_ARRAYS = ("names", "organization_guids", "space_guids")
LIST = Accepts(keys=_ARRAYS, arrays=_ARRAYS, labelled=False, error="UnprocessableEntity")


@resource.get("/v3/space_quotas", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = named(query, (quota for quota in call.state[SpaceQuota] if _is_readable(call, quota)))
    asked = having(query, rows, organization_guids="organization_guid")
    applied = applied_to_asked(call.state[Space], query, "space_guids", asked)
    return list_answer(call, query, applied, "/v3/space_quotas")


@resource.get("/v3/space_quotas/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, _readable(call, guid)))


@resource.post("/v3/space_quotas", takes=BODY)
def create(call: Call) -> Answer:
    """For who manages the organization; the spaces that it shall apply to have to be in there."""
    require_valid(_creation_errors(call.body))
    owner = related_guid(call.body, "organization")
    organization = call.find(Organization, owner)
    if organization is None:
        what = f"Organization with guid '{owner or ''}' does not exist, or you do not have access to it."
        raise CfError("UnprocessableEntity", what)
    call.permissions.require_writing_org(organization)
    with call.services.store.change() as change:
        now = call.services.clock.now()
        quota = SpaceQuota(
            guid=call.services.guids.new(),
            created_at=now,
            updated_at=now,
            name=call.body["name"],
            organization_guid=organization.guid,
            **all_columns(call.body, *GROUPS),
        )
        _require_free_name(change, quota)
        require_ports_within_routes(quota)
        change.put(quota)
        spaces = guids_in(call.body["relationships"].get("spaces"))
        apply_to_spaces(call, change, quota, spaces, " within the organization specified")
        _record(call, change, "create", quota, {"request": call.body})
    call.see(change)
    return call.json(201, present(call, quota))


@resource.patch("/v3/space_quotas/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    """A new log rate limit needs apps that have one, wherever the quota applies."""
    quota = _writable(call, guid)
    require_valid(_errors(call.body))
    with call.services.store.change() as change:
        fields = changed_columns(call.body, *GROUPS)
        if fields:
            quota = change.update(quota, updated_at=call.services.clock.now(), **fields)
        if "log_rate_limit" in fields:
            require_log_rate_limits(change, quota, change[Space].where("quota_guid", quota.guid), "space")
        _require_free_name(change, quota)
        require_ports_within_routes(quota)
        _record(call, change, "update", quota, {"request": call.body})
    return call.json(200, present(call, quota))


@resource.delete("/v3/space_quotas/<guid>")
def delete(call: Call, guid: str) -> Answer:
    """Only one that applies to no space can go."""
    quota = _writable(call, guid)
    with call.services.store.change() as change:
        if change[Space].where("quota_guid", quota.guid):
            what = "This quota is applied to one or more spaces. Remove this quota from all spaces before deleting."
            raise CfError("UnprocessableEntity", what)
        return delete_by_job(call, change, quota)


@resource.post("/v3/space_quotas/<guid>/relationships/spaces", status=200, takes=TO_MANY)
def apply_(call: Call, guid: str) -> Answer:
    """Each of them has it besides what its organization has."""
    quota = _writable(call, guid)
    require_valid(applied_errors(call.body))
    with call.services.store.change() as change:
        for space in apply_to_spaces(call, change, quota, guids_in(call.body)):
            _record(call, change, "apply", quota, {"space_guid": space.guid, "space_name": space.name}, space.guid)
    call.see(change)
    own = call.link(f"/v3/space_quotas/{quota.guid}/relationships/spaces")
    return call.json(200, {**to_many(_shown_spaces(call, quota)), "links": {"self": own}})


@resource.delete("/v3/space_quotas/<guid>/relationships/spaces/<space_guid>", status=204)
def remove(call: Call, guid: str, space_guid: str) -> Answer:
    quota = _writable(call, guid)
    with call.services.store.change() as change:
        space = change[Space].get(space_guid)
        if space is None or space.quota_guid != quota.guid or not call.permissions.can_read_from_space(space):
            what = f"Unable to remove quota from space with guid '{space_guid}'."
            raise CfError("UnprocessableEntity", f"{what} Ensure the space quota is applied to this space.")
        change.update(space, quota_guid=None)
        _record(call, change, "remove", quota, {"space_guid": space.guid, "space_name": space.name}, space.guid)
    return Answer(204)


def _errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, ("name", *GROUPS))
    yield from _name_errors(body)
    yield from limits_errors(body, *GROUPS)


def _creation_errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, ("name", *GROUPS, "relationships"))
    yield from _name_errors(body)
    yield from limits_errors(body, *GROUPS)
    yield from related_errors(body, {"organization": to_one_errors, "spaces": if_given(to_many_errors)}, others=True)
    yield from presence("Name", body.get("name"))


def _name_errors(body: Body) -> Iterator[str]:
    if "name" in body:
        yield from string("Name", body["name"])
        yield from presence("Name", body["name"])
        yield from at_least_one("Name", body["name"])
        yield from at_most("Name", body["name"], LONGEST_NAME)


def _writable(call: Call, guid: str) -> SpaceQuota:
    quota = _readable(call, guid)
    organization = call.state[Organization].get(quota.organization_guid)
    if organization is not None:
        call.permissions.require_writing_org(organization)
    return quota


def _require_free_name(change: Change, quota: SpaceQuota) -> None:
    neighbours = change[SpaceQuota].where("organization_guid", quota.organization_guid)
    if is_taken(quota.name, (each for each in neighbours if each.guid != quota.guid)):
        raise CfError("UnprocessableEntity", f"Space Quota '{quota.name}' already exists.")


def _record(call: Call, change: Change, event: str, quota: SpaceQuota, data: Body, space_guid: str = "") -> None:
    target = Target(quota.guid, "space_quota", quota.name, space_guid, quota.organization_guid)
    record_event(call, change, f"space_quota.{event}", target, data)


def _readable(call: Call, guid: str) -> SpaceQuota:
    quota = call.find(SpaceQuota, guid)
    if quota is None or not _is_readable(call, quota):
        raise not_found("Space quota")
    return quota


def _is_readable(call: Call, quota: SpaceQuota) -> bool:
    """To managers of its organization, and to whoever may read a space that it applies to."""
    permissions = call.permissions
    if permissions.can_read_globally or permissions.is_org_manager_for_org(quota.organization_guid):
        return True
    return any(permissions.can_read_from_space(space) for space in call.state[Space].where("quota_guid", quota.guid))


def _shown_spaces(call: Call, quota: SpaceQuota) -> list[str]:
    permitted = readable_spaces(call)
    governed = call.state[Space].where("quota_guid", quota.guid)
    return [each.guid for each in governed if permitted is None or each.guid in permitted]


@resource.presents
def present(call: Call, quota: SpaceQuota, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """With those of its spaces that the caller may read."""
    return {
        **base(quota),
        "name": quota.name,
        **limits(quota, *GROUPS),
        "relationships": {
            "organization": to_one(quota.organization_guid),
            "spaces": to_many(_shown_spaces(call, quota)),
        },
        "links": {
            "self": call.link(f"/v3/space_quotas/{quota.guid}"),
            "organization": call.link(f"/v3/organizations/{quota.organization_guid}"),
        },
    }
