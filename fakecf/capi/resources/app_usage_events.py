"""App usage events: `app/controllers/v3/app_usage_events_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.listing import list_answer
from fakecf.capi.presenting import base, when
from fakecf.capi.resource import Resource
from fakecf.capi.usage_events import accepted, asked_events, readable_event
from fakecf.state import State
from fakecf.state.app_records import Process
from fakecf.state.records import App, Droplet, Space
from fakecf.state.usage_records import AppUsageEvent
from fakecf.web import Answer

resource = Resource("app_usage_events", AppUsageEvent)

LIST = accepted()


@resource.get("/v3/app_usage_events", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = asked_events(call, query, AppUsageEvent, "app usage event")
    return list_answer(call, query, rows, "/v3/app_usage_events")


@resource.get("/v3/app_usage_events/<guid>")
def show(call: Call, guid: str) -> Answer:
    return call.json(200, present(call, readable_event(call, AppUsageEvent, guid, "App usage event")))


@resource.post("/v3/app_usage_events/actions/destructively_purge_all_and_reseed", status=200, gives=None)
def purge(call: Call) -> Answer:
    """Begin anew, with the start of whatever runs."""
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        events = list(_starts(call, change))
        change.clear(AppUsageEvent)
        change.put(*events)
    return call.json(200, {})


def _starts(call: Call, state: State) -> Iterator[AppUsageEvent]:
    """An event for each process that runs, under its own guid."""
    now = call.services.clock.now()
    for process in state[Process].where("state", "STARTED"):
        app, space = state.owner(process, App), state.owner(process, Space)
        droplet = state[Droplet].get(app.droplet_guid) if app is not None else None
        yield AppUsageEvent(
            guid=process.guid,
            created_at=now,
            updated_at=now,
            state=process.state,
            previous_state=process.state,
            app_guid=process.guid,
            parent_app_guid=process.app_guid,
            parent_app_name=app.name if app is not None else None,
            space_guid=space.guid if space is not None else None,
            space_name=space.name if space is not None else None,
            org_guid=space.organization_guid if space is not None else None,
            buildpack_name=droplet.buildpack_receipt_buildpack if droplet is not None else None,
            memory_in_mb_per_instance=process.memory,
            previous_memory_in_mb_per_instance=process.memory,
            instance_count=process.instances,
            previous_instance_count=process.instances,
        )


@resource.presents
def present(call: Call, event: AppUsageEvent, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """An event never changes; a task has no process."""
    memory, before = event.memory_in_mb_per_instance, event.previous_memory_in_mb_per_instance
    return {
        **base(event),
        "updated_at": when(event.created_at),
        "state": {"current": event.state, "previous": event.previous_state},
        "app": {"guid": event.parent_app_guid, "name": event.parent_app_name},
        "process": {"guid": event.app_guid or None, "type": event.process_type},
        "space": {"guid": event.space_guid, "name": event.space_name},
        "organization": {"guid": event.org_guid},
        "buildpack": {"guid": event.buildpack_guid, "name": event.buildpack_name},
        "task": {"guid": event.task_guid, "name": event.task_name},
        "memory_in_mb_per_instance": {"current": memory, "previous": before},
        "instance_count": {"current": event.instance_count, "previous": event.previous_instance_count},
        "links": {"self": call.link(f"/v3/app_usage_events/{event.guid}")},
    }
