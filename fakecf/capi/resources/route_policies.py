"""Route policies: `app/controllers/v3/route_policies_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.including import included_for_route_policies
from fakecf.capi.list_query import Accepts, ListQuery, show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import having, space_of
from fakecf.capi.resource import Resource
from fakecf.state.routing_records import Route, RoutePolicy
from fakecf.web import Answer

resource = Resource("route_policies", RoutePolicy)

INCLUDES = ("source", "route")
LIST = Accepts(
    keys=("guids", "route_guids", "space_guids", "sources", "source_guids", "include"),
    arrays=("route_guids", "space_guids", "sources", "source_guids"),
    includes=INCLUDES,
)
_SOURCES = {"app": "apps", "space": "spaces", "org": "organizations"}


@resource.get("/v3/route_policies", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = _asked(call, query, (policy for policy in call.state[RoutePolicy] if _is_readable(call, policy)))
    if not query.asks("include"):
        return list_answer(call, query, rows, "/v3/route_policies")
    include = query.values("include")
    return list_answer(
        call, query, rows, "/v3/route_policies", lambda shown: included_for_route_policies(call, shown, include)
    )


@resource.get("/v3/route_policies/<guid>")
def show(call: Call, guid: str) -> Answer:
    include = show_query(call.query, INCLUDES)
    policy = call.find(RoutePolicy, guid)
    if policy is None or not _is_readable(call, policy):
        raise not_found("Route policy")
    document = present(call, policy)
    if include:
        document["included"] = included_for_route_policies(call, [policy], include)
    return call.json(200, document)


def _is_readable(call: Call, policy: RoutePolicy) -> bool:
    space = space_of(call, policy)
    return space is not None and call.permissions.can_read_route(space)


def _asked(call: Call, query: ListQuery, rows: Iterable[RoutePolicy]) -> Iterator[RoutePolicy]:
    kept = having(query, rows, route_guids="route_guid", source_guids="source_guid", sources="source")
    if not query.asks("space_guids"):
        return kept
    spaces = frozenset(query.values("space_guids"))
    routes = {route.guid for route in call.state[Route] if route.space_guid in spaces}
    return (policy for policy in kept if policy.route_guid in routes)


@resource.presents
def present(call: Call, policy: RoutePolicy, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """`source` and, of the three relationships that may be its source, the one that is."""
    sources = {name: policy.source_guid if policy.source_type == name else None for name in _SOURCES}
    links = {
        "self": call.link(f"/v3/route_policies/{policy.guid}"),
        "route": call.link(f"/v3/routes/{policy.route_guid}"),
    }
    if policy.source_type in _SOURCES:
        name = "organization" if policy.source_type == "org" else policy.source_type
        links[name] = call.link(f"/v3/{_SOURCES[policy.source_type]}/{policy.source_guid}")
    return {
        **base(policy),
        "source": policy.source,
        "metadata": metadata(policy),
        "relationships": {
            "route": to_one(policy.route_guid),
            "app": to_one(sources["app"]),
            "space": to_one(sources["space"]),
            "organization": to_one(sources["org"]),
        },
        "links": links,
    }
