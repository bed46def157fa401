"""Domains: `app/controllers/v3/domains_controller.rb`."""

from typing import Any

import msgspec

from fakecf.capi.call import Call
from fakecf.capi.domain_message import BODY, creation_errors, require_free_name
from fakecf.capi.domain_sharing import require_sharable
from fakecf.capi.domains import DOMAINS, asked_domains, readable_domain, readable_domains, require_writable_domain
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_many, to_one
from fakecf.capi.quotas import UNLIMITED
from fakecf.capi.rails import to_i
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import to_s
from fakecf.capi.shapes import METADATA, body
from fakecf.capi.to_many import guids_in
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import Organization
from fakecf.state.routing_records import Domain, Route
from fakecf.web import Answer

resource = Resource("domains", Domain)


@resource.get("/v3/domains", query=DOMAINS)
def list_(call: Call) -> Answer:
    query = DOMAINS.parse(call.query)
    return list_answer(call, query, asked_domains(query, readable_domains(call)), "/v3/domains")


@resource.get("/v3/domains/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, readable_domain(call, guid)))


@resource.get("/v3/domains/<guid>/route_reservations")
def route_reservations(call: Call, guid: str) -> Answer:
    """Whether there is a route of exactly that host, path and port; what is not asked is empty."""
    domain = readable_domain(call, guid)
    host, path = to_s(call.query.get("host")), to_s(call.query.get("path"))
    port = to_i(to_s(call.query.get("port")))
    routes = call.state[Route].where("domain_guid", domain.guid)
    matching = any((route.host, route.path, route.port) == (host, path, port) for route in routes)
    return call.json(200, {"matching_route": matching})


@resource.post("/v3/domains", takes=BODY)
def create(call: Call) -> Answer:
    """With an owner the domain is private, without one everybody's and for admins to make."""
    require_valid(creation_errors(call.body))
    if "relationships" in call.body:
        owner = _owner(call)
    else:
        owner = None
        call.permissions.require_global_writing()
    asked = guids_in((call.body.get("relationships") or {}).get("shared_organizations"))
    if owner is not None:
        require_sharable(call, asked, owner.guid)
    with call.services.store.change() as change:
        domain = _created(call, owner.guid if owner is not None else None, tuple(asked))
        _require_within_quota(change, owner)
        require_free_name(change, domain)
        change.put(domain)
    return call.json(201, present(call, domain))


@resource.patch("/v3/domains/<guid>", takes=body(metadata=METADATA))
def update(call: Call, guid: str) -> Answer:
    """Nothing but its metadata can be changed, and that does not count as an update."""
    domain = readable_domain(call, guid)
    require_writable_domain(call, domain)
    require_valid((*metadata_errors(call.body), *unknown_fields(call.body, ("metadata",))))
    with call.services.store.change() as change:
        fields = updated_metadata(domain, call.body)
        domain = change.update(domain, **fields)
    return call.json(200, present(call, domain))


@resource.delete("/v3/domains/<guid>")
def delete(call: Call, guid: str) -> Answer:
    """With all routes below it; one that is shared has to be unshared first."""
    domain = readable_domain(call, guid)
    require_writable_domain(call, domain)
    if domain.shared_organization_guids:
        what = "This domain is shared with other organizations. Unshare before deleting."
        raise CfError("UnprocessableEntity", what)
    with call.services.store.change() as change:
        return delete_by_job(call, change, domain)


def _owner(call: Call) -> Organization:
    """The organization that shall own it, whose managers may have it so, unless a flag keeps them from it."""
    data = (call.body["relationships"].get("organization") or {}).get("data") or {}
    organization = call.find(Organization, data.get("guid"))
    if organization is None:
        what = f"Organization with guid '{data.get('guid') or ''}' does not exist or you do not have access to it."
        raise CfError("UnprocessableEntity", what)
    call.permissions.require_writing_org(organization)
    if not call.who.admin:
        require_feature(call, "private_domain_creation")
    return organization


def _created(call: Call, owner_guid: str | None, shared: tuple[str, ...]) -> Domain:
    now, given = call.services.clock.now(), call.body
    domain = Domain(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        name=given["name"],
        internal=bool(given.get("internal")),
        router_group_guid=(given.get("router_group") or {}).get("guid"),
        owning_organization_guid=owner_guid,
        shared_organization_guids=shared,
        enforce_route_policies=bool(given.get("enforce_route_policies")),
        route_policies_scope=given.get("route_policies_scope"),
    )
    return msgspec.structs.replace(domain, **updated_metadata(domain, given))


def _require_within_quota(change: Change, owner: Organization | None) -> None:
    quota = change[OrganizationQuota].get(owner.quota_guid) if owner is not None else None
    if owner is None or quota is None or quota.total_private_domains == UNLIMITED:
        return
    if len(change[Domain].where("owning_organization_guid", owner.guid)) >= quota.total_private_domains:
        what = f'The number of private domains exceeds the quota for organization "{owner.name}"'
        raise CfError("UnprocessableEntity", what)


@resource.presents
def present(call: Call, domain: Domain, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """A private domain shows those of its organizations that the caller may read."""
    own = f"/v3/domains/{domain.guid}"
    shared = [guid for guid in domain.shared_organization_guids if call.permissions.can_read_organization(guid)]
    links = {"self": call.link(own), "route_reservations": call.link(f"{own}/route_reservations")}
    if domain.owning_organization_guid is not None:
        links["organization"] = call.link(f"/v3/organizations/{domain.owning_organization_guid}")
        links["shared_organizations"] = call.link(f"{own}/relationships/shared_organizations")
    group = domain.router_group_guid
    if group is not None:
        links["router_group"] = {"href": f"{call.base_url}/routing/v1/router_groups/{group}"}
    return {
        **base(domain),
        "name": domain.name,
        "internal": domain.internal,
        "router_group": {"guid": group} if group is not None else None,
        "supported_protocols": [domain.protocol],
        "relationships": {
            "organization": to_one(domain.owning_organization_guid),
            "shared_organizations": to_many(shared),
        },
        "metadata": metadata(domain),
        "links": links,
    }
