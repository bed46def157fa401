"""The domains of an organization: `list_domains` and its like in `organizations_v3_controller.rb`."""

from fakecf.capi.call import Call, not_found
from fakecf.capi.domains import DOMAINS, asked_domains, may_use, readable_domains
from fakecf.capi.listing import list_answer
from fakecf.capi.reading import readable_organization
from fakecf.capi.resource import Resource
from fakecf.state.routing_records import Domain
from fakecf.web import Answer

resource = Resource("organization_domains")


@resource.get("/v3/organizations/<guid>/domains", query=DOMAINS)
def list_(call: Call, guid: str) -> Answer:
    organization = readable_organization(call, guid)
    query = DOMAINS.parse(call.query)
    usable = (domain for domain in readable_domains(call) if may_use(domain, (organization.guid,)))
    return list_answer(call, query, asked_domains(query, usable), f"/v3/organizations/{organization.guid}/domains")


@resource.get("/v3/organizations/<guid>/domains/default", gives=Domain)
def default(call: Call, guid: str) -> Answer:
    """The first that is neither internal nor of a router group, and rather everybody's than a private one."""
    organization = readable_organization(call, guid)
    usable = (domain for domain in readable_domains(call) if may_use(domain, (organization.guid,)))
    suitable = (each for each in usable if not each.internal and each.router_group_guid is None)
    domain = min(suitable, key=lambda each: each.owning_organization_guid is not None, default=None)
    if domain is None:
        raise not_found("Domain")
    return call.json(200, call.present(domain))
