"""Organization quotas: what the recordings of organization_quotas_spec.rb and live_read show."""

import pytest

from fakecf.state.app_records import Process
from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import AuditEvent, Organization
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
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


PORTS = "Total reserved ports must be -1, 0, or a positive integer, and must be less than or equal to total routes."
LIMITS = {
    "apps": {
        "total_memory_in_mb": 5120,
        "per_process_memory_in_mb": 1024,
        "total_instances": 10,
        "per_app_tasks": 5,
        "log_rate_limit_in_bytes_per_second": 2000,
    },
    "services": {"paid_services_allowed": False, "total_service_instances": 10, "total_service_keys": 20},
    "routes": {"total_routes": 8, "total_reserved_ports": 4},
    "domains": {"total_domains": 7},
}


def told(cf):
    return [(each.type, each.target_name, each.data, each.organization_guid) for each in cf.state[AuditEvent]]


def made(cf, **body):
    return cf.ask(PATH, method="POST", json={"name": "new", **body})


def test_a_quota_is_created_with_the_limits_that_are_given(cf):
    body = {"name": "new", **LIMITS}
    answer = made(cf, **LIMITS)
    quota = answer.json()
    assert answer.status_code == 201
    assert {group: quota[group] for group in LIMITS} == LIMITS
    assert cf.ask(f"{PATH}/{quota['guid']}").json() == quota
    assert told(cf) == [("audit.organization_quota.create", "new", {"request": body}, "")]


def test_what_is_not_given_is_not_limited(cf):
    quota = made(cf, services={"paid_services_allowed": None}).json()
    found = {value for group in LIMITS for key, value in quota[group].items() if key != "paid_services_allowed"}
    assert (found, quota["services"]["paid_services_allowed"]) == ({None}, True)


def test_a_new_quota_applies_to_organizations_at_once(cf):
    relationships = {"organizations": {"data": [{"guid": "acme"}]}}
    quota = made(cf, relationships=relationships).json()
    assert quota["relationships"] == relationships
    assert cf.state[Organization].get("acme").quota_guid == quota["guid"]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_admins_change_quotas_and_that_comes_first(cf, quota, role):
    if role in GLOBAL:
        role = cf.claiming(user_id=role, scope=[f"cloud_controller.{role}", "cloud_controller.write"])
    for method, path in (
        ("POST", PATH),
        ("PATCH", f"{PATH}/nope"),
        ("DELETE", f"{PATH}/nope"),
        ("POST", f"{PATH}/nope/relationships/organizations"),
    ):
        assert cf.error(path, role, method=method, json={"bogus": 1}) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": ""}, "Name is too short (minimum is 1 character), Name can't be blank"),
        ({"name": []}, "Name must be a string, Name is too short (minimum is 1 character), Name can't be blank"),
        ({"name": None}, "Name can't be blank"),
        ({"name": "x" * 251}, "Name is too long (maximum is 250 characters)"),
        ({"bogus": 1, "apps": 1}, "Unknown field(s): 'bogus', Apps must be an object"),
        ({"apps": {"bogus": 1}}, "Apps Unknown field(s): 'bogus'"),
        ({"apps": {"total_instances": 1.5}}, "Apps Total instances must be an integer"),
        ({"apps": {"total_instances": ""}}, "Apps Total instances is not a number"),
        ({"apps": {"per_app_tasks": -1}}, "Apps Per app tasks must be greater than or equal to 0"),
        ({"apps": {"total_instances": 2**31}}, "Apps Total instances must be less than or equal to 2147483647"),
        ({"services": {"paid_services_allowed": 1}}, "Services Paid services allowed must be a boolean"),
        ({"services": {"paid_services_allowed": []}}, "non_basic_services_allowed presence"),
        (
            {"routes": {"total_routes": 1, "total_reserved_ports": 2}},
            PORTS,
        ),
        ({"relationships": 1}, "Relationships 'relationships' is not an object"),
        (
            {"relationships": {"organizations": {}}},
            (
                "Relationships Organizations must be structured like this: "
                '"organizations: {"data": [{"guid": "valid-guid"},{"guid": "valid-guid"}]}"'
            ),
        ),
        (
            {"relationships": {"organizations": {"data": [{"guid": "nope"}]}}},
            'Organizations with guids ["nope"] do not exist',
        ),
        ({"name": "SMALL"}, "Organization Quota 'SMALL' already exists."),
    ],
)
def test_what_makes_no_quota_is_told_in_ccs_words(cf, quota, body, detail):
    """live_write, organization_quotas_spec.rb."""
    count = len(cf.state[OrganizationQuota])
    assert cf.error(PATH, method="POST", json={"name": "new", **body}) == unprocessable(detail)
    assert len(cf.state[OrganizationQuota]) == count


def test_cc_fails_over_more_domains_than_its_column_holds(cf):
    assert cf.error(PATH, method="POST", json={"name": "n", "domains": {"total_domains": 2**31}}) == (
        500,
        UNKNOWN_ERROR,
    )


def test_a_quota_is_changed_where_it_is_asked_to_be(cf, quota):
    body = {"name": "renamed", "apps": {"total_memory_in_mb": None, "per_app_tasks": 9}}
    answer = cf.ask(f"{PATH}/small", method="PATCH", json=body)
    changed = answer.json()
    assert (changed["name"], changed["apps"]["total_memory_in_mb"], changed["apps"]["per_app_tasks"]) == (
        "renamed",
        None,
        9,
    )
    assert changed["services"]["total_service_keys"] == 3
    assert cf.ask(f"{PATH}/small").json() == changed
    assert told(cf) == [("audit.organization_quota.update", "renamed", {"request": body}, "")]
    unchanged = cf.ask(f"{PATH}/small", method="PATCH", json={}).json()
    assert unchanged == changed


def test_a_quota_keeps_its_name_to_itself(cf, quota):
    detail = "Organization Quota 'Default' already exists."
    assert cf.error(f"{PATH}/small", method="PATCH", json={"name": "Default"}) == unprocessable(detail)
    assert cf.ask(f"{PATH}/small", method="PATCH", json={"name": "SMALL"}).status_code == 200


@pytest.mark.parametrize(
    ("unlimited", "where"),
    [
        (["acme"], "org 'acme' which contains"),
        (["acme", "suspended"], "orgs 'acme' and 'suspended' which contain"),
    ],
)
def test_a_log_rate_limit_needs_apps_that_have_one(cf, quota, unlimited, where):
    """organization_quotas_spec.rb:469: running or not."""
    apps = {"acme": "my-app", "suspended": "suspended-app"}
    for process in list(cf.state[Process]):
        limited = process.app_guid not in {apps[name] for name in unlimited}
        cf.change(Process, process.guid, log_rate_limit=1 if limited else -1)
    detail = (
        "Current usage exceeds new quota values. "
        f"This quota is applied to {where} apps running with an unlimited log rate limit."
    )
    body = {"apps": {"log_rate_limit_in_bytes_per_second": 2000}}
    assert cf.error(f"{PATH}/small", method="PATCH", json=body) == unprocessable(detail)
    assert cf.state[OrganizationQuota].get("small").log_rate_limit == -1


def test_a_quota_that_applies_nowhere_is_deleted_by_a_job(cf, quota):
    detail = (
        "This quota is applied to one or more organizations. "
        "Apply different quotas to those organizations before deleting."
    )
    assert cf.error(f"{PATH}/small", method="DELETE") == unprocessable(detail)
    for guid in ("acme", "suspended", "elsewhere"):
        cf.change(Organization, guid, quota_guid=None)
    answer = cf.ask(f"{PATH}/small", method="DELETE")
    job = cf.ask(answer.headers["Location"].removeprefix(cf.url)).json()
    assert (answer.status_code, job["operation"], job["state"]) == (202, "organization_quota.delete", "COMPLETE")
    assert cf.error(f"{PATH}/small") == (404, not_found("Organization quota"))


def test_a_quota_is_applied_to_organizations_each_with_an_event(cf, quota):
    cf.make(OrganizationQuota, "other", name="other")
    own = f"{PATH}/other/relationships/organizations"
    answer = cf.ask(own, method="POST", json={"data": [{"guid": "acme"}, {"guid": "suspended"}]})
    assert answer.status_code == 200
    assert answer.json() == {
        "data": [{"guid": "acme"}, {"guid": "suspended"}],
        "links": {"self": {"href": f"{cf.url}{own}"}},
    }
    event = "audit.organization_quota.apply"
    assert told(cf) == [
        (event, "other", {"organization_guid": guid, "organization_name": guid}, guid) for guid in ("acme", "suspended")
    ]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"data": [{"guid": "nope"}]}, 'Organizations with guids ["nope"] do not exist'),
        ({"data": [{"guid": 8}]}, "Invalid data type: Data[0] guid should be a string."),
        ({"data": 1}, "Data must be an array"),
        (
            {"data": [{"guid": "acme"}]},
            (
                "Current usage exceeds new quota values. "
                "The org(s) being assigned this quota contain apps running with an unlimited log rate limit."
            ),
        ),
    ],
)
def test_what_a_quota_cannot_be_applied_to_is_told_in_ccs_words(cf, body, detail):
    cf.make(OrganizationQuota, "other", name="other", log_rate_limit=1)
    for process in cf.state[Process].where("app_guid", "my-app"):
        cf.change(Process, process.guid, log_rate_limit=-1)
    path = f"{PATH}/other/relationships/organizations"
    assert cf.error(path, method="POST", json=body) == unprocessable(detail)
    assert cf.error(f"{PATH}/nope/relationships/organizations", method="POST", json={"data": []}) == (
        404,
        not_found("Organization quota"),
    )
