"""Service plans: `app/controllers/v3/service_plans_controller.rb`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.including import included_for_service_plans
from fakecf.capi.list_query import Accepts, ListQuery, shown_fields
from fakecf.capi.listing import list_answer
from fakecf.capi.marketplace import availability, broker_of, plans_in, require_marketplace, visible_plans
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.rails import Params
from fakecf.capi.reading import having
from fakecf.capi.resource import ANONYMOUS, Resource
from fakecf.capi.service_fields import BROKER, asked_fields, broker_fields, rule_of
from fakecf.state.records import Organization, Space
from fakecf.state.service_records import (
    ServiceBroker,
    ServiceInstance,
    ServiceOffering,
    ServicePlan,
    read_json,
)
from fakecf.web import Answer

resource = Resource("service_plans", ServicePlan)

INCLUDES = ("space.organization", "service_offering")
_BROKER = "service_offering.service_broker"
_FIELDS = rule_of({_BROKER: BROKER})
_ARRAYS = (
    "broker_catalog_ids",
    "names",
    "organization_guids",
    "service_broker_guids",
    "service_broker_names",
    "service_instance_guids",
    "service_offering_guids",
    "service_offering_names",
    "space_guids",
)


def _rule(params: Params) -> Iterator[str]:
    yield from availability(params)
    yield from _FIELDS(params)


LIST = Accepts(
    keys=("available", "fields", *_ARRAYS, "include"),
    arrays=_ARRAYS,
    order_by=("name",),
    includes=INCLUDES,
    rule=_rule,
)


@resource.get("/v3/service_plans", ANONYMOUS, query=LIST)
def list_(call: Call) -> Answer:
    require_marketplace(call)
    query = LIST.parse(call.query)
    rows = plans_in(call, query, _asked(call, query, visible_plans(call)))
    if not query.asks("include") and not query.asks("fields"):
        return list_answer(call, query, rows, "/v3/service_plans")
    include = query.values("include") if query.asks("include") else []
    return list_answer(
        call, query, rows, "/v3/service_plans", lambda shown: _included(call, shown, include, query.filters)
    )


@resource.get("/v3/service_plans/<guid>", ANONYMOUS)
def show(call: Call, guid: str) -> Answer:
    require_marketplace(call)
    include = shown_fields(call.query, _FIELDS, INCLUDES)
    plan = _visible(call, guid)
    document = present(call, plan)
    if call.query:
        document["included"] = _included(call, [plan], include, call.query)
    return call.json(200, document)


@resource.get("/v3/service_plans/<guid>/visibility")
def visibility(call: Call, guid: str) -> Answer:
    """The organizations that are told are those that the caller may read."""
    plan = _visible(call, guid)
    kind = _visibility_type(call, plan)
    document: dict[str, Any] = {"type": kind}
    if kind == "organization":
        found = [call.state[Organization].get(each) for each in plan.organization_guids]
        shown = [each for each in found if each is not None and call.permissions.can_read_from_org(each)]
        document["organizations"] = [{"guid": each.guid, "name": each.name} for each in shown]
    elif kind == "space":
        broker = broker_of(call.state, plan)
        space = call.state[Space].get(broker.space_guid) if broker is not None else None
        document["space"] = {"guid": space.guid, "name": space.name} if space is not None else None
    return call.json(200, document)


def _visible(call: Call, guid: str) -> ServicePlan:
    plan = next((each for each in visible_plans(call) if each.guid == guid), None)
    if plan is None:
        raise not_found("Service plan")
    return plan


def _included(call: Call, plans: list[ServicePlan], include: list[str], params: Mapping[str, Any]) -> dict[str, Any]:
    offerings = (call.state[ServiceOffering].get(plan.service_offering_guid) for plan in plans)
    brokers = broker_fields(call, offerings, asked_fields(params), _BROKER)
    return included_for_service_plans(call, plans, include) | brokers


def _asked(call: Call, query: ListQuery, rows: Iterable[ServicePlan]) -> Iterator[ServicePlan]:
    kept = having(
        query, rows, broker_catalog_ids="unique_id", names="name", service_offering_guids="service_offering_guid"
    )
    if query.asks("available"):
        kept = (row for row in kept if row.active is (query.filters["available"] == "true"))
    if query.asks("service_instance_guids"):
        found = (call.state[ServiceInstance].get(guid) for guid in query.values("service_instance_guids"))
        plans = {instance.service_plan_guid for instance in found if instance is not None}
        kept = (row for row in kept if row.guid in plans)
    if query.asks("service_offering_names"):
        names = frozenset(query.values("service_offering_names"))
        named = {offering.guid for offering in call.state[ServiceOffering] if offering.label in names}
        kept = (row for row in kept if row.service_offering_guid in named)
    return _of_brokers(call, query, kept)


def _of_brokers(call: Call, query: ListQuery, rows: Iterator[ServicePlan]) -> Iterator[ServicePlan]:
    """Those *rows* whose brokers `service_broker_guids` and `service_broker_names` leave."""
    if not query.asks("service_broker_guids") and not query.asks("service_broker_names"):
        return rows
    left = having(query, call.state[ServiceBroker], service_broker_guids="guid", service_broker_names="name")
    guids = {broker.guid for broker in left}
    offerings = {each.guid for each in call.state[ServiceOffering] if each.service_broker_guid in guids}
    return (row for row in rows if row.service_offering_guid in offerings)


def _visibility_type(call: Call, plan: ServicePlan) -> str:
    broker = broker_of(call.state, plan)
    if plan.public:
        return "public"
    if broker is not None and broker.space_guid is not None:
        return "space"
    return "organization" if plan.organization_guids else "admin"


@resource.presents
def present(call: Call, plan: ServicePlan, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """What it costs, whether it can be bound and updated are the catalog's, else the offering's to say."""
    own = f"/v3/service_plans/{plan.guid}"
    relationships = {"service_offering": to_one(plan.service_offering_guid)}
    links = {
        "self": call.link(own),
        "service_offering": call.link(f"/v3/service_offerings/{plan.service_offering_guid}"),
        "visibility": call.link(f"{own}/visibility"),
    }
    broker = broker_of(call.state, plan)
    if broker is not None and broker.space_guid is not None:
        relationships["space"] = to_one(broker.space_guid)
        links["space"] = call.link(f"/v3/spaces/{broker.space_guid}")
    catalog = read_json(plan.extra)
    return {
        **base(plan),
        "name": plan.name,
        "visibility_type": _visibility_type(call, plan),
        "available": plan.active,
        "free": plan.free,
        "costs": _costs(catalog),
        "description": plan.description,
        "maintenance_info": plan.maintenance_info or {},
        "broker_catalog": _broker_catalog(call, plan, catalog),
        "schemas": _schemas(plan),
        "relationships": relationships,
        "metadata": metadata(plan),
        "links": links,
    }


def _costs(catalog: dict[str, Any]) -> list[dict[str, Any]]:
    """One for each amount in each currency."""
    return [
        {"amount": float(amount), "currency": currency.upper(), "unit": cost.get("unit")}
        for cost in catalog.get("costs") or ()
        for currency, amount in (cost.get("amount") or {}).items()
    ]


def _broker_catalog(call: Call, plan: ServicePlan, catalog: dict[str, Any]) -> dict[str, Any]:
    offering = call.state[ServiceOffering].get(plan.service_offering_guid)
    features = {
        name: getattr(offering, name, False) if own is None else own
        for name, own in (("bindable", plan.bindable), ("plan_updateable", plan.plan_updateable))
    }
    return {
        "id": plan.unique_id,
        "metadata": catalog,
        "maximum_polling_duration": plan.maximum_polling_duration,
        "features": features,
    }


def _schemas(plan: ServicePlan) -> dict[str, Any]:
    def parameters(text: str | None) -> dict[str, Any]:
        return {"parameters": read_json(text)}

    return {
        "service_instance": {
            "create": parameters(plan.create_instance_schema),
            "update": parameters(plan.update_instance_schema),
        },
        "service_binding": {"create": parameters(plan.create_binding_schema)},
    }
