"""What Diego says of the instances of processes: its actual LRPs, as CC's InstancesStatsReporter reads them."""

from datetime import datetime
from typing import Any

import msgspec

from fakecf.capi.call import Call
from fakecf.guids import path_guid
from fakecf.state import Change, State
from fakecf.state.app_records import Process, ProcessInstance

# so many are shown at most, however many shall run: an answer must have an end
_SHOWN = 1000


def wanted(process: Process) -> range:
    """The indexes of the instances that shall run."""
    return range(min(process.instances, _SHOWN))


def instances_of(call: Call, state: State, process: Process) -> dict[int, ProcessInstance]:
    """The instances that Diego has, by index: as the records in *state* say, else RUNNING since the process started."""
    if call.services.behaviour.diego == "empty" or process.state == "STOPPED":
        return {}
    told = {each.index: each for each in state[ProcessInstance].where("process_guid", process.guid)}
    indexes = sorted({*wanted(process), *told})
    return {index: _since_the_start(process, told.get(index), index) for index in indexes}


def _since_the_start(process: Process, told: ProcessInstance | None, index: int) -> ProcessInstance:
    """One that was told of before the process was started is another one by now, in the same state."""
    started = process.started_at or process.created_at
    if told is not None and told.created_at >= started:
        return told
    guid = path_guid(f"{process.guid}/{process.version}/{index}")
    if told is not None:
        return msgspec.structs.replace(told, guid=guid, created_at=started)
    return ProcessInstance(guid=guid, created_at=started, process_guid=process.guid, index=index)


def seconds_since(moment: datetime, now: datetime) -> int:
    """How long ago that was, in whole seconds."""
    return int((now - moment).total_seconds())


def shown_instances(call: Call, process: Process) -> list[dict[str, Any]]:
    """As many as shall run, or more where there are: those that Diego does not know are DOWN."""
    found, now = instances_of(call, call.state, process), call.services.clock.now()
    indexes = range(max(len(wanted(process)), len(found)))
    return [_shown(index, found.get(index), now) for index in indexes]


def _shown(index: int, instance: ProcessInstance | None, now: datetime) -> dict[str, Any]:
    if instance is None:
        return {"index": index, "state": "DOWN", "since": None}
    return {"index": index, "state": instance.state, "since": seconds_since(instance.created_at, now)}


def match_scale(call: Call, change: Change, process: Process, before: Process) -> None:
    """Let Diego stop what is too much of *process* as it was *before*, and start what is wanted besides, since now."""
    told = change[ProcessInstance].where("process_guid", process.guid)
    change.delete(*(each for each in told if each.index >= process.instances))
    if process.state == "STOPPED":
        return
    for index in wanted(process)[before.instances :]:
        guid, now = call.services.guids.new(), call.services.clock.now()
        change.put(ProcessInstance(guid=guid, created_at=now, process_guid=process.guid, index=index))
