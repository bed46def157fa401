"""Service usage events: `app/controllers/v3/service_usage_events_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.listing import list_answer
from fakecf.capi.presenting import base, when
from fakecf.capi.reading import having
from fakecf.capi.resource import Resource
from fakecf.capi.usage_events import accepted, asked_events, readable_event
from fakecf.state.usage_records import ServiceUsageEvent
from fakecf.web import Answer

resource = Resource("service_usage_events", ServiceUsageEvent)

LIST = accepted("service_instance_types", "service_offering_guids")
COLUMNS = {"service_instance_types": "service_instance_type", "service_offering_guids": "service_guid"}


@resource.get("/v3/service_usage_events", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = asked_events(call, query, ServiceUsageEvent, "service usage event")
    return list_answer(call, query, having(query, rows, **COLUMNS), "/v3/service_usage_events")


@resource.get("/v3/service_usage_events/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, readable_event(call, ServiceUsageEvent, guid, "Service usage event")))


@resource.post("/v3/service_usage_events/actions/destructively_purge_all_and_reseed", status=200, gives=None)
def purge(call: Call) -> Answer:
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        change.clear(ServiceUsageEvent)
    return call.json(200, {})


@resource.presents
def present(call: Call, event: ServiceUsageEvent, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """An event never changes."""
    return {
        **base(event),
        "updated_at": when(event.created_at),
        "state": event.state,
        "space": {"guid": event.space_guid, "name": event.space_name},
        "organization": {"guid": event.org_guid},
        "service_instance": {
            "guid": event.service_instance_guid,
            "name": event.service_instance_name,
            "type": event.service_instance_type,
        },
        "service_plan": {"guid": event.service_plan_guid, "name": event.service_plan_name},
        "service_offering": {"guid": event.service_guid, "name": event.service_label},
        "service_broker": {"guid": event.service_broker_guid, "name": event.service_broker_name},
        "links": {"self": call.link(f"/v3/service_usage_events/{event.guid}")},
    }
