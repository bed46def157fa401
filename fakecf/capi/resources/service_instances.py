"""Service instances: `app/controllers/v3/service_instances_controller.rb`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery, shown_fields
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, to_one, when
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, readable_spaces, space_of, spaces_of
from fakecf.capi.resource import OWN_SCOPE, Resource
from fakecf.capi.service_fields import BROKER, PLACES, asked_fields, plan_fields, rule_of, space_fields
from fakecf.capi.service_instances import is_readable, offering_of, readable_instance
from fakecf.errors import CfError
from fakecf.state.records import Space
from fakecf.state.service_records import ServiceInstance, ServicePlan
from fakecf.web import Answer

resource = Resource("service_instances", ServiceInstance)

_PLAN = ("guid", "name", "relationships.service_offering")
_OFFERING = ("name", "guid", "description", "documentation_url", "tags", "relationships.service_broker")
_FIELDS = rule_of(
    {
        **PLACES,
        "service_plan": _PLAN,
        "service_plan.service_offering": _OFFERING,
        "service_plan.service_offering.service_broker": BROKER,
    }
)
_ARRAYS = ("names", "space_guids", "organization_guids", "service_plan_guids", "service_plan_names")
_TYPES = ("managed", "user-provided")
_PERMISSIONS_SCOPE = "cloud_controller_service_permissions.read"


def _rule(params: Params) -> Iterator[str]:
    if params.get("type") not in (None, *_TYPES):
        yield "Type must be one of 'managed', 'user-provided'"
    yield from _FIELDS(params)


LIST = Accepts(keys=("type", "fields", *_ARRAYS), arrays=_ARRAYS, order_by=("name",), rule=_rule)


@resource.get("/v3/service_instances", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    spaces = readable_spaces(call)
    rows = _asked(call, query, (each for each in call.state[ServiceInstance] if is_readable(each, spaces)))
    if not query.asks("fields"):
        return list_answer(call, query, rows, "/v3/service_instances")
    return list_answer(call, query, rows, "/v3/service_instances", lambda shown: _included(call, shown, query.filters))


@resource.get("/v3/service_instances/<guid>")
def show(call: Call, guid: str) -> Answer:
    instance = readable_instance(call, guid)
    shown_fields(call.query, _FIELDS)
    document = present(call, instance)
    if "fields" in call.query:
        document["included"] = _included(call, [instance], call.query)
    return call.json(200, document)


@resource.get("/v3/service_instances/<guid>/credentials")
def credentials(call: Call, guid: str) -> Answer:
    """Those of a user-provided instance; a managed one is not found here."""
    instance = readable_instance(call, guid)
    space = space_of(call, instance)
    if instance.managed or space is None:
        raise not_found("Service instance")
    require(call.permissions.can_read_secrets_in_space(space))
    return call.json(200, instance.credentials or {})


@resource.get("/v3/service_instances/<guid>/parameters")
def parameters(call: Call, guid: str) -> Answer:
    """For who may read the space of the instance; our brokers know of no parameters."""
    instance = readable_instance(call, guid)
    space = space_of(call, instance)
    require(space is not None and call.permissions.can_read_from_space(space))
    offering, operation = offering_of(call.state, instance), instance.last_operation
    if operation is not None and operation.state == "in progress":
        raise CfError("AsyncServiceInstanceOperationInProgress", instance.name)
    if operation is not None and (operation.type, operation.state) == ("create", "failed"):
        raise not_found("Service instance")
    if offering is None or not offering.instances_retrievable:
        raise CfError("ServiceFetchInstanceParametersNotSupported")
    return call.json(200, {})


@resource.get("/v3/service_instances/<guid>/permissions", OWN_SCOPE)
def permissions(call: Call, guid: str) -> Answer:
    """For dashboards: whoever may read anything, or has a scope for just this, learns what they may do."""
    if call.who.guid is None:
        raise CfError("InvalidAuthToken")
    if _PERMISSIONS_SCOPE not in call.who.scopes:
        call.who.require_scope(call.method)
    instance = call.find(ServiceInstance, guid)
    space = space_of(call, instance) if instance is not None else None
    if space is None:
        raise not_found("Service instance")
    allowed = call.permissions
    manage = allowed.can_write_to_active_space(space) and allowed.is_space_active(space)
    return call.json(200, {"manage": manage, "read": allowed.can_read_from_space(space)})


def _included(call: Call, instances: list[ServiceInstance], params: Mapping[str, Any]) -> dict[str, Any]:
    fields = asked_fields(params)
    spaces = (call.state[Space].get(instance.space_guid) for instance in instances)
    plans = (call.state[ServicePlan].get(instance.service_plan_guid) for instance in instances)
    return space_fields(call, spaces, fields) | plan_fields(call, plans, fields)


def _asked(call: Call, query: ListQuery, rows: Iterable[ServiceInstance]) -> Iterator[ServiceInstance]:
    kept = having(query, rows, names="name", service_plan_guids="service_plan_guid")
    if query.asks("type"):
        kept = (row for row in kept if row.managed is (query.filters["type"] == "managed"))
    if query.asks("space_guids"):
        asked = frozenset(query.values("space_guids"))
        kept = (row for row in kept if is_readable(row, asked))
    if query.asks("organization_guids"):
        within = spaces_of(call, query.values("organization_guids"))
        kept = (row for row in kept if is_readable(row, within))
    if query.asks("service_plan_names"):
        names = frozenset(query.values("service_plan_names"))
        plans = {plan.guid for plan in call.state[ServicePlan] if plan.name in names}
        kept = (row for row in kept if row.service_plan_guid in plans)
    return kept


@resource.presents
def present(call: Call, instance: ServiceInstance, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/service_instances/{instance.guid}"
    links = {
        "self": call.link(own),
        "space": call.link(f"/v3/spaces/{instance.space_guid}"),
        "service_credential_bindings": call.link(_bindings("credential", instance)),
        "service_route_bindings": call.link(_bindings("route", instance)),
    }
    relationships = {"space": to_one(instance.space_guid)}
    if instance.managed:
        relationships["service_plan"] = to_one(instance.service_plan_guid)
        links["service_plan"] = call.link(f"/v3/service_plans/{instance.service_plan_guid}")
        links["parameters"] = call.link(f"{own}/parameters")
        links["shared_spaces"] = call.link(f"{own}/relationships/shared_spaces")
    else:
        links["credentials"] = call.link(f"{own}/credentials")
    return {
        **base(instance),
        "name": instance.name,
        "tags": instance.tags,
        "last_operation": _last_operation(instance),
        "type": "managed" if instance.managed else "user-provided",
        **(_managed(call, instance) if instance.managed else _provided(instance)),
        "relationships": relationships,
        "metadata": metadata(instance),
        "links": links,
    }


def _bindings(kind: str, instance: ServiceInstance) -> str:
    return f"/v3/service_{kind}_bindings?service_instance_guids={instance.guid}"


def _last_operation(instance: ServiceInstance) -> dict[str, Any]:
    operation = instance.last_operation
    if operation is None:
        return {}
    return {
        "type": operation.type,
        "state": operation.state,
        "description": operation.description,
        "updated_at": when(operation.updated_at),
        "created_at": when(operation.created_at),
    }


def _managed(call: Call, instance: ServiceInstance) -> dict[str, Any]:
    plan = call.state[ServicePlan].get(instance.service_plan_guid)
    offered = (plan.maintenance_info or {}) if plan is not None else {}
    had = instance.maintenance_info or {}
    return {
        "maintenance_info": had,
        "upgrade_available": "version" in offered and offered["version"] != had.get("version"),
        "dashboard_url": instance.dashboard_url,
    }


def _provided(instance: ServiceInstance) -> dict[str, Any]:
    return {"syslog_drain_url": instance.syslog_drain_url, "route_service_url": instance.route_service_url}
