"""What quotas say to one more task: CC's `Task…Policy` classes, each problem with the column it is about."""

from collections.abc import Iterator

from fakecf.capi.quotas import UNLIMITED, Owner, log_rate_used, memory_used, quotas_over, tasks_of
from fakecf.state import State
from fakecf.state.app_records import Task
from fakecf.state.platform_records import Quota
from fakecf.state.records import Organization, Space


def quota_problems(state: State, space: Space, task: Task) -> Iterator[tuple[str, str]]:
    """What is wrong with *task*, not in *state* yet, by the quotas that hold in *space*."""
    for owner, quota in quotas_over(state, space):
        whose = "organization" if isinstance(owner, Organization) else "space"
        yield from _memory_problems(state, owner, quota, task.memory_in_mb or 0, whose)
        yield from _log_rate_problems(state, owner, quota, task.log_rate_limit or 0, whose)
        # only the very limit stops the next one: where a quota was lowered since, more may come
        if quota.app_task_limit == len(list(tasks_of(state, owner, "PENDING", "RUNNING"))):
            yield "app_task_limit", "quota exceeded"


def _memory_problems(state: State, owner: Owner, quota: Quota, asked: int, whose: str) -> Iterator[tuple[str, str]]:
    if quota.memory_limit != UNLIMITED and memory_used(state, owner) + asked > quota.memory_limit:
        yield "memory_in_mb", f"exceeds {whose} memory quota"
    if quota.instance_memory_limit != UNLIMITED and asked > quota.instance_memory_limit:
        yield "memory_in_mb", f"exceeds {whose} instance memory quota"


def _log_rate_problems(state: State, owner: Owner, quota: Quota, asked: int, whose: str) -> Iterator[tuple[str, str]]:
    if quota.log_rate_limit == UNLIMITED:
        return
    if asked == UNLIMITED:
        yield "log_rate_limit", f"cannot be unlimited in {whose} '{owner.name}'."
    if log_rate_used(state, owner) + asked > quota.log_rate_limit:
        yield "log_rate_limit", f"exceeds {whose} log rate quota"
