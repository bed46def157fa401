"""Service brokers: `app/controllers/v3/service_brokers_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import having
from fakecf.capi.resource import Resource
from fakecf.state.records import Space
from fakecf.state.service_records import ServiceBroker
from fakecf.web import Answer

resource = Resource("service_brokers", ServiceBroker)

LIST = Accepts(keys=("space_guids", "names"), arrays=("space_guids", "names"), order_by=("name",))


@resource.get("/v3/service_brokers", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = (broker for broker in call.state[ServiceBroker] if _is_readable(call, broker))
    return list_answer(call, query, having(query, rows, space_guids="space_guid", names="name"), "/v3/service_brokers")


@resource.get("/v3/service_brokers/<guid>")
def show(call: Call, guid: str) -> Answer:
    broker = call.find(ServiceBroker, guid)
    if broker is None or not _is_readable(call, broker):
        raise not_found("Service broker")
    return call.json(200, present(call, broker))


def _is_readable(call: Call, broker: ServiceBroker) -> bool:
    """To who reads globally, and a space's broker to its developers and supporters."""
    space = call.state[Space].get(broker.space_guid)
    return call.permissions.can_read_globally or (space is not None and call.permissions.can_read_broker(space))


@resource.presents
def present(call: Call, broker: ServiceBroker, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    links = {
        "self": call.link(f"/v3/service_brokers/{broker.guid}"),
        "service_offerings": call.link(f"/v3/service_offerings?service_broker_guids={broker.guid}"),
    }
    relationships = {}
    if broker.space_guid is not None:
        links["space"] = call.link(f"/v3/spaces/{broker.space_guid}")
        relationships["space"] = to_one(broker.space_guid)
    return {
        **base(broker),
        "name": broker.name,
        "url": broker.broker_url,
        "relationships": relationships,
        "metadata": metadata(broker),
        "links": links,
    }
