"""Organization quotas: `app/controllers/v3/organization_quotas_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.audit import Target, record_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, require_valid, unknown_fields
from fakecf.capi.names import is_taken, named
from fakecf.capi.presenting import base, to_many
from fakecf.capi.quota_applying import applied_to_asked, apply_to_organizations, require_log_rate_limits
from fakecf.capi.quota_limits import limits
from fakecf.capi.quota_message import (
    LONGEST_NAME,
    all_columns,
    changed_columns,
    limits_errors,
    limits_schema,
    require_ports_within_routes,
)
from fakecf.capi.relationships import related_errors
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import TEXT, TO_MANY, body
from fakecf.capi.to_many import applied_errors, guids_in, to_many_errors
from fakecf.capi.validators import at_least_one, at_most, presence, string
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import Organization
from fakecf.web import Answer

resource = Resource("organization_quotas", OrganizationQuota)

_APPLIED = (
    "This quota is applied to one or more organizations. Apply different quotas to those organizations before deleting."
)
GROUPS = ("apps", "services", "routes", "domains")
BODY = body(name=TEXT, **limits_schema(*GROUPS), relationships=body(organizations=TO_MANY))
LIST = Accepts(keys=("names", "organization_guids"), arrays=("names", "organization_guids"), labelled=False)


@resource.get("/v3/organization_quotas", query=LIST)
def list_(call: Call) -> Answer:
    """Everybody sees all of them."""
    query = LIST.parse(call.query)
    rows = named(query, call.state[OrganizationQuota])
    applied = applied_to_asked(call.state[Organization], query, "organization_guids", rows)
    return list_answer(call, query, applied, "/v3/organization_quotas")


@resource.get("/v3/organization_quotas/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, _found(call, guid)))


@resource.post("/v3/organization_quotas", takes=BODY)
def create(call: Call) -> Answer:
    """The organizations that it shall apply to have to be there."""
    call.permissions.require_global_writing()
    require_valid((*_errors(call.body), *_relationships_errors(call.body), *presence("Name", call.body.get("name"))))
    with call.services.store.change() as change:
        now = call.services.clock.now()
        quota = OrganizationQuota(
            guid=call.services.guids.new(),
            created_at=now,
            updated_at=now,
            name=call.body["name"],
            **all_columns(call.body, *GROUPS),
        )
        _require_free_name(change, quota)
        require_ports_within_routes(quota)
        change.put(quota)
        apply_to_organizations(change, quota, guids_in((call.body.get("relationships") or {}).get("organizations")))
        _record(call, change, "create", quota, {"request": call.body})
    call.see(change)
    return call.json(201, present(call, quota))


@resource.patch("/v3/organization_quotas/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    """A new log rate limit needs apps that have one, wherever the quota applies."""
    call.permissions.require_global_writing()
    require_valid(_errors(call.body))
    quota = _found(call, guid)
    with call.services.store.change() as change:
        fields = changed_columns(call.body, *GROUPS)
        if fields:
            quota = change.update(quota, updated_at=call.services.clock.now(), **fields)
        if "log_rate_limit" in fields:
            require_log_rate_limits(change, quota, change[Organization].where("quota_guid", quota.guid), "org")
        _require_free_name(change, quota)
        require_ports_within_routes(quota)
        _record(call, change, "update", quota, {"request": call.body})
    return call.json(200, present(call, quota))


@resource.delete("/v3/organization_quotas/<guid>")
def delete(call: Call, guid: str) -> Answer:
    """Only one that applies to no organization can go."""
    call.permissions.require_global_writing()
    quota = _found(call, guid)
    with call.services.store.change() as change:
        if change[Organization].where("quota_guid", quota.guid):
            raise CfError("UnprocessableEntity", _APPLIED)
        return delete_by_job(call, change, quota)


@resource.post("/v3/organization_quotas/<guid>/relationships/organizations", status=200, takes=TO_MANY)
def apply_(call: Call, guid: str) -> Answer:
    """Each of them has it instead of the one it had."""
    call.permissions.require_global_writing()
    require_valid(applied_errors(call.body))
    quota = _found(call, guid)
    with call.services.store.change() as change:
        for organization in apply_to_organizations(change, quota, guids_in(call.body)):
            where = {"organization_guid": organization.guid, "organization_name": organization.name}
            _record(call, change, "apply", quota, where, organization.guid)
    governed = change[Organization].where("quota_guid", quota.guid)
    own = call.link(f"/v3/organization_quotas/{quota.guid}/relationships/organizations")
    return call.json(200, {**to_many(each.guid for each in governed), "links": {"self": own}})


def _found(call: Call, guid: str) -> OrganizationQuota:
    quota = call.find(OrganizationQuota, guid)
    if quota is None:
        raise not_found("Organization quota")
    return quota


def _errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, ("name", *GROUPS, "relationships"))
    name = body.get("name")
    if name is not None:
        yield from string("Name", name)
        yield from at_least_one("Name", name)
        yield from at_most("Name", name, LONGEST_NAME)
    yield from limits_errors(body, *GROUPS)


def _relationships_errors(body: Body) -> Iterator[str]:
    if "relationships" in body:
        yield from related_errors(body, {"organizations": to_many_errors})


def _require_free_name(change: Change, quota: OrganizationQuota) -> None:
    if is_taken(quota.name, (each for each in change[OrganizationQuota] if each.guid != quota.guid)):
        raise CfError("UnprocessableEntity", f"Organization Quota '{quota.name}' already exists.")


def _record(
    call: Call, change: Change, event: str, quota: OrganizationQuota, data: Body, organization_guid: str = ""
) -> None:
    target = Target(quota.guid, "organization_quota", quota.name, "", organization_guid)
    record_event(call, change, f"organization_quota.{event}", target, data)


@resource.presents
def present(call: Call, quota: OrganizationQuota, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """With those of its organizations that the caller may read."""
    governed = call.state[Organization].where("quota_guid", quota.guid)
    shown = [each.guid for each in governed if call.permissions.can_read_from_org(each)]
    return {
        **base(quota),
        "name": quota.name,
        **limits(quota, *GROUPS),
        "relationships": {"organizations": to_many(shown)},
        "links": {"self": call.link(f"/v3/organization_quotas/{quota.guid}")},
    }
