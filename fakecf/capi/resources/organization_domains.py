"""The domains of an organization: `list_domains` and its like in `organizations_v3_controller.rb`."""

from fakecf.capi.call import Call, not_found
from fakecf.capi.domains import DOMAINS, asked_domains, default_domain, may_use, readable_domains
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
    organization = readable_organization(call, guid)
    domain = default_domain(readable_domains(call), organization.guid)
    if domain is None:
        raise not_found("Domain")
    return call.json(200, call.present(domain))
