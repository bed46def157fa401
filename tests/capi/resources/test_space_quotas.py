"""Space quotas: what the recordings of space_quotas_spec.rb and live_read show."""

import pytest

from fakecf.state.app_records import Process
from fakecf.state.platform_records import SpaceQuota
from fakecf.state.records import AuditEvent, Organization, Space
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
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


ACME = {"organization": {"data": {"guid": "acme"}}}
SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}


def told(cf):
    return [(each.type, each.target_name, each.data, each.space_guid) for each in cf.state[AuditEvent]]


def test_a_manager_creates_a_quota_and_applies_it_at_once(cf):
    relationships = {**ACME, "spaces": {"data": [{"guid": "dev"}]}}
    body = {"name": "new", "apps": {"total_memory_in_mb": 5}, "relationships": relationships}
    answer = cf.ask(PATH, "org_manager", method="POST", json=body)
    quota = answer.json()
    assert (answer.status_code, quota["relationships"]) == (201, relationships)
    assert (quota["apps"]["total_memory_in_mb"], quota["routes"]["total_routes"]) == (5, None)
    assert cf.ask(f"{PATH}/{quota['guid']}").json() == quota
    assert cf.state[Space].get("dev").quota_guid == quota["guid"]
    assert told(cf) == [("audit.space_quota.create", "new", {"request": body}, "")]


@pytest.mark.parametrize("role", ROLES)
def test_quotas_are_changed_by_managers_of_their_organization(cf, quotas, role):
    if role in ("admin", "org_manager"):
        statuses = {"POST": 201, "PATCH": 200, "DELETE": 202}
    elif role in ("admin_read_only", "global_auditor"):
        role = cf.claiming(user_id=role, scope=[f"cloud_controller.{role}", "cloud_controller.write"])
        statuses = {"POST": 403, "PATCH": 403, "DELETE": 403}
    else:
        statuses = {"POST": 403, "PATCH": 403 if role in READERS else 404, "DELETE": 404}
    body = {"name": "new", "relationships": ACME}
    assert cf.ask(PATH, role, method="POST", json=body).status_code == statuses["POST"]
    for method, guid in (("PATCH", "applied"), ("DELETE", "idle")):
        answer = cf.ask(f"{PATH}/{guid}", role, method=method, json={} if method == "PATCH" else None)
        assert answer.status_code == statuses[method]


def test_nothing_changes_in_a_suspended_organization(cf, quotas):
    cf.change(Organization, "acme", status="suspended")
    body = {"name": "new", "relationships": ACME}
    assert cf.error(PATH, "org_manager", method="POST", json=body) == (403, SUSPENDED)
    for method, path in (
        ("PATCH", f"{PATH}/idle"),
        ("DELETE", f"{PATH}/idle"),
        ("POST", f"{PATH}/idle/relationships/spaces"),
        ("DELETE", f"{PATH}/applied/relationships/spaces/dev"),
    ):
        assert cf.error(path, "org_manager", method=method, json={"bogus": 1}) == (403, SUSPENDED)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Relationships 'relationships' is not an object, Name can't be blank"),
        (
            {"name": None, "relationships": ACME},
            (
                "Name must be a string, Name can't be blank, Name is too short (minimum is 1 character), "
                "Name can't be blank"
            ),
        ),
        ({"name": 5}, "Name must be a string, Relationships 'relationships' is not an object"),
        (
            {"name": "n", "relationships": {"organization": None}},
            (
                "Relationships Organization must be structured like this: "
                '"organization: {"data": {"guid": "valid-guid"}}"'
            ),
        ),
        (
            {"name": "n", "relationships": {"organization": {"data": None}}},
            "Organization with guid '' does not exist, or you do not have access to it.",
        ),
        (
            {"name": "n", "relationships": {"organization": {"data": {"guid": "nope"}}}},
            "Organization with guid 'nope' does not exist, or you do not have access to it.",
        ),
        (
            {"name": "n", "relationships": {**ACME, "spaces": {"data": [{"guid": "suspended-dev"}]}}},
            (
                'Spaces with guids ["suspended-dev"] do not exist within the organization specified, '
                "or you do not have access to them."
            ),
        ),
        ({"name": "IDLE", "relationships": ACME}, "Space Quota 'IDLE' already exists."),
        ({"name": "n", "domains": {}, "relationships": ACME}, "Unknown field(s): 'domains'"),
    ],
)
def test_what_makes_no_quota_is_told_in_ccs_words(cf, quotas, body, detail):
    """live_write, space_quotas_spec.rb."""
    assert cf.error(PATH, method="POST", json=body) == unprocessable(detail)
    assert len(cf.state[SpaceQuota]) == 3


def test_cc_looks_away_from_other_relationships(cf):
    """live_write: `extra relationships`."""
    body = {"name": "n", "relationships": {**ACME, "bogus": 1}}
    assert cf.ask(PATH, method="POST", json=body).status_code == 201


def test_a_quota_is_changed_with_an_event(cf, quotas):
    body = {"name": "renamed", "routes": {"total_routes": None}}
    changed = cf.ask(f"{PATH}/applied", "org_manager", method="PATCH", json=body).json()
    assert (changed["name"], changed["routes"]["total_routes"]) == ("renamed", None)
    assert cf.ask(f"{PATH}/applied").json() == changed
    assert told(cf) == [("audit.space_quota.update", "renamed", {"request": body}, "")]


def test_a_log_rate_limit_needs_apps_that_have_one(cf, quotas):
    for process in list(cf.state[Process]):
        cf.change(Process, process.guid, log_rate_limit=-1)
    detail = (
        "Current usage exceeds new quota values. This quota is applied to spaces 'dev' and 'other' "
        "which contain apps running with an unlimited log rate limit."
    )
    body = {"apps": {"log_rate_limit_in_bytes_per_second": 0}}
    assert cf.error(f"{PATH}/applied", method="PATCH", json=body) == unprocessable(detail)


def test_a_quota_that_applies_nowhere_is_deleted_by_a_job(cf, quotas):
    detail = "This quota is applied to one or more spaces. Remove this quota from all spaces before deleting."
    assert cf.error(f"{PATH}/applied", method="DELETE") == unprocessable(detail)
    assert cf.ask(f"{PATH}/idle", method="DELETE").status_code == 202
    assert cf.error(f"{PATH}/idle") == (404, not_found("Space quota"))


def test_a_quota_is_applied_to_spaces_and_taken_away_with_events(cf, quotas):
    own = f"{PATH}/idle/relationships/spaces"
    answer = cf.ask(own, "org_manager", method="POST", json={"data": [{"guid": "dev"}]})
    assert answer.status_code == 200
    assert answer.json() == {"data": [{"guid": "dev"}], "links": {"self": {"href": f"{cf.url}{own}"}}}
    removed = cf.ask(f"{own}/dev", "org_manager", method="DELETE")
    assert (removed.status_code, removed.content) == (204, b"")
    assert cf.state[Space].get("dev").quota_guid is None
    data = {"space_guid": "dev", "space_name": "dev"}
    assert told(cf) == [(f"audit.space_quota.{event}", "idle", data, "dev") for event in ("apply", "remove")]


@pytest.mark.parametrize("space", ["dev", "nope"])
def test_a_quota_is_not_taken_from_where_it_does_not_apply(cf, quotas, space):
    detail = f"Unable to remove quota from space with guid '{space}'. Ensure the space quota is applied to this space."
    assert cf.error(f"{PATH}/idle/relationships/spaces/{space}", method="DELETE") == unprocessable(detail)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            {"data": [{"guid": "nope"}]},
            'Spaces with guids ["nope"] do not exist, or you do not have access to them.',
        ),
        ({"data": [{"guid": "dev"}, {"guid": 6}]}, "Invalid data type: Data[1] guid should be a string."),
    ],
)
def test_what_a_quota_cannot_be_applied_to_is_told_in_ccs_words(cf, quotas, body, detail):
    assert cf.error(f"{PATH}/idle/relationships/spaces", method="POST", json=body) == unprocessable(detail)


def test_who_sees_a_quota_need_not_be_allowed_to_apply_it(cf, quotas):
    path = f"{PATH}/applied/relationships/spaces"
    assert cf.error(path, "space_manager", method="POST", json={"data": []}) == (403, NOT_AUTHORIZED)
    assert cf.error(path, "org_user", method="POST", json={"data": []}) == (404, not_found("Space quota"))
