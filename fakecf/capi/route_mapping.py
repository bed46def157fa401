"""Making a route and leading it to an app (CC's RouteCreate, UpdateRouteDestinations and RouteMappingDelete)."""

import re
from collections.abc import Iterable

from fakecf.capi.app_routes import record_mapping
from fakecf.capi.audit import Target, record_event
from fakecf.capi.call import Call
from fakecf.capi.domains import may_use
from fakecf.capi.messages import Body
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.records import App, Space
from fakecf.state.routing_records import ANY_PORT, Destination, Domain, Route

_HTTP_PORT = 8080
_HOST = re.compile(r"[\w-]+|\*", re.ASCII)
_SPOKEN = {"tcp": ("tcp",), "http": ("http1", "http2")}


def create_route(call: Call, change: Change, space: Space, domain: Domain, request: Body) -> Route:
    """A new route of *space* below *domain*, with the host, path, port and options of the *request*."""
    host = request.get("host") or ""
    if not may_use(domain, (space.organization_guid,)):
        raise _refused(f"Invalid domain. Domain '{domain.name}' is not available in this organization.")
    if host and not _HOST.fullmatch(host):
        raise _refused("Host format is invalid.")
    if domain.owning_organization_guid is None and domain.protocol == "http" and not host:
        raise _refused("Missing host. Routes in shared domains must have a host defined.")
    now = call.services.clock.now()
    route = Route(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        space_guid=space.guid,
        domain_guid=domain.guid,
        host=host,
        path=request.get("path") or "",
        port=request.get("port") or 0,
        options={key: value for key, value in (request.get("options") or {}).items() if value is not None},
    )
    change.put(route)
    target = Target(route.guid, "route", route.host, space.guid, space.organization_guid)
    record_event(call, change, "route.create", target, {"request": request})
    return route


def map_route(call: Call, change: Change, route: Route, app: App, protocol: str | None) -> Destination:
    """A new destination of *route*: the web process of *app*."""
    domain = change[Domain].get(route.domain_guid)
    if domain is None:
        raise UnknownError
    if protocol is not None and protocol not in _SPOKEN[domain.protocol]:
        valid = ", ".join(_SPOKEN[domain.protocol])
        raise _refused(f"Cannot use '{protocol}' protocol for {domain.protocol} routes; valid options are: [{valid}].")
    now = call.services.clock.now()
    destination = Destination(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        route_guid=route.guid,
        app_guid=app.guid,
        app_port=_HTTP_PORT if app.lifecycle_type == "buildpack" else ANY_PORT,
        protocol=protocol if protocol == "http2" else None,
    )
    change.put(destination)
    record_mapping(call, change, "map-route", app, destination)
    return destination


def unmap_routes(call: Call, change: Change, destinations: Iterable[Destination]) -> None:
    """Let the routes of *destinations* lead there no more."""
    for destination in destinations:
        app = change[App].get(destination.app_guid)
        if app is not None:
            record_mapping(call, change, "unmap-route", app, destination)
        change.delete(destination)


def _refused(told: str) -> CfError:
    return CfError("UnprocessableEntity", told)
