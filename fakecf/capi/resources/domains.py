"""Domains: `app/controllers/v3/domains_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.domains import DOMAINS, asked_domains, readable_domain, readable_domains
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_many, to_one
from fakecf.capi.rails import to_i
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import to_s
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
