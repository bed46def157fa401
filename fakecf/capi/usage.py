"""What is in use, counted: CC's `…UsageSummaryFetcher` and `…UsageSummaryPresenter`."""

from collections.abc import Iterable

from fakecf.capi.quotas import Owner, memory_used, started_processes, tasks_of
from fakecf.state import State
from fakecf.state.records import Organization, Space
from fakecf.state.routing_records import Domain, Route
from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance


def usage(state: State, owner: Owner | None = None) -> dict[str, int]:
    """What the spaces of *owner*, or all there are, have in use."""
    spaces = _spaces(state, owner)
    routes = [route for space in spaces for route in state[Route].where("space_guid", space.guid)]
    instances = [each for space in spaces for each in state[ServiceInstance].where("space_guid", space.guid)]
    return {
        "started_instances": sum(each.instances for space in spaces for each in started_processes(state, space)),
        "memory_in_mb": sum(memory_used(state, space) for space in spaces),
        "routes": len(routes),
        "service_instances": sum(instance.managed for instance in instances),
        "reserved_ports": sum(_has_port(state, route) for route in routes),
        "domains": sum(
            1 for domain in state[Domain] if domain.owning_organization_guid in _organizations(state, owner)
        ),
        "per_app_tasks": sum(1 for space in spaces for _ in tasks_of(state, space, "PENDING", "RUNNING")),
        "service_keys": sum(_keys_of(state, instance) for instance in instances),
    }


def _keys_of(state: State, instance: ServiceInstance) -> int:
    bindings = state[ServiceCredentialBinding].where("service_instance_guid", instance.guid)
    return sum(binding.type == "key" for binding in bindings)


def _spaces(state: State, owner: Owner | None) -> Iterable[Space]:
    if isinstance(owner, Space):
        return (owner,)
    return tuple(state[Space]) if owner is None else state[Space].where("organization_guid", owner.guid)


def _organizations(state: State, owner: Owner | None) -> frozenset[str]:
    """Whose private domains count: a space's are those of its organization."""
    if owner is None:
        return frozenset(each.guid for each in state[Organization])
    return frozenset({owner.organization_guid if isinstance(owner, Space) else owner.guid})


def _has_port(state: State, route: Route) -> bool:
    """A domain with a router group reserves the ports of its routes."""
    domain = state[Domain].get(route.domain_guid)
    return domain is not None and domain.router_group_guid is not None
