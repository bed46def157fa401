"""Instances of processes, and their stats: the rest of `app/controllers/v3/processes_controller.rb`."""

from urllib.parse import quote_plus

import msgspec

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.instances import instances_of, shown_instances
from fakecf.capi.managing import require_managing
from fakecf.capi.process_finding import process_and_space, process_of_app
from fakecf.capi.rails import to_i
from fakecf.capi.resource import Resource
from fakecf.capi.stats import UNAVAILABLE, stats_of
from fakecf.state import Change
from fakecf.state.app_records import Process, ProcessInstance
from fakecf.state.records import App, Space
from fakecf.web import Answer

resource = Resource("process_instances")


@resource.get("/v3/processes/<guid>/process_instances")
def list_(call: Call, guid: str) -> Answer:
    process, _ = process_and_space(call, guid)
    own = f"/v3/processes/{process.guid}"
    links = {"self": call.link(f"{own}/process_instances"), "process": call.link(own)}
    return call.json(200, {"resources": shown_instances(call, process), "links": links})


@resource.get("/v3/processes/<guid>/stats")
def stats(call: Call, guid: str) -> Answer:
    return _stats(call, process_and_space(call, guid)[0])


@resource.get("/v3/apps/<app_guid>/processes/<type_>/stats")
def stats_of_app(call: Call, app_guid: str, type_: str) -> Answer:
    return _stats(call, process_of_app(call, app_guid, type_)[0])


@resource.delete("/v3/processes/<guid>/instances/<index>", status=204)
def terminate(call: Call, guid: str, index: str) -> Answer:
    return _terminated(call, *process_and_space(call, guid), to_i(index))


@resource.delete("/v3/apps/<app_guid>/processes/<type_>/instances/<index>", status=204)
def terminate_of_app(call: Call, app_guid: str, type_: str, index: str) -> Answer:
    return _terminated(call, *process_of_app(call, app_guid, type_), to_i(index))


def _stats(call: Call, process: Process) -> Answer:
    """Where Diego has answered and log-cache has not, a header says so."""
    answer = call.json(200, {"resources": stats_of(call, process)})
    if call.services.behaviour.log_cache == "unavailable" and instances_of(call, call.state, process):
        answer.headers.insert(0, ("x-cf-warnings", quote_plus(UNAVAILABLE)))
    return answer


def _terminated(call: Call, process: Process, space: Space, index: int) -> Answer:
    """Diego starts another one in its place, for which the same holds as for the one before."""
    require_managing(call, space)
    if not 0 <= index < process.instances:
        raise not_found("Instance")
    with call.services.store.change() as change:
        instance = instances_of(call, change, process).get(index)
        if instance is not None:
            _start_another(call, change, instance)
        app = change[App].get(process.app_guid)
        if app is not None:
            told = {"process_guid": process.guid, "process_type": process.type, "process_index": index}
            record_app_event(call, change, "process.terminate_instance", app, **told)
    return Answer(204)


def _start_another(call: Call, change: Change, instance: ProcessInstance) -> None:
    """Of which the same can be told, since now."""
    now = call.services.clock.now()
    change.delete(instance)
    change.put(msgspec.structs.replace(instance, guid=call.services.guids.new(), created_at=now))
