"""Which offerings and plans a caller may see (CC's ServicePlanListFetcher and ServicePermissions)."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from fakecf.capi.call import Call
from fakecf.capi.feature_flags import is_enabled
from fakecf.capi.list_query import ListQuery
from fakecf.capi.rails import Params
from fakecf.capi.reading import spaces_of
from fakecf.state import State
from fakecf.state.records import Space
from fakecf.state.service_records import ServiceBroker, ServiceOffering, ServicePlan


def require_marketplace(call: Call) -> None:
    """The marketplace is open to everybody, unless a flag hides it from who is not logged in."""
    if call.who.guid is not None:
        call.who.require_scope(call.method)
    elif is_enabled(call, "hide_marketplace_from_unauthenticated_users"):
        call.who.require_authenticated()


def broker_of(state: State, plan: ServicePlan) -> ServiceBroker | None:
    """Who offers the plan."""
    offering = state[ServiceOffering].get(plan.service_offering_guid)
    return state[ServiceBroker].get(offering.service_broker_guid) if offering is not None else None


class Reach(NamedTuple):
    """The organizations and spaces that somebody asks from."""

    organizations: Collection[str]
    spaces: Collection[str]

    def has_plan(self, state: State, plan: ServicePlan) -> bool:
        """Public ones, those that one of the organizations may see, and those of a broker of one of the spaces."""
        broker = broker_of(state, plan)
        if plan.public or not set(self.organizations).isdisjoint(plan.organization_guids):
            return True
        return broker is not None and broker.space_guid in self.spaces


def _reach_of_caller(call: Call) -> Reach | None:
    """None for who sees everything."""
    permissions = call.permissions
    if permissions.can_read_globally:
        return None
    return Reach(permissions.readable_org_guids(), permissions.space_guids_with_a_role())


def _asked_reaches(call: Call, query: ListQuery) -> Iterator[Reach]:
    """What `space_guids` and `organization_guids` ask for."""
    if query.asks("space_guids"):
        spaces = [space for guid in query.values("space_guids") if (space := call.state[Space].get(guid)) is not None]
        yield Reach([space.organization_guid for space in spaces], [space.guid for space in spaces])
    if query.asks("organization_guids"):
        owners = query.values("organization_guids")
        yield Reach(owners, spaces_of(call, owners))


def visible_plans(call: Call) -> Iterator[ServicePlan]:
    """Those that the caller may see."""
    return _plans(call, call.state[ServicePlan], _reach_of_caller(call))


def plans_in(call: Call, query: ListQuery, plans: Iterable[ServicePlan]) -> Iterator[ServicePlan]:
    """Those *plans* that can be had in the asked spaces and organizations."""
    for reach in _asked_reaches(call, query):
        plans = _plans(call, plans, reach)
    return iter(plans)


def visible_offerings(call: Call) -> Iterator[ServiceOffering]:
    """Those that the caller may see."""
    return _offerings(call, call.state[ServiceOffering], _reach_of_caller(call))


def offerings_in(call: Call, query: ListQuery, offerings: Iterable[ServiceOffering]) -> Iterator[ServiceOffering]:
    """Those *offerings* that can be had in the asked spaces and organizations."""
    for reach in _asked_reaches(call, query):
        offerings = _offerings(call, offerings, reach)
    return iter(offerings)


def _plans(call: Call, plans: Iterable[ServicePlan], reach: Reach | None) -> Iterator[ServicePlan]:
    return (plan for plan in plans if reach is None or reach.has_plan(call.state, plan))


def _offerings(call: Call, offerings: Iterable[ServiceOffering], reach: Reach | None) -> Iterator[ServiceOffering]:
    """Those with such a plan, and all that a broker of one of the spaces offers."""
    if reach is None:
        return iter(offerings)
    guids = {plan.service_offering_guid for plan in _plans(call, call.state[ServicePlan], reach)}
    brokers = {broker.guid for broker in call.state[ServiceBroker] if broker.space_guid in reach.spaces}
    return (each for each in offerings if each.guid in guids or each.service_broker_guid in brokers)


def availability(params: Params) -> Iterator[str]:
    """What is wrong with `available`."""
    if params.get("available") not in (None, "true", "false"):
        yield "Available only accepts values 'true' or 'false'"
