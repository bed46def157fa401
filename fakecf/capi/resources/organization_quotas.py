"""Organization quotas: `app/controllers/v3/organization_quotas_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.names import named
from fakecf.capi.presenting import base, to_many
from fakecf.capi.quota_limits import limits
from fakecf.capi.resource import Resource
from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import Organization
from fakecf.web import Answer

resource = Resource("organization_quotas", OrganizationQuota)

LIST = Accepts(keys=("names", "organization_guids"), arrays=("names", "organization_guids"), labelled=False)


@resource.get("/v3/organization_quotas", query=LIST)
def list_(call: Call) -> Answer:
    """Everybody sees all of them."""
    query = LIST.parse(call.query)
    rows = named(query, call.state[OrganizationQuota])
    return list_answer(call, query, _applied(call, query, rows), "/v3/organization_quotas")


@resource.get("/v3/organization_quotas/<guid>")
def show(call: Call, guid: str) -> Answer:
    quota = call.find(OrganizationQuota, guid)
    if quota is None:
        raise not_found("Organization quota")
    return call.json(200, present(call, quota))


def _applied(call: Call, query: ListQuery, rows: Iterator[OrganizationQuota]) -> Iterator[OrganizationQuota]:
    """Those *rows* that apply to one of the asked organizations."""
    if not query.asks("organization_guids"):
        return rows
    asked = (call.state[Organization].get(guid) for guid in query.values("organization_guids"))
    quotas = {organization.quota_guid for organization in asked if organization is not None}
    return (row for row in rows if row.guid in quotas)


@resource.presents
def present(call: Call, quota: OrganizationQuota, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """With those of its organizations that the caller may read."""
    governed = call.state[Organization].where("quota_guid", quota.guid)
    shown = [each.guid for each in governed if call.permissions.can_read_from_org(each)]
    return {
        **base(quota),
        "name": quota.name,
        **limits(quota, "apps", "services", "routes", "domains"),
        "relationships": {"organizations": to_many(shown)},
        "links": {"self": call.link(f"/v3/organization_quotas/{quota.guid}")},
    }
