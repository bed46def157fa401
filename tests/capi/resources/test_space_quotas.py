"""Space quotas: what the recordings of space_quotas_spec.rb and live_read show."""

import pytest

from fakecf.state.platform_records import SpaceQuota
from fakecf.state.records import Space
from tests.capi.conftest import not_found, unprocessable
from tests.capi.roles import GLOBAL, READERS, ROLES

PATH = "/v3/space_quotas"


@pytest.fixture
def quotas(cf):
    cf.make(SpaceQuota, "applied", name="applied", organization_guid="acme", total_routes=5)
    cf.make(SpaceQuota, "idle", name="idle", organization_guid="acme")
    cf.make(SpaceQuota, "foreign", name="foreign", organization_guid="elsewhere")
    cf.change(Space, "dev", quota_guid="applied")
    cf.change(Space, "other", quota_guid="applied")


def test_a_quota_is_shown_whole_in_ccs_order(cf, quotas):
    made = f"{cf.state[SpaceQuota].get('applied').created_at:%Y-%m-%dT%H:%M:%SZ}"
    assert list(cf.ask(f"{PATH}/applied").json().items()) == list(
        {
            "guid": "applied",
            "created_at": made,
            "updated_at": made,
            "name": "applied",
            "apps": {
                "total_memory_in_mb": 10240,
                "per_process_memory_in_mb": None,
                "total_instances": None,
                "per_app_tasks": None,
                "log_rate_limit_in_bytes_per_second": None,
            },
            "services": {"paid_services_allowed": True, "total_service_instances": 100, "total_service_keys": None},
            "routes": {"total_routes": 5, "total_reserved_ports": 0},
            "relationships": {
                "organization": {"data": {"guid": "acme"}},
                "spaces": {"data": [{"guid": "dev"}, {"guid": "other"}]},
            },
            "links": {
                "self": {"href": f"{cf.url}{PATH}/applied"},
                "organization": {"href": f"{cf.url}/v3/organizations/acme"},
            },
        }.items()
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_quota_is_seen_by_managers_and_in_the_spaces_it_applies_to(cf, quotas, role):
    if role in GLOBAL:
        seen = ["applied", "idle", "foreign"]
    elif role == "org_manager":
        seen = ["applied", "idle"]
    else:
        seen = ["applied"] if role in READERS else []
    assert cf.guids(PATH, role) == seen
    for guid in ("applied", "idle", "foreign"):
        answer = cf.ask(f"{PATH}/{guid}", role)
        assert answer.status_code == (200 if guid in seen else 404)
    assert cf.error(f"{PATH}/nope", role) == (404, not_found("Space quota"))


def test_a_quota_tells_only_of_readable_spaces(cf, quotas):
    shown = cf.ask(f"{PATH}/applied", "space_developer").json()
    assert shown["relationships"]["spaces"]["data"] == [{"guid": "dev"}]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("names=IDLE", ["idle"]), ("organization_guids=elsewhere", ["foreign"]), ("space_guids=other,nope", ["applied"])],
)
def test_quotas_are_found_by_their_filters(cf, quotas, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_a_bad_query_is_unprocessable(cf):
    assert cf.error(f"{PATH}?page=0") == unprocessable("Page must be a positive integer")
