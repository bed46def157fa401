"""Whose a domain is, and who may see it (CC's DomainFetcher)."""

from collections.abc import Iterable, Iterator

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.names import named
from fakecf.state.records import Organization
from fakecf.state.routing_records import Domain

DOMAINS = Accepts(keys=("names", "guids", "organization_guids"), arrays=("names", "organization_guids"))


def may_use(domain: Domain, organization_guids: Iterable[str]) -> bool:
    """Whether it is everybody's, or one of those organizations owns it or has it shared with it."""
    if domain.owning_organization_guid is None:
        return True
    return not {domain.owning_organization_guid, *domain.shared_organization_guids}.isdisjoint(organization_guids)


def default_domain(domains: Iterable[Domain], organization_guid: str) -> Domain | None:
    """The first that is neither internal nor of a router group, and rather everybody's than a private one."""
    usable = (each for each in domains if may_use(each, (organization_guid,)))
    suitable = (each for each in usable if not each.internal and each.router_group_guid is None)
    return min(suitable, key=lambda each: each.owning_organization_guid is not None, default=None)


def readable_domains(call: Call) -> Iterator[Domain]:
    """Those the caller may see."""
    if call.permissions.can_read_globally:
        return iter(call.state[Domain])
    guids = call.permissions.readable_org_guids_for_domains()
    return (domain for domain in call.state[Domain] if may_use(domain, guids))


def readable_domain(call: Call, guid: str) -> Domain:
    """The domain; `Domain not found` when it is missing or the caller may not see it."""
    domain = call.find(Domain, guid)
    globally = call.permissions.can_read_globally
    if domain is None or not (globally or may_use(domain, call.permissions.readable_org_guids_for_domains())):
        raise not_found("Domain")
    return domain


def require_writable_domain(call: Call, domain: Domain) -> None:
    """Everybody's domain is the admins', a private one its organization's managers'."""
    organization = call.state[Organization].get(domain.owning_organization_guid)
    if organization is None:
        call.permissions.require_global_writing()
        return
    call.permissions.require_writing_org(organization)


def asked_domains(query: ListQuery, rows: Iterable[Domain]) -> Iterator[Domain]:
    """Those *rows* that `names` and `organization_guids`, the owners, leave."""
    owners = frozenset(query.values("organization_guids")) if query.asks("organization_guids") else None
    return (row for row in named(query, rows) if owners is None or row.owning_organization_guid in owners)
