"""How much memory, disk and log rate staging gets: CC's three calculators in `lib/cloud_controller/backends`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.capi.call import Call
from fakecf.capi.messages import Body
from fakecf.capi.quotas import UNLIMITED, Owner, log_rate_used, memory_used, quotas_over
from fakecf.capi.validators import LARGEST_INTEGER
from fakecf.capi.web_processes import newest_web_process
from fakecf.errors import CfError, UnknownError
from fakecf.state import State
from fakecf.state.app_records import Process
from fakecf.state.platform_records import Quota
from fakecf.state.records import App, Organization, Space


class Limits(NamedTuple):
    """Under the names that a build has for them; MB, and bytes a second."""

    staging_memory_in_mb: int
    staging_disk_in_mb: int
    staging_log_rate_limit: int


def staging_limits(call: Call, state: State, body: Body, app: App, space: Space) -> Limits:
    """What was asked for, else what the app's web process has, within the operator's bounds and the quotas."""
    web = newest_web_process(state, app)
    return Limits(
        _memory(call, state, space, _wanted(body, "staging_memory_in_mb", web, "memory", 0)),
        _disk(call, _wanted(body, "staging_disk_in_mb", web, "disk_quota", 0)),
        _log_rate(
            state, space, _wanted(body, "staging_log_rate_limit_bytes_per_second", web, "log_rate_limit", UNLIMITED)
        ),
    )


def _wanted(body: Body, key: str, web: Process | None, column: str, otherwise: int) -> int:
    """The text of a number will do."""
    asked: Any = body.get(key)
    return int(asked) if asked is not None else int(getattr(web, column, otherwise))


def _memory(call: Call, state: State, space: Space, wanted: int) -> int:
    """What stays below the minimum is raised to it without a look at the quotas."""
    minimum = call.services.behaviour.minimum_staging_memory_mb
    if wanted < minimum:
        return minimum
    for owner, quota in _quotas(state, space):
        if quota.memory_limit != UNLIMITED and memory_used(state, owner) + wanted > quota.memory_limit:
            raise _exceeded(owner, "memory", f"{wanted}M memory")
    if wanted > LARGEST_INTEGER:
        raise UnknownError
    return wanted


def _disk(call: Call, wanted: int) -> int:
    behaviour = call.services.behaviour
    if wanted > max(behaviour.minimum_staging_disk_mb, behaviour.maximum_app_disk_in_mb):
        raise CfError("UnprocessableEntity", "disk limit exceeded")
    return max(wanted, behaviour.minimum_staging_disk_mb)


def _log_rate(state: State, space: Space, wanted: int) -> int:
    for owner, quota in _quotas(state, space):
        if quota.log_rate_limit != UNLIMITED and log_rate_used(state, owner) + wanted > quota.log_rate_limit:
            raise _exceeded(owner, "log rate", f"{wanted} bytes per second")
    return wanted


def _quotas(state: State, space: Space) -> Iterator[tuple[Owner, Quota]]:
    """The space's first."""
    return reversed(list(quotas_over(state, space)))


def _exceeded(owner: Owner, what: str, wanted: str) -> CfError:
    whose = "organization" if isinstance(owner, Organization) else "space"
    return CfError("UnprocessableEntity", f"{whose}'s {what} limit exceeded: staging requires {wanted}")
