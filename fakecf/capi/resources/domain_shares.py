"""Sharing private domains with organizations, as `app/controllers/v3/domains_controller.rb` has it."""

from fakecf.capi.call import Call
from fakecf.capi.domain_sharing import require_sharable
from fakecf.capi.domains import readable_domain, require_writable_domain
from fakecf.capi.messages import require_valid
from fakecf.capi.permissions import require
from fakecf.capi.presenting import to_many
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import TO_MANY
from fakecf.capi.to_many import applied_errors, guids_in
from fakecf.errors import CfError
from fakecf.state import State
from fakecf.state.records import Organization, Space
from fakecf.state.routing_records import Domain, Route
from fakecf.web import Answer

resource = Resource("domain_shares")


@resource.post("/v3/domains/<guid>/relationships/shared_organizations", status=200, takes=TO_MANY)
def share(call: Call, guid: str) -> Answer:
    """Answers with all organizations that have it shared with them, without links."""
    require_valid(applied_errors(call.body))
    domain = readable_domain(call, guid)
    if domain.owning_organization_guid is None:
        what = "Domains cannot be shared with other organizations unless they are scoped to an organization."
        raise CfError("UnprocessableEntity", what)
    require_writable_domain(call, domain)
    asked = guids_in(call.body)
    require_sharable(call, asked, domain.owning_organization_guid)
    with call.services.store.change() as change:
        current = change[Domain].get(domain.guid) or domain
        shared = tuple(dict.fromkeys((*current.shared_organization_guids, *asked)))
        change.update(current, shared_organization_guids=shared)
    return call.json(200, to_many(shared))


@resource.delete("/v3/domains/<guid>/relationships/shared_organizations/<org_guid>", status=204)
def unshare(call: Call, guid: str, org_guid: str) -> Answer:
    """For who manages the owner, or the organization that had it shared with it."""
    domain = readable_domain(call, guid)
    organization = call.find(Organization, org_guid)
    if organization is not None:
        _require_manager(call, domain, organization)
    if organization is None or not call.permissions.can_read_from_org(organization):
        what = f"Organization with guid '{org_guid}' does not exist or you do not have access to it."
        raise CfError("UnprocessableEntity", what)
    if organization.guid not in domain.shared_organization_guids:
        what = f"Unable to unshare domain from organization with name '{organization.name}'."
        raise CfError("UnprocessableEntity", f"{what} Ensure the domain is shared to this organization.")
    if _has_routes(call.state, domain, organization):
        what = "This domain has associated routes in this organization. Delete the routes before unsharing."
        raise CfError("UnprocessableEntity", what)
    with call.services.store.change() as change:
        current = change[Domain].get(domain.guid) or domain
        kept = tuple(each for each in current.shared_organization_guids if each != organization.guid)
        change.update(current, shared_organization_guids=kept)
    return Answer(204)


def _require_manager(call: Call, domain: Domain, organization: Organization) -> None:
    owner = call.state[Organization].get(domain.owning_organization_guid)
    either = [each for each in (owner, organization) if each is not None]
    writable = [each for each in either if call.permissions.can_write_to_active_org(each)]
    require(bool(writable))
    call.permissions.require_writable_org(writable[0])


def _has_routes(state: State, domain: Domain, organization: Organization) -> bool:
    spaces = {space.guid for space in state[Space].where("organization_guid", organization.guid)}
    return any(route.space_guid in spaces for route in state[Route].where("domain_guid", domain.guid))
