"""Service offerings: `app/controllers/v3/service_offerings_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery, shown_fields
from fakecf.capi.listing import list_answer
from fakecf.capi.marketplace import availability, offerings_in, require_marketplace, visible_offerings
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.rails import Params
from fakecf.capi.reading import having
from fakecf.capi.resource import ANONYMOUS, Resource
from fakecf.capi.service_fields import BROKER, asked_fields, broker_fields, rule_of
from fakecf.state.service_records import ServiceBroker, ServiceOffering
from fakecf.web import Answer

resource = Resource("service_offerings", ServiceOffering)

_FIELDS = rule_of({"service_broker": BROKER})
_ARRAYS = (
    "broker_catalog_ids",
    "service_broker_guids",
    "service_broker_names",
    "names",
    "space_guids",
    "organization_guids",
)


def _rule(params: Params) -> Iterator[str]:
    yield from availability(params)
    yield from _FIELDS(params)


LIST = Accepts(
    keys=("available", "fields", *_ARRAYS),
    arrays=_ARRAYS,
    order_by=("name",),
    columns={"name": "label"},
    rule=_rule,
)


@resource.get("/v3/service_offerings", ANONYMOUS, query=LIST)
def list_(call: Call) -> Answer:
    require_marketplace(call)
    query = LIST.parse(call.query)
    rows = _asked(call, query, visible_offerings(call))
    if not query.asks("fields"):
        return list_answer(call, query, rows, "/v3/service_offerings")
    fields = asked_fields(query.filters)
    return list_answer(
        call, query, rows, "/v3/service_offerings", lambda shown: broker_fields(call, shown, fields, "service_broker")
    )


@resource.get("/v3/service_offerings/<guid>", ANONYMOUS)
def show(call: Call, guid: str) -> Answer:
    require_marketplace(call)
    shown_fields(call.query, _FIELDS)
    offering = next((each for each in visible_offerings(call) if each.guid == guid), None)
    if offering is None:
        raise not_found("Service offering")
    document = present(call, offering)
    if "fields" in call.query:
        document["included"] = broker_fields(call, [offering], asked_fields(call.query), "service_broker")
    return call.json(200, document)


def _asked(call: Call, query: ListQuery, rows: Iterable[ServiceOffering]) -> Iterator[ServiceOffering]:
    kept = having(
        query, rows, broker_catalog_ids="unique_id", names="label", service_broker_guids="service_broker_guid"
    )
    if query.asks("available"):
        kept = (row for row in kept if row.active is (query.filters["available"] == "true"))
    if query.asks("service_broker_names"):
        names = frozenset(query.values("service_broker_names"))
        brokers = {broker.guid for broker in call.state[ServiceBroker] if broker.name in names}
        kept = (row for row in kept if row.service_broker_guid in brokers)
    return offerings_in(call, query, kept)


@resource.presents
def present(call: Call, offering: ServiceOffering, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    catalog = offering.catalog
    return {
        **base(offering),
        "name": offering.label,
        "description": offering.description,
        "available": offering.active,
        "tags": offering.tags,
        "requires": offering.requires,
        "shareable": bool(catalog.get("shareable", False)),
        "documentation_url": catalog.get("documentationUrl") or "",
        "broker_catalog": {
            "id": offering.unique_id,
            "metadata": catalog,
            "features": {
                "plan_updateable": offering.plan_updateable,
                "bindable": offering.bindable,
                "instances_retrievable": offering.instances_retrievable,
                "bindings_retrievable": offering.bindings_retrievable,
                "allow_context_updates": offering.allow_context_updates,
            },
        },
        "relationships": {"service_broker": to_one(offering.service_broker_guid)},
        "metadata": metadata(offering),
        "links": {
            "self": call.link(f"/v3/service_offerings/{offering.guid}"),
            "service_plans": call.link(f"/v3/service_plans?service_offering_guids={offering.guid}"),
            "service_broker": call.link(f"/v3/service_brokers/{offering.service_broker_guid}"),
        },
    }
