"""Changing a process as CC's ProcessModel lets it be changed."""

from typing import Any

import msgspec

from fakecf.capi.call import Call
from fakecf.capi.problems import refuse_problems
from fakecf.capi.process_policies import memory_of_sidecars, process_problems
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.app_records import Process

_NO_ROOM = "The requested memory allocation is not large enough to run all of your sidecar processes"


def save_process(call: Call, change: Change, process: Process, **columns: Any) -> Process:
    """*process* with those *columns*, unless quotas or what belongs together speak against it."""
    now, current = call.services.clock.now(), change[Process].get(process.guid) or process
    if columns.get("state") == "STARTED":
        columns = {"version": call.services.guids.new(), "started_at": now, **columns}
    saved = msgspec.structs.replace(current, updated_at=now, **columns)
    if saved.memory != current.memory and memory_of_sidecars(change, saved) >= saved.memory:
        raise CfError("UnprocessableEntity", _NO_ROOM)
    refuse_problems(process_problems(call, change, saved))
    change.put(saved)
    return saved
