"""What processes must keep to: their sidecars' memory, and quotas (the policies of CC's ProcessModel)."""

import pytest

from fakecf.state.app_records import Process
from fakecf.state.platform_records import OrganizationQuota, SpaceQuota
from fakecf.state.records import App, Organization, Space
from tests.capi.conftest import unprocessable
from tests.capi.resources.test_processes import refusal, scale

SEED = "resources/processes.yml"


def limited(cf, kind, **limits):
    """A quota with only these limits, of the organization or of the space that all is in."""
    made = cf.state[Process].get("shop").created_at
    common = {"guid": "quota", "created_at": made, "name": "q", "memory_limit": -1, **limits}
    if kind is OrganizationQuota:
        cf.put(OrganizationQuota(**common))
        cf.change(Organization, "acme", quota_guid="quota")
    else:
        cf.put(SpaceQuota(organization_guid="acme", **common))
        cf.change(Space, "dev", quota_guid="quota")


QUOTAS = [
    ({"memory_limit": 3000}, {"instances": 3}, "memory {0}quota_exceeded"),
    ({"instance_memory_limit": 1024}, {"memory_in_mb": 1025}, "memory {0}instance_memory_limit_exceeded"),
    ({"app_instance_limit": 2}, {"instances": 3}, "app_instance_limit {0}app_instance_limit_exceeded"),
    (
        {"log_rate_limit": 100},
        {"log_rate_limit_in_bytes_per_second": 60},
        "log_rate_limit exceeds {1} log rate quota",
    ),
    (
        {"log_rate_limit": 100},
        {"instances": 3},
        "log_rate_limit cannot be unlimited in {1} '{2}'.",
    ),
]


@pytest.mark.parametrize("kind", [OrganizationQuota, SpaceQuota])
@pytest.mark.parametrize(("limits", "body", "detail"), QUOTAS)
def test_what_runs_keeps_to_the_quotas(cf, kind, limits, body, detail):
    """The policies of CC's ProcessModel; what is stopped may be scaled as one likes."""
    words = ("", "organization", "acme") if kind is OrganizationQuota else ("space_", "space", "dev")
    limited(cf, kind, **limits)
    assert refusal(scale(cf, body)) == unprocessable(detail.format(*words))
    cf.change(Process, "shop", state="STOPPED")
    assert scale(cf, body).status_code == 202


def test_up_to_the_limits_all_is_well(cf):
    cf.change(Process, "shop", log_rate_limit=40)
    limited(cf, OrganizationQuota, memory_limit=3072, app_instance_limit=3, log_rate_limit=150)
    body = {"instances": 3, "log_rate_limit_in_bytes_per_second": 50}
    assert scale(cf, body).status_code == 202
    assert refusal(scale(cf, {"instances": 4})) == unprocessable(
        "memory quota_exceeded, app_instance_limit app_instance_limit_exceeded, "
        "log_rate_limit exceeds organization log rate quota"
    )


def test_an_app_does_not_start_beyond_its_quota(cf):
    cf.change(Process, "shop", state="STOPPED")
    cf.change(App, "shop", desired_state="STOPPED")
    limited(cf, SpaceQuota, memory_limit=2047)
    start = {"method": "POST"}
    assert cf.error("/v3/apps/shop/actions/start", **start) == unprocessable("memory space_quota_exceeded")
    cf.change(SpaceQuota, "quota", memory_limit=2048)
    assert cf.ask("/v3/apps/shop/actions/start", **start).status_code == 200
    assert cf.state[Process].get("shop").state == "STARTED"
