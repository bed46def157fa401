"""Space quotas: `app/controllers/v3/space_quotas_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.names import named
from fakecf.capi.presenting import base, to_many, to_one
from fakecf.capi.quota_limits import limits
from fakecf.capi.reading import having, readable_spaces
from fakecf.capi.resource import Resource
from fakecf.state.platform_records import SpaceQuota
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("space_quotas", SpaceQuota)

_ARRAYS = ("names", "organization_guids", "space_guids")
LIST = Accepts(keys=_ARRAYS, arrays=_ARRAYS, labelled=False, error="UnprocessableEntity")


@resource.get("/v3/space_quotas", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = named(query, (quota for quota in call.state[SpaceQuota] if _is_readable(call, quota)))
    asked = having(query, rows, organization_guids="organization_guid")
    return list_answer(call, query, _applied(call, query, asked), "/v3/space_quotas")


@resource.get("/v3/space_quotas/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, _readable(call, guid)))


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


def _applied(call: Call, query: ListQuery, rows: Iterator[SpaceQuota]) -> Iterator[SpaceQuota]:
    """Those *rows* that apply to one of the asked spaces."""
    if not query.asks("space_guids"):
        return rows
    asked = (call.state[Space].get(guid) for guid in query.values("space_guids"))
    quotas = {space.quota_guid for space in asked if space is not None}
    return (row for row in rows if row.guid in quotas)


@resource.presents
def present(call: Call, quota: SpaceQuota, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """With those of its spaces that the caller may read."""
    permitted = readable_spaces(call)
    governed = call.state[Space].where("quota_guid", quota.guid)
    shown = [each.guid for each in governed if permitted is None or each.guid in permitted]
    return {
        **base(quota),
        "name": quota.name,
        **limits(quota, "apps", "services", "routes"),
        "relationships": {"organization": to_one(quota.organization_guid), "spaces": to_many(shown)},
        "links": {
            "self": call.link(f"/v3/space_quotas/{quota.guid}"),
            "organization": call.link(f"/v3/organizations/{quota.organization_guid}"),
        },
    }
