"""What organizations and spaces may use and do use (`organization.rb`, `space.rb`)."""

from collections.abc import Iterator

from fakecf.state import State
from fakecf.state.app_records import Process, Task
from fakecf.state.platform_records import OrganizationQuota, Quota, SpaceQuota
from fakecf.state.records import App, Organization, Space

UNLIMITED = -1

Owner = Organization | Space


def quotas_over(state: State, space: Space) -> Iterator[tuple[Owner, Quota]]:
    """The quotas that hold for what is in *space*, each with who has it, the organization's first."""
    organization = state[Organization].get(space.organization_guid)
    if organization is not None and (quota := state[OrganizationQuota].get(organization.quota_guid)) is not None:
        yield organization, quota
    if (own := state[SpaceQuota].get(space.quota_guid)) is not None:
        yield space, own


def apps_of(state: State, owner: Owner) -> Iterator[App]:
    """The apps that are in it."""
    spaces = [owner] if isinstance(owner, Space) else state[Space].where("organization_guid", owner.guid)
    return (app for space in spaces for app in state[App].where("space_guid", space.guid))


def started_processes(state: State, owner: Owner) -> Iterator[Process]:
    """The processes that run, or shall."""
    processes = (each for app in apps_of(state, owner) for each in state[Process].where("app_guid", app.guid))
    return (process for process in processes if process.state == "STARTED")


def tasks_of(state: State, owner: Owner, *states: str) -> Iterator[Task]:
    """The tasks in those *states*."""
    tasks = (each for app in apps_of(state, owner) for each in state[Task].where("app_guid", app.guid))
    return (task for task in tasks if task.state in states)


def memory_used(state: State, owner: Owner) -> int:
    """MB of what is running, or is about to."""
    tasks = sum(each.memory_in_mb or 0 for each in tasks_of(state, owner, "PENDING", "RUNNING"))
    return tasks + sum(each.memory * each.instances for each in started_processes(state, owner))


def log_rate_used(state: State, owner: Owner) -> int:
    """Bytes a second of what is running, or is about to."""
    tasks = sum(each.log_rate_limit or 0 for each in tasks_of(state, owner, "PENDING", "RUNNING"))
    return tasks + sum(each.log_rate_limit * each.instances for each in started_processes(state, owner))
