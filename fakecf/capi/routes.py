"""Where a route leads from, and who may see it (CC's RouteFetcher and `Route` model)."""

import re
from collections.abc import Iterable, Iterator

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.managing import require_managing
from fakecf.capi.reading import having, space_of, spaces_of
from fakecf.errors import UnknownError
from fakecf.state import State
from fakecf.state.routing_records import Destination, Domain, Route
from fakecf.state.service_records import ServiceRouteBinding

INCLUDES = ("domain", "space", "space.organization", "route_policies")
ROUTES = Accepts(
    keys=(
        "hosts",
        "space_guids",
        "organization_guids",
        "domain_guids",
        "paths",
        "app_guids",
        "include",
        "label_selector",
        "ports",
        "service_instance_guids",
    ),
    arrays=(
        "hosts",
        "space_guids",
        "organization_guids",
        "domain_guids",
        "paths",
        "app_guids",
        "ports",
        "service_instance_guids",
    ),
    includes=INCLUDES,
    selector_judged=False,
)


def readable_route(call: Call, guid: str) -> Route:
    """The route; `Route not found` when it is missing or the caller may not see it."""
    route = call.find(Route, guid)
    space = space_of(call, route) if route is not None else None
    if route is None or space is None or not call.permissions.can_read_route(space):
        raise not_found("Route")
    return route


def manageable_route(call: Call, guid: str) -> Route:
    """The route, once it is found that the caller may read it, manage apps in its space, and change that now."""
    route = readable_route(call, guid)
    space = space_of(call, route)
    if space is not None:
        require_managing(call, space)
    return route


def visible_routes(call: Call) -> Iterator[Route]:
    """Those in spaces, or shared with spaces, whose routes the caller may see."""
    routes = call.state[Route]
    if call.permissions.can_read_globally:
        return iter(routes)
    spaces = call.permissions.space_guids_for_routes()
    return (route for route in routes if not spaces.isdisjoint((route.space_guid, *route.shared_space_guids)))


def asked_routes(call: Call, query: ListQuery, rows: Iterable[Route]) -> Iterator[Route]:
    """Those *rows* that the filters leave."""
    kept = having(query, rows, paths="path", domain_guids="domain_guid")
    if query.asks("hosts"):
        hosts = frozenset(host.lower() for host in query.values("hosts"))
        kept = (route for route in kept if route.host.lower() in hosts)
    if query.asks("ports"):
        ports = frozenset(_port(each) for each in query.values("ports"))
        kept = (route for route in kept if route.port in ports)
    if query.asks("space_guids"):
        spaces = frozenset(query.values("space_guids"))
        kept = (route for route in kept if not spaces.isdisjoint((route.space_guid, *route.shared_space_guids)))
    if query.asks("organization_guids"):
        within = spaces_of(call, query.values("organization_guids"))
        kept = (route for route in kept if route.space_guid in within)
    if query.asks("app_guids"):
        apps = frozenset(query.values("app_guids"))
        kept = (route for route in kept if any(each.app_guid in apps for each in destinations_of(call.state, route)))
    if query.asks("service_instance_guids"):
        instances = frozenset(query.values("service_instance_guids"))
        bound = {each.route_guid for each in call.state[ServiceRouteBinding] if each.service_instance_guid in instances}
        kept = (route for route in kept if route.guid in bound)
    return kept


def _port(written: str) -> int:
    """CC hands it to the database as it is, which takes nothing but integers."""
    if not re.fullmatch(r"\s*[+-]?\d+\s*", written, re.ASCII):
        raise UnknownError
    return int(written)


def destinations_of(state: State, route: Route) -> list[Destination]:
    """Those of *route*, in the order that CC shows them in."""
    return sorted(state[Destination].where("route_guid", route.guid), key=lambda each: each.guid)


def url(route: Route, domain: Domain | None) -> str:
    """The address that a route answers to."""
    name = ".".join(part for part in (route.host, domain.name if domain is not None else "") if part)
    return f"{name}:{route.port}" if domain is not None and domain.protocol == "tcp" else f"{name}{route.path}"
