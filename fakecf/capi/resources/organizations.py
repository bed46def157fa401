"""Organizations: `app/controllers/v3/organizations_controller.rb`."""

from collections.abc import Iterable
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import having
from fakecf.capi.resource import Resource
from fakecf.guids import path_guid
from fakecf.state.records import Organization
from fakecf.web import Answer

resource = Resource("organizations", Organization)

LIST = Accepts(
    keys=("names", "isolation_segment_guid"),
    arrays=("names",),
    order_by=("name",),
    hidden=("isolation_segment_guid",),
)


@resource.get("/v3/organizations")
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    return list_answer(call, query, having(query, _visible(call), names="name"), "/v3/organizations")


@resource.get("/v3/organizations/<guid>")
def show(call: Call, guid: str) -> Answer:
    organization = call.find(Organization, guid)
    if organization is None or not call.permissions.can_read_from_org(organization):
        raise not_found("Organization")
    return call.json(200, present(call, organization))


def _visible(call: Call) -> Iterable[Organization]:
    if call.permissions.can_read_globally:
        return call.state[Organization]
    readable = call.permissions.readable_org_guids()
    return (each for each in call.state[Organization] if each.guid in readable)


@resource.presents
def present(call: Call, organization: Organization, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/organizations/{organization.guid}"
    quota = organization.quota_guid or path_guid("organization_quotas/default")
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
