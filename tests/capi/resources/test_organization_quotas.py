"""Organization quotas: what the recordings of organization_quotas_spec.rb and live_read show."""

import pytest

from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import Organization
from tests.capi.conftest import bad_query, not_found
from tests.capi.roles import GLOBAL, ROLES

PATH = "/v3/organization_quotas"


@pytest.fixture
def quota(cf):
    cf.make(OrganizationQuota, "small", name="small", memory_limit=512, total_service_keys=3, app_task_limit=0)
    for guid in ("acme", "suspended"):
        cf.change(Organization, guid, quota_guid="small")
    cf.make(Organization, "elsewhere", name="elsewhere", quota_guid="small")


def test_a_quota_is_shown_whole_in_ccs_order(cf, quota):
    made = f"{cf.state[OrganizationQuota].get('small').created_at:%Y-%m-%dT%H:%M:%SZ}"
    assert list(cf.ask(f"{PATH}/small").json().items()) == list(
        {
            "guid": "small",
            "created_at": made,
            "updated_at": made,
            "name": "small",
            "apps": {
                "total_memory_in_mb": 512,
                "per_process_memory_in_mb": None,
                "total_instances": None,
                "per_app_tasks": 0,
                "log_rate_limit_in_bytes_per_second": None,
            },
            "services": {
                "paid_services_allowed": True,
                "total_service_instances": 100,
                "total_service_keys": 3,
            },
            "routes": {"total_routes": 1000, "total_reserved_ports": 0},
            "domains": {"total_domains": None},
            "relationships": {
                "organizations": {"data": [{"guid": "acme"}, {"guid": "suspended"}, {"guid": "elsewhere"}]}
            },
            "links": {"self": {"href": f"{cf.url}{PATH}/small"}},
        }.items()
    )


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_quotas_with_the_organizations_they_may_read(cf, quota, role):
    governed = [] if role == "no_role" else ["acme", "suspended"]
    shown = cf.ask(f"{PATH}/small", role).json()
    expected = [*governed, "elsewhere"] if role in GLOBAL else governed
    assert [each["guid"] for each in shown["relationships"]["organizations"]["data"]] == expected
    assert "small" in cf.guids(PATH, role)
    assert cf.error(f"{PATH}/nope", role) == (404, not_found("Organization quota"))


@pytest.mark.parametrize("asked", ["names=SMALL,nope", "organization_guids=acme,nope", "guids=small"])
def test_quotas_are_found_by_their_filters(cf, quota, asked):
    assert cf.guids(f"{PATH}?{asked}") == ["small"]
    assert cf.guids(f"{PATH}?organization_guids=nope") == []


def test_quotas_have_no_labels_to_select_by(cf):
    keys = ("page", "per_page", "order_by", "created_ats", "updated_ats", "guids", "names", "organization_guids")
    quoted = ", ".join(f"'{key}'" for key in keys)
    detail = f"Unknown query parameter(s): 'label_selector'. Valid parameters are: {quoted}"
    assert cf.error(f"{PATH}?label_selector=a") == bad_query(detail)
