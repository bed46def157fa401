"""Tasks keep to quotas: the recordings tasks and live_write_tasks."""

import msgspec
import pytest

from fakecf.state.app_records import Process, Task
from fakecf.state.platform_records import OrganizationQuota, SpaceQuota
from fakecf.state.records import Organization, Space
from tests.capi.conftest import (
    unprocessable,
)
from tests.capi.resources.test_tasks import COMMAND, NOON, TASK, refusal, run

SEED = "resources/tasks.yml"

QUOTAS = [
    ({"memory_limit": 100}, {}, "memory_in_mb exceeds {} memory quota"),
    ({"memory_limit": 1124}, {"memory_in_mb": 1025}, "memory_in_mb exceeds {} memory quota"),
    ({"instance_memory_limit": 100}, {}, "memory_in_mb exceeds {} instance memory quota"),
    ({"app_task_limit": 1}, {}, "app_task_limit quota exceeded"),
    ({"log_rate_limit": 5}, {"log_rate_limit_in_bytes_per_second": 6}, "log_rate_limit exceeds {} log rate quota"),
    ({"log_rate_limit": 5}, {}, "log_rate_limit cannot be unlimited in {} '{}'."),
]


@pytest.mark.parametrize(("limits", "asked", "told"), QUOTAS)
@pytest.mark.parametrize("whose", ["organization", "space"])
def test_quotas_hold(cf, limits, asked, told, whose):
    quota = {"guid": "quota", "created_at": NOON, "name": "quota", "memory_limit": -1, **limits}
    cf.put(msgspec.structs.replace(TASK, memory_in_mb=100, log_rate_limit=0))
    if whose == "organization":
        cf.put(OrganizationQuota(**quota))
        cf.change(Organization, "acme", quota_guid="quota")
    else:
        cf.put(SpaceQuota(organization_guid="acme", **quota))
        cf.change(Space, "dev", quota_guid="quota")
    name = "acme" if whose == "organization" else "dev"
    assert refusal(cf, {**COMMAND, **asked}) == unprocessable(told.format(whose, name))


def test_what_runs_counts_and_what_does_not_run_does_not(cf):
    cf.put(OrganizationQuota(guid="quota", created_at=NOON, name="quota", memory_limit=1000))
    cf.change(Organization, "acme", quota_guid="quota")
    process = Process(guid="p", created_at=NOON, app_guid="my-app", memory=100, instances=3)
    cf.put(msgspec.structs.replace(TASK, memory_in_mb=200, state="SUCCEEDED"), process)
    assert run(cf, {**COMMAND, "memory_in_mb": 1000}).status_code == 202
    cf.change(Process, "p", state="STARTED")
    cf.put(msgspec.structs.replace(TASK, memory_in_mb=200))
    with cf.foundation.store.change() as change:
        change.delete(*(each for each in change[Task] if each.guid != "task"))
    assert run(cf, {**COMMAND, "memory_in_mb": 501}).status_code == 422
    assert run(cf, {**COMMAND, "memory_in_mb": 500}).status_code == 202
