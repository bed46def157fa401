"""The `included` object: the users, organizations and spaces of what is shown (CC's Include…Decorators)."""

from collections.abc import Iterable, Sequence
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.marketplace import broker_of
from fakecf.capi.reading import readable_spaces
from fakecf.state import Record
from fakecf.state.records import App, Organization, Role, Space, User
from fakecf.state.routing_records import Domain, Route, RoutePolicy
from fakecf.state.service_records import (
    ServiceCredentialBinding,
    ServiceInstance,
    ServiceOffering,
    ServicePlan,
    ServiceRouteBinding,
)


def included_for_apps(call: Call, apps: Sequence[App], include: Sequence[str]) -> dict[str, Any]:
    """Spaces, only readable ones, and then organizations, each in order of creation."""
    return _places(call, (app.space_guid for app in apps), include)


def included_for_routes(call: Call, routes: Sequence[Route], include: Sequence[str]) -> dict[str, Any]:
    """Domains, then spaces and organizations as for apps, then route policies."""
    included: dict[str, Any] = {}
    if "domain" in include:
        included["domains"] = _presented(call, (call.state[Domain].get(route.domain_guid) for route in routes))
    included |= _places(call, (route.space_guid for route in routes), include)
    if "route_policies" in include:
        policies = (policy for route in routes for policy in call.state[RoutePolicy].where("route_guid", route.guid))
        included["route_policies"] = _presented(call, policies)
    return included


def included_for_route_policies(call: Call, policies: Sequence[RoutePolicy], include: Sequence[str]) -> dict[str, Any]:
    """The apps, spaces and organizations that are sources, where the caller may read them, and then the routes."""
    included: dict[str, Any] = {}
    if "source" in include:
        spaces, permissions = readable_spaces(call), call.permissions
        apps = (call.state[App].get(policy.source_guid) for policy in policies)
        sources = (call.state[Space].get(policy.source_guid) for policy in policies)
        owners = (call.state[Organization].get(policy.source_guid) for policy in policies)
        included["apps"] = _presented(
            call, (app for app in apps if app and (spaces is None or app.space_guid in spaces))
        )
        included["spaces"] = _presented(
            call, (each for each in sources if each and (spaces is None or each.guid in spaces))
        )
        included["organizations"] = _presented(
            call, (each for each in owners if each and permissions.can_read_from_org(each))
        )
    if "route" in include:
        included["routes"] = _presented(call, (call.state[Route].get(policy.route_guid) for policy in policies))
    return included


def included_for_service_plans(call: Call, plans: Sequence[ServicePlan], include: Sequence[str]) -> dict[str, Any]:
    """The spaces of their brokers, with their organizations, and then the offerings."""
    included: dict[str, Any] = {}
    if "space.organization" in include:
        brokers = (broker_of(call.state, plan) for plan in plans)
        spaces = _found(call.state[Space].get(broker.space_guid) for broker in brokers if broker is not None)
        included["spaces"] = [call.present(space) for space in spaces]
        included["organizations"] = _organizations(call, spaces)
    if "service_offering" in include:
        offerings = (call.state[ServiceOffering].get(plan.service_offering_guid) for plan in plans)
        included["service_offerings"] = _presented(call, offerings)
    return included


def included_for_service_bindings(
    call: Call, bindings: Sequence[ServiceCredentialBinding | ServiceRouteBinding], include: Sequence[str]
) -> dict[str, Any]:
    """Their apps or routes, and then the instances."""
    included: dict[str, Any] = {}
    if "app" in include:
        apps = (call.state[App].get(getattr(each, "app_guid", None)) for each in bindings)
        included["apps"] = _presented(call, apps)
    if "route" in include:
        included["routes"] = _presented(
            call, (call.state[Route].get(getattr(each, "route_guid", None)) for each in bindings)
        )
    if "service_instance" in include:
        instances = (call.state[ServiceInstance].get(each.service_instance_guid) for each in bindings)
        included["service_instances"] = _presented(call, instances)
    return included


def _places(call: Call, space_guids: Iterable[str], include: Sequence[str]) -> dict[str, Any]:
    spaces = _found(call.state[Space].get(guid) for guid in space_guids)
    included: dict[str, Any] = {}
    if {"space", "space.organization"} & set(include):
        readable = readable_spaces(call)
        shown = [space for space in spaces if readable is None or space.guid in readable]
        included["spaces"] = [call.present(space) for space in shown]
    if {"org", "space.organization"} & set(include):
        included["organizations"] = _organizations(call, spaces)
    return included


def included_for_spaces(call: Call, spaces: Sequence[Space]) -> dict[str, Any]:
    """The organizations of those spaces."""
    return {"organizations": _organizations(call, spaces)}


def included_for_roles(call: Call, roles: Sequence[Role], include: Sequence[str]) -> dict[str, Any]:
    """Whom and what the roles are about: users, then organizations of their own roles, then spaces."""
    included: dict[str, Any] = {}
    if "user" in include:
        included["users"] = _presented(call, (call.state[User].get(role.user_guid) for role in roles))
    if "organization" in include:
        owners = (call.state[Organization].get(role.organization_guid) for role in roles)
        included["organizations"] = _presented(call, owners)
    if "space" in include:
        included["spaces"] = _presented(call, (call.state[Space].get(role.space_guid) for role in roles))
    return included


def _organizations(call: Call, spaces: Iterable[Space]) -> list[dict[str, Any]]:
    return _presented(call, (call.state[Organization].get(space.organization_guid) for space in spaces))


def _presented(call: Call, records: Iterable[Record | None]) -> list[dict[str, Any]]:
    return [call.present(record) for record in _found(records)]


def _found(records: Iterable[Any]) -> list[Any]:
    """Each record once, in order of creation and then guid."""
    unique: dict[str, Record] = {record.guid: record for record in records if record is not None}
    return sorted(unique.values(), key=lambda record: (record.created_at, record.guid))
