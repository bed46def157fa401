"""What CC has against a process as it shall become: the policies of its ProcessModel, in their order."""

from collections.abc import Iterator

from fakecf.capi.call import Call
from fakecf.capi.process_users import user_problems
from fakecf.capi.quotas import UNLIMITED, Owner, log_rate_used, memory_used, quotas_over, started_processes
from fakecf.capi.reading import space_of
from fakecf.capi.validators import is_uri_path
from fakecf.state import State
from fakecf.state.app_records import Process, Sidecar
from fakecf.state.platform_records import Quota
from fakecf.state.records import Space

_LONGEST_HEALTH_CHECK_TIMEOUT = 180
_READINESS_TYPES = ("http", "port", "process")
_TYPES = ("http", "none", "port", "process")

Problems = Iterator[tuple[str, str]]
Quotas = list[tuple[Owner, Quota]]


def process_problems(call: Call, state: State, process: Process) -> Problems:
    """What is wrong with *process*, each with the column it is about; *state* holds it as it was."""
    space = space_of(call, process)
    quotas = list(quotas_over(state, space)) if space is not None and process.state == "STARTED" else []
    yield from _disk_problems(call, process)
    yield from _quota_problems(state, process, quotas)
    yield from _health_check_problems(process)
    yield from user_problems(call, process.user)


def _disk_problems(call: Call, process: Process) -> Problems:
    most = call.services.behaviour.maximum_app_disk_in_mb
    if process.disk_quota > most:
        what = f"requested {process.disk_quota} MB - must be less than {most} MB"
        yield "disk_quota", f"too much disk requested ({what})"


def _quota_problems(state: State, process: Process, quotas: Quotas) -> Problems:
    """Only what runs uses up a quota; the space's comes first where the policies of CC have it so."""
    for owner, quota in reversed(quotas):
        if _exceeds_memory(state, owner, quota, process):
            yield "memory", f"{_prefix(owner)}quota_exceeded"
    for owner, quota in quotas:
        if quota.instance_memory_limit != UNLIMITED and process.memory > quota.instance_memory_limit:
            yield "memory", f"{_prefix(owner)}instance_memory_limit_exceeded"
    for owner, quota in quotas:
        others = (each.instances for each in started_processes(state, owner) if each.guid != process.guid)
        if quota.app_instance_limit != UNLIMITED and sum(others) + process.instances > quota.app_instance_limit:
            yield "app_instance_limit", f"{_prefix(owner)}app_instance_limit_exceeded"
    for owner, quota in reversed(quotas):
        yield from _log_rate_problems(state, owner, quota, process)


def _prefix(owner: Owner) -> str:
    return "space_" if isinstance(owner, Space) else ""


def _before(state: State, process: Process) -> Process | None:
    """The process as it runs now."""
    before = state[Process].get(process.guid)
    return before if before is not None and before.state == "STARTED" else None


def _exceeds_memory(state: State, owner: Owner, quota: Quota, process: Process) -> bool:
    before = _before(state, process)
    more = process.memory * process.instances - (before.memory * before.instances if before is not None else 0)
    return quota.memory_limit != UNLIMITED and quota.memory_limit - memory_used(state, owner) < more


def _log_rate_problems(state: State, owner: Owner, quota: Quota, process: Process) -> Problems:
    """Looked at where it changes; what was unlimited so far has used nothing."""
    before = _before(state, process)
    same = before is not None and (before.instances, before.log_rate_limit) == (
        process.instances,
        process.log_rate_limit,
    )
    if same or quota.log_rate_limit == UNLIMITED:
        return
    whose, more = "space" if isinstance(owner, Space) else "organization", UNLIMITED
    if process.log_rate_limit == UNLIMITED:
        yield "log_rate_limit", f"cannot be unlimited in {whose} '{owner.name}'."
    else:
        limited = before is not None and before.log_rate_limit != UNLIMITED
        used = before.log_rate_limit * before.instances if before is not None and limited else 0
        more = process.log_rate_limit * process.instances - used
    if quota.log_rate_limit - log_rate_used(state, owner) < more:
        yield "log_rate_limit", f"exceeds {whose} log rate quota"


def _health_check_problems(process: Process) -> Problems:
    """The types that a message lets through, and what only both halves of a check tell together."""
    if process.health_check_type not in _TYPES:
        yield "health_check_type", f"must be one of {', '.join(_TYPES)}"
    if (process.health_check_timeout or 0) > _LONGEST_HEALTH_CHECK_TIMEOUT:
        yield "health_check_timeout", f"Maximum exceeded: max {_LONGEST_HEALTH_CHECK_TIMEOUT}s"
    yield from _endpoint_problems("", process.health_check_type, process.health_check_http_endpoint)
    if process.readiness_health_check_type not in _READINESS_TYPES:
        yield "readiness_health_check_type", f"must be one of {', '.join(_READINESS_TYPES)}"
    readiness = process.readiness_health_check_type, process.readiness_health_check_http_endpoint
    yield from _endpoint_problems("readiness ", *readiness)


def _endpoint_problems(kind: str, type_: str, endpoint: str | None) -> Problems:
    if type_ == "http" and not is_uri_path(endpoint):
        column = f"{kind.replace(' ', '_')}health_check_http_endpoint"
        yield column, f"HTTP {kind}health check endpoint is not a valid URI path: {endpoint or ''}"


def memory_of_sidecars(state: State, process: Process, *, besides: str | None = None) -> int:
    """MB that the sidecars of *process* take of it, *besides* the one called so."""
    sidecars = state[Sidecar].where("app_guid", process.app_guid)
    return sum(each.memory or 0 for each in sidecars if process.type in each.process_types and each.name != besides)
