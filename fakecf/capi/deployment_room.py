"""Whether there is room for what a deployment starts, and in which quota there is not (CC's DeploymentCreate)."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from fakecf.capi.call import Call
from fakecf.capi.deployment_message import asked_columns
from fakecf.capi.problems import refuse_problems
from fakecf.capi.process_policies import memory_of_sidecars, process_problems
from fakecf.capi.web_processes import newest_web_process
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change, State
from fakecf.state.app_records import Process
from fakecf.state.records import App, Organization, Space

_CHECKED = ("instances", "memory", "log_rate_limit")
_ADVICE = "quota may not be large enough to support rolling deployments or your configured max-in-flight."


def require_room_for_all(call: Call, change: Change, app: App) -> None:
    """Refuse more than there is room for once all instances are as they are asked for (`validate_quota!`)."""
    columns = asked_columns(call.body)
    if not any(column in columns for column in _CHECKED):
        return
    newest = newest_web_process(change, app)
    if newest is None:
        raise UnknownError
    require_room(call, change, msgspec.structs.replace(newest, state="STARTED", **columns))


def require_room(call: Call, state: State, process: Process) -> None:
    """Refuse *process* where there is something against it; *state* holds it as it was, if it was there."""
    refuse_problems((*process_problems(call, state, process), *_sidecar_problems(state, process)))


def _sidecar_problems(state: State, process: Process) -> Iterator[tuple[str, str]]:
    """Looked at where the memory is another one than it was."""
    before = state[Process].get(process.guid)
    changes = before is None or before.memory != process.memory
    if changes and memory_of_sidecars(state, process) >= process.memory:
        yield "memory", "process_memory_insufficient_for_sidecars"


@contextmanager
def explaining_quotas(state: State, app: App) -> Iterator[None]:
    """Say of a quota that is exceeded whose it is."""
    try:
        yield
    except CfError as error:
        explanation = _explanation(state, app, error.detail)
        if not explanation:
            raise
        raise CfError("UnprocessableEntity", f"{error.detail}{explanation}") from None


def _explanation(state: State, app: App, detail: str) -> str:
    space, organization = state[Space].get(app.space_guid), state.owner(app, Organization)
    for prefix, owner in (("space_", space), ("", organization)):
        exceeded = (f"{prefix}quota_exceeded", f"{prefix}app_instance_limit_exceeded")
        if owner is not None and any(what in detail for what in exceeded):
            kind = type(owner).__name__.lower()
            return f" for {kind} {owner.name}. This {kind}'s {_ADVICE}"
    return ""
