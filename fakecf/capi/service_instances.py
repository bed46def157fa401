"""Which service instances a caller may read, and what offers them."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import ListQuery
from fakecf.capi.reading import having, readable_spaces
from fakecf.state import State
from fakecf.state.service_records import (
    ServiceCredentialBinding,
    ServiceInstance,
    ServiceOffering,
    ServicePlan,
    ServiceRouteBinding,
)

B = TypeVar("B", ServiceCredentialBinding, ServiceRouteBinding)

_ABOUT_INSTANCES = (
    "service_instance_names",
    "service_plan_guids",
    "service_plan_names",
    "service_offering_guids",
    "service_offering_names",
)


def is_readable(instance: ServiceInstance, spaces: frozenset[str] | None) -> bool:
    """Whether it is in one of those *spaces*, or shared with one; None stands for all."""
    return spaces is None or not spaces.isdisjoint((instance.space_guid, *instance.shared_space_guids))


def readable_instance(call: Call, guid: str) -> ServiceInstance:
    """The instance; `Service instance not found` when it is missing or the caller cannot read it."""
    instance = call.find(ServiceInstance, guid)
    if instance is None or not is_readable(instance, readable_spaces(call)):
        raise not_found("Service instance")
    return instance


def offering_of(state: State, instance: ServiceInstance | None) -> ServiceOffering | None:
    """What a managed instance is one of."""
    plan = state[ServicePlan].get(instance.service_plan_guid) if instance is not None else None
    return state[ServiceOffering].get(plan.service_offering_guid) if plan is not None else None


def of_asked_instances(call: Call, query: ListQuery, rows: Iterable[B]) -> Iterator[B]:
    """Those *rows*, bindings, whose instances the filters about instances, plans and offerings leave."""
    kept = having(query, rows, service_instance_guids="service_instance_guid")
    if not any(query.asks(key) for key in _ABOUT_INSTANCES):
        return kept
    instances = {each.guid for each in call.state[ServiceInstance] if _is_asked(call.state, query, each)}
    return (row for row in kept if row.service_instance_guid in instances)


def _is_asked(state: State, query: ListQuery, instance: ServiceInstance) -> bool:
    plan, offering = state[ServicePlan].get(instance.service_plan_guid), offering_of(state, instance)
    held = {
        "service_instance_names": instance.name,
        "service_plan_guids": plan.guid if plan is not None else None,
        "service_plan_names": plan.name if plan is not None else None,
        "service_offering_guids": offering.guid if offering is not None else None,
        "service_offering_names": offering.label if offering is not None else None,
    }
    return all(held[key] in query.values(key) for key in _ABOUT_INSTANCES if query.asks(key))
