"""Deployments and quotas: DeploymentCreate, the recording deployments."""

import pytest

from fakecf.state.app_records import Deployment, Process
from fakecf.state.platform_records import OrganizationQuota, SpaceQuota
from fakecf.state.records import App, Organization, Space
from tests.capi.conftest import UNKNOWN_ERROR, unprocessable
from tests.capi.deployed import NOON, RELATED, deploy, processes, refused, run, sidecar

SEED = "resources/deployments.yml"
ADVICE = "quota may not be large enough to support rolling deployments or your configured max-in-flight."
ORGANIZATION = f" for organization acme. This organization's {ADVICE}"
SPACE = f" for space dev. This space's {ADVICE}"


@pytest.fixture
def cf(cf):
    """Three instances and a worker run: 1216 MB, four instances in all."""
    run(cf)
    return cf


def limit(cf, kind, **limits):
    if kind == "space":
        cf.put(SpaceQuota(guid="q", created_at=NOON, name="q", organization_guid="acme", **limits))
        cf.change(Space, "dev", quota_guid="q")
    else:
        cf.put(OrganizationQuota(guid="q", created_at=NOON, name="q", **limits))
        cf.change(Organization, "acme", quota_guid="q")


@pytest.mark.parametrize(
    ("kind", "limits", "options", "detail"),
    [
        ("organization", {"memory_limit": 1250}, {}, f"memory quota_exceeded{ORGANIZATION}"),
        ("space", {"memory_limit": 1250}, {}, f"memory space_quota_exceeded{SPACE}"),
        (
            "organization",
            {"app_instance_limit": 4},
            {},
            f"app_instance_limit app_instance_limit_exceeded{ORGANIZATION}",
        ),
        ("space", {"app_instance_limit": 4}, {}, f"app_instance_limit space_app_instance_limit_exceeded{SPACE}"),
        (
            "organization",
            {"instance_memory_limit": 1024},
            {"memory_in_mb": 2000},
            "memory instance_memory_limit_exceeded",
        ),
        ("organization", {"memory_limit": 1300}, {"web_instances": 5}, f"memory quota_exceeded{ORGANIZATION}"),
        ("organization", {"log_rate_limit": 1000}, {}, "log_rate_limit cannot be unlimited in organization 'acme'."),
        (
            "organization",
            {},
            {"disk_in_mb": 4096},
            ("disk_quota too much disk requested (requested 4096 MB - must be less than 2048 MB)"),
        ),
    ],
)
def test_what_there_is_no_room_for_is_refused_and_nothing_is_left(cf, kind, limits, options, detail):
    limit(cf, kind, **limits)
    assert refused(cf, {**RELATED, "options": options}) == unprocessable(detail)
    assert processes(cf) == [("my-app", 3)]
    assert len(cf.state[Deployment]) == 0


def test_what_runs_is_counted_with_what_is_asked_for_before_anything_is_changed(cf):
    """`validate_quota!` comes before the droplet is looked for."""
    limit(cf, "organization", memory_limit=1250)
    body = {**RELATED, "droplet": {"guid": "nope"}, "options": {"web_instances": 9}}
    assert refused(cf, body) == unprocessable(f"memory quota_exceeded{ORGANIZATION}")


def test_what_there_is_room_for_is_deployed(cf):
    limit(cf, "organization", memory_limit=1280)
    deploy(cf)
    assert len(processes(cf)) == 2


def test_an_app_that_is_stopped_must_have_room_to_start(cf):
    for guid in ("my-app", "worker"):
        cf.change(Process, guid, state="STOPPED")
    cf.change(App, "my-app", desired_state="STOPPED")
    limit(cf, "organization", memory_limit=100)
    assert refused(cf, RELATED) == unprocessable(f"memory quota_exceeded{ORGANIZATION}")
    assert cf.state[App].get("my-app").desired_state == "STOPPED"


def test_sidecars_must_fit_into_the_memory_that_is_asked_for(cf):
    cf.put(sidecar(process_types=("web",), memory=50))
    what = "memory process_memory_insufficient_for_sidecars"
    assert refused(cf, {**RELATED, "options": {"memory_in_mb": 50}}) == unprocessable(what)
    assert deploy(cf, options={"memory_in_mb": 51})["status"]["value"] == "ACTIVE"


def test_cc_fails_over_the_room_for_an_app_without_a_web_process(cf):
    cf.change(Process, "my-app", type="other")
    assert refused(cf, {**RELATED, "options": {"web_instances": 1}}) == (500, UNKNOWN_ERROR)
