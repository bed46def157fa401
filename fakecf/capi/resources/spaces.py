"""Spaces: `app/controllers/v3/spaces_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.including import included_for_spaces
from fakecf.capi.list_query import Accepts, show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import having, readable, readable_spaces
from fakecf.capi.resource import Resource
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("spaces", Space)

INCLUDES = ("org", "organization")
LIST = Accepts(
    keys=("names", "organization_guids", "include"),
    arrays=("names", "organization_guids"),
    order_by=("name",),
    includes=INCLUDES,
)


@resource.get("/v3/spaces")
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    permitted = readable_spaces(call)
    rows = (each for each in call.state[Space] if permitted is None or each.guid in permitted)
    wanted = having(query, rows, names="name", organization_guids="organization_guid")
    decorate = (lambda shown: included_for_spaces(call, shown)) if query.asks("include") else None
    return list_answer(call, query, wanted, "/v3/spaces", decorate)


@resource.get("/v3/spaces/<guid>")
def show(call: Call, guid: str) -> Answer:
    """Existence comes before the query here (cc-surface 3.3)."""
    space, _ = readable(call, Space, guid, "Space")
    include = show_query(call.query, INCLUDES)
    document = present(call, space)
    if include:
        document["included"] = included_for_spaces(call, [space])
    return call.json(200, document)


@resource.presents
def present(call: Call, space: Space, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/spaces/{space.guid}"
    links = {
        "self": call.link(own),
        "organization": call.link(f"/v3/organizations/{space.organization_guid}"),
        "features": call.link(f"{own}/features"),
        "apply_manifest": call.link(f"{own}/actions/apply_manifest", "POST"),
    }
    if space.quota_guid is not None:
        links["quota"] = call.link(f"/v3/space_quotas/{space.quota_guid}")
    return {
        **base(space),
        "name": space.name,
        "suspended": space.status == "suspended",
        "relationships": {"organization": to_one(space.organization_guid), "quota": to_one(space.quota_guid)},
        "metadata": metadata(space),
        "links": links,
    }
