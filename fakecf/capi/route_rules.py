"""What forbids a new route beside what its body says, in the order in which CC tells of it (`route_create.rb`)."""

import re
from collections.abc import Callable, Iterator

from fakecf.capi.call import Call
from fakecf.capi.domains import may_use
from fakecf.capi.names import is_taken
from fakecf.capi.quotas import UNLIMITED, quotas_over
from fakecf.capi.usage import usage
from fakecf.state import State
from fakecf.state.records import Organization, Space
from fakecf.state.routing_records import Domain, Route

_LONGEST_NAME = 253
# RFC 2396, of which Ruby's `URI` is made
_CHARACTER = r"(?:[\w\-.!~*'():@&=+$,;/]|%[0-9a-f]{2})"
_URI_PATH = re.compile(rf"{_CHARACTER}*(?:#(?:{_CHARACTER}|[?\[\]])*)?", re.ASCII | re.IGNORECASE)


def refusals(call: Call, state: State, route: Route, domain: Domain, space: Space) -> Iterator[str]:
    """Why *route* cannot be; CC tells the first reason alone."""
    if not may_use(domain, (space.organization_guid,)):
        organization = state[Organization].get(space.organization_guid)
        owner = organization.name if organization is not None else ""
        yield f"Invalid domain. Domain '{domain.name}' is not available in organization '{owner}'."
    yield from _quota_refusals(state, space, asks_for_port=route.port > 0)
    yield from _host_refusals(call, state, route, domain)
    yield from _path_refusals(state, route, domain)
    yield from _port_refusals(call, state, route, domain)
    if _is_elsewhere(state, route, domain):
        yield "domain_id and host host_and_domain_taken_different_space"


def reserved_ports(state: State, domain: Domain) -> frozenset[int]:
    """The ports that the routes of the domain's router group have."""
    domains = [each for each in state[Domain] if each.router_group_guid == domain.router_group_guid]
    return frozenset(route.port for each in domains for route in state[Route].where("domain_guid", each.guid))


def _quota_refusals(state: State, space: Space, *, asks_for_port: bool) -> Iterator[str]:
    for owner, quota in reversed(tuple(quotas_over(state, space))):
        used = usage(state, owner)
        whose = f"quota exceeded for {type(owner).__name__.lower()} '{owner.name}'."
        if UNLIMITED != quota.total_routes <= used["routes"]:
            yield f"Routes {whose}"
        if asks_for_port and UNLIMITED != quota.total_reserved_route_ports <= used["reserved_ports"]:
            yield f"Reserved route ports {whose}"


def _host_refusals(call: Call, state: State, route: Route, domain: Domain) -> Iterator[str]:
    behaviour = call.services.behaviour
    name = f"{route.host}.{domain.name}" if route.host else domain.name
    shared = domain.owning_organization_guid is None
    if route.host and is_taken(name, state[Domain]):
        yield f"Route conflicts with domain '{name}'."
    if domain.name == behaviour.system_domain and route.host in behaviour.system_hostnames:
        yield "Route conflicts with a reserved system route."
    if domain.internal and route.host == "*":
        yield "Wildcard hosts are not supported for internal domains."
    if shared and domain.protocol != "tcp" and not route.host:
        yield "Missing host. Routes in shared domains must have a host defined."
    if len(name) > _LONGEST_NAME:
        yield "Host combined with domain name must be no more than 253 characters."
    if not route.path and not route.port and _exists(state, route, lambda each: not each.path and not each.port):
        yield f"Route already exists {_with_host(route)}for domain '{domain.name}'."
    if domain.protocol == "tcp" and route.host:
        yield "Hosts are not supported for TCP routes."
    if domain.protocol == "tcp" and route.path:
        yield "Paths are not supported for TCP routes."


def _path_refusals(state: State, route: Route, domain: Domain) -> Iterator[str]:
    if domain.internal and route.path:
        yield "Paths are not supported for internal domains."
    if not _URI_PATH.fullmatch(route.path):
        yield "Path is invalid."
    if not route.port and _exists(state, route, lambda each: each.path == route.path and not each.port):
        with_host = f"{_with_host(route)}and " if route.host else "with "
        yield f"Route already exists {with_host}path '{route.path}' for domain '{domain.name}'."


def _port_refusals(call: Call, state: State, route: Route, domain: Domain) -> Iterator[str]:
    unavailable = f"Port '{route.port}' is not available. Try a different port or use a different domain."
    first, last = call.services.behaviour.reservable_ports
    tcp = domain.protocol == "tcp"
    if tcp and not route.port:
        yield "Routes with protocol 'tcp' must specify a port."
    if tcp and not first <= route.port <= last:
        yield unavailable
    if not route.path and _exists(state, route, lambda each: not each.path and each.port == route.port):
        yield f"Route already exists with port '{route.port}' for domain '{domain.name}'."
    if tcp and route.port in reserved_ports(state, domain):
        yield unavailable
    if not tcp and route.port:
        yield "Routes with protocol 'http' do not support ports."


def _is_elsewhere(state: State, route: Route, domain: Domain) -> bool:
    """A host below a shared domain is one space's alone, whatever the path; CC has no words for that."""
    shared = domain.owning_organization_guid is None
    return shared and _exists(state, route, lambda each: not each.port and each.space_guid != route.space_guid)


def _with_host(route: Route) -> str:
    return f"with host '{route.host}' " if route.host else ""


def _exists(state: State, route: Route, alike: Callable[[Route], bool]) -> bool:
    """Whether the domain has such a route of that host, whatever the case."""
    same = (each for each in state[Route].where("domain_guid", route.domain_guid) if alike(each))
    return any(each.host.lower() == route.host.lower() for each in same)
