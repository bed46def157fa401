"""What staging may use: cc-surface 4.9, BuildCreate and the quotas; live_write."""

import pytest

from fakecf.state.app_records import Process
from fakecf.state.platform_records import OrganizationQuota, SpaceQuota
from fakecf.state.records import Organization, Space
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable
from tests.capi.test_app_writing import refused
from tests.capi.test_build_writing import NOON, created


def limits(answer):
    shown = answer.json()
    names = ("staging_memory_in_mb", "staging_disk_in_mb", "staging_log_rate_limit_bytes_per_second")
    return tuple(shown[name] for name in names)


def test_staging_gets_what_is_asked_for_else_what_the_app_has_and_never_less_than_the_least(cf):
    assert limits(created(cf)) == (1024, 4096, -1)
    assert limits(created(cf, staging_memory_in_mb=1, staging_disk_in_mb="2")) == (1024, 4096, -1)
    cf.change(Process, "my-app", memory=3000, disk_quota=1, log_rate_limit=7)
    assert limits(created(cf)) == (3000, 4096, 7)
    assert limits(created(cf, staging_memory_in_mb=1500)) == (1500, 4096, 7)


@pytest.mark.parametrize(
    ("quota", "asked", "detail"),
    [
        (
            {"memory_limit": 2000},
            {"staging_memory_in_mb": 2001},
            "memory limit exceeded: staging requires 2001M memory",
        ),
        ({"memory_limit": 2000}, {"staging_memory_in_mb": 2000}, None),
        # the least is given without a look at the quotas
        ({"memory_limit": 1}, {"staging_memory_in_mb": 1023}, None),
        (
            {"log_rate_limit": 10},
            {"staging_log_rate_limit_bytes_per_second": 11},
            "log rate limit exceeded: staging requires 11 bytes per second",
        ),
        ({"log_rate_limit": 10}, {}, None),
    ],
)
@pytest.mark.parametrize("whose", ["space", "organization"])
def test_staging_keeps_to_the_quotas(cf, whose, quota, asked, detail):
    if whose == "space":
        cf.put(SpaceQuota(guid="small", created_at=NOON, name="small", organization_guid="acme", **quota))
        cf.change(Space, "dev", quota_guid="small")
    else:
        cf.put(OrganizationQuota(guid="small", created_at=NOON, name="small", **quota))
        cf.change(Organization, "acme", quota_guid="small")
    answer = created(cf, **asked)
    if detail is None:
        assert answer.status_code == 201
    else:
        assert refused(answer) == unprocessable(f"{whose}'s {detail}")


def test_more_memory_than_a_column_holds_ends_in_an_unknown_error(cf):
    with cf.foundation.store.change() as change:
        change.clear(OrganizationQuota)
    assert refused(created(cf, staging_memory_in_mb=2**31)) == (500, UNKNOWN_ERROR)
