"""Organizations: cc-surface 4.5."""

import pytest

from fakecf.state.platform_records import IsolationSegment, OrganizationQuota
from fakecf.state.records import App, AuditEvent, FeatureFlag, Job, Organization, Role, Space
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import OUTSIDERS, ROLES

SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
SEGMENT = "relationships/default_isolation_segment"


@pytest.mark.parametrize("status", ["active", "suspended"])
def test_an_organization_is_shown_whole_in_ccs_order(cf, status):
    cf.change(Organization, "acme", status=status, quota_guid="large")
    organization = cf.state[Organization].get("acme")
    shown = cf.ask("/v3/organizations/acme").json()
    own = f"{cf.url}/v3/organizations/acme"
    expected = {
        "guid": "acme",
        "created_at": f"{organization.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": organization.updated_at and f"{organization.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "name": "acme",
        "suspended": status == "suspended",
        "relationships": {"quota": {"data": {"guid": "large"}}},
        "metadata": {"labels": {}, "annotations": {}},
        "links": {
            "self": {"href": own},
            "domains": {"href": f"{own}/domains"},
            "default_domain": {"href": f"{own}/domains/default"},
            "quota": {"href": f"{cf.url}/v3/organization_quotas/large"},
        },
    }
    assert shown == expected
    assert list(shown) == list(expected)
    assert cf.ask("/v3/organizations?guids=acme").json()["resources"] == [shown]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["acme", "suspended"]),
        ("names=suspended,acme", ["acme", "suspended"]),
        ("names=nope", []),
        ("order_by=-name", ["suspended", "acme"]),
        ("per_page=1&page=2", ["suspended"]),
    ],
)
def test_organizations_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"/v3/organizations?{asked}") == found


@pytest.mark.parametrize(
    "path", ["/v3/organizations?isolation_segment_guid=fast", "/v3/isolation_segments/fast/organizations"]
)
def test_those_entitled_to_an_isolation_segment_are_listed_below_it(cf, path):
    # recorded: live_read; the segment is not repeated in links
    segment(cf, "acme")
    page = cf.ask(path).json()
    assert [each["guid"] for each in page["resources"]] == ["acme"]
    assert (
        page["pagination"]["first"]["href"] == f"{cf.url}/v3/isolation_segments/fast/organizations?page=1&per_page=50"
    )


@pytest.mark.parametrize(("who", "found"), [("org_user", ["acme"]), ("no_role", None), ("global_auditor", ["acme"])])
def test_an_isolation_segment_is_seen_by_the_members_of_its_organizations(cf, who, found):
    segment(cf, "acme")
    path = "/v3/isolation_segments/fast/organizations"
    if found is None:
        assert cf.error(path, who) == (404, not_found("Isolation segment"))
    else:
        assert cf.guids(path, who) == found


@pytest.mark.parametrize("asked", ["ACME", "Acme,nope"])
def test_names_are_compared_whatever_their_case(cf, asked):
    # the column is PostgreSQL's citext
    assert cf.guids(f"/v3/organizations?names={asked}") == ["acme"]


@pytest.mark.parametrize("who", ["admin", "no_role"])
def test_an_unknown_organization_is_not_found(cf, who):
    assert cf.error("/v3/organizations/nowhere", who) == (404, not_found("Organization"))


def segment(cf, *organizations, guid="fast"):
    now = cf.foundation.clock.now()
    cf.put(IsolationSegment(guid=guid, created_at=now, name=guid, organization_guids=organizations))


def events(cf):
    return [(event.type, event.target_name, event.data) for event in cf.state[AuditEvent]]


def created(cf, who="admin", **body):
    return cf.ask("/v3/organizations", who, method="POST", json=body)


def patched(cf, who="admin", guid="acme", **body):
    return cf.ask(f"/v3/organizations/{guid}", who, method="PATCH", json=body)


def refused(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


def allow_creation(cf):
    now = cf.foundation.clock.now()
    cf.put(FeatureFlag(guid="flag", created_at=now, name="user_org_creation", enabled=True))


@pytest.mark.parametrize("suspended", [True, False, None])
def test_a_new_organization_is_answered_with_and_found_again(cf, suspended):
    body = {"name": " new ", "suspended": suspended, "metadata": {"labels": {"a": "b", "c": None}}}
    answer = created(cf, **body)
    shown = answer.json()
    assert answer.status_code == 201
    assert (shown["name"], shown["suspended"]) == ("new", suspended is True)
    assert shown["metadata"] == {"labels": {"a": "b"}, "annotations": {}}
    assert shown["updated_at"] == shown["created_at"]
    assert cf.ask(f"/v3/organizations/{shown['guid']}").json() == shown
    assert events(cf) == [("audit.organization.create", "new", {"request": body})]
    assert not cf.state[Role].where("organization_guid", shown["guid"])


def test_a_new_organization_gets_the_default_quota(cf):
    (quota,) = cf.state[OrganizationQuota].where("name", "default")
    relationships = created(cf, name="new").json()["relationships"]
    assert relationships == {"quota": {"data": {"guid": quota.guid}}}
    assert cf.ask(f"/v3/organization_quotas/{quota.guid}").json()["name"] == "default"


def test_without_a_default_quota_there_is_no_new_organization(cf):
    """`Organization#add_default_quota`."""
    with cf.foundation.store.change() as change:
        change.clear(OrganizationQuota)
    detail = "Bad request: Quota Definition could not be found: default"
    error = {"detail": detail, "title": "CF-BadRequest", "code": 1004}
    assert refused(created(cf, name="new")) == (400, error)


@pytest.mark.parametrize("who", [role for role in ROLES if role != "admin"])
def test_creating_is_for_admins_unless_a_flag_is_set(cf, who):
    if who in ("admin_read_only", "global_auditor"):
        who = cf.claiming(user_id=who, scope=[f"cloud_controller.{who}", "cloud_controller.write"])
    assert refused(created(cf, who, name="new")) == (403, NOT_AUTHORIZED)
    assert refused(created(cf, who)) == (403, NOT_AUTHORIZED)
    allow_creation(cf)
    assert created(cf, who, name="new").status_code == 201
    assert refused(created(cf, who, name="newer", suspended=True)) == (403, NOT_AUTHORIZED)


def test_who_creates_an_organization_without_being_admin_manages_it(cf):
    allow_creation(cf)
    guid = created(cf, "no_role", name="new").json()["guid"]
    user = cf.foundation.token("no_role").claims["user_id"]
    roles = cf.state[Role].where("organization_guid", guid)
    assert [(role.type, role.user_guid) for role in roles] == [
        ("organization_user", user),
        ("organization_manager", user),
    ]
    request = {"request": {"name": "new"}}
    assert events(cf) == [
        ("audit.organization.create", "new", request),
        ("audit.user.organization_user_add", "no_role", request),
        ("audit.user.organization_manager_add", "no_role", request),
    ]
    assert patched(cf, "no_role", guid, name="newer").status_code == 200


# as recorded in live_write
NAMES = [
    (123, ["Name must be a string"]),
    ([1], ["Name must be a string"]),
    ({}, ["Name must be a string", "Name is too short (minimum is 1 character)"]),
    ("", ["Name is too short (minimum is 1 character)", "Name must not contain escaped characters"]),
    ("x" * 256, ["Name is too long (maximum is 255 characters)"]),
    ("a\nb", ["Name must not contain escaped characters"]),
    ("é\u2028", ["Name must not contain escaped characters"]),
]


@pytest.mark.parametrize(("name", "errors"), NAMES)
def test_a_name_is_judged_in_ccs_words(cf, name, errors):
    blank = [] if name and name != {} else ["Name can't be blank"]
    assert refused(created(cf, name=name)) == unprocessable(", ".join([*errors, *blank]))
    assert refused(patched(cf, name=name)) == unprocessable(", ".join(errors))


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Name can't be blank"),
        ({"name": " "}, "Name can't be blank"),
        ({"name": "n", "suspended": "x"}, "Suspended must be a boolean"),
        ({"bogus": 1}, "Unknown field(s): 'bogus', Name can't be blank"),
        ({"metadata": 1, "name": "n"}, "Metadata must be an object"),
        ({"name": "acme"}, "Organization 'acme' already exists."),
        ({"name": "ACME "}, "Organization 'ACME ' already exists."),
    ],
)
def test_what_is_no_organization_is_not_created(cf, body, detail):
    assert refused(created(cf, **body)) == unprocessable(detail)
    assert [each.guid for each in cf.state[Organization]] == ["acme", "suspended"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": None}, "name presence, name format"),
        ({"name": " "}, "name presence, name format"),
        ({"name": "Suspended"}, "Organization name 'Suspended' is already taken."),
        ({"suspended": 1, "bogus": 1}, "Unknown field(s): 'bogus', Suspended must be a boolean"),
    ],
)
def test_an_organization_does_not_become_what_it_may_not_be(cf, body, detail):
    assert refused(patched(cf, **body)) == unprocessable(detail)
    assert cf.state[Organization].get("acme").name == "acme"
    assert events(cf) == []


def test_an_organization_changes_and_stays_where_it_is_in_lists(cf):
    body = {"name": "Acme", "suspended": True, "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}}}
    shown = patched(cf, **body).json()
    assert (shown["name"], shown["suspended"], shown["metadata"]) == ("Acme", True, body["metadata"])
    assert cf.guids("/v3/organizations") == ["acme", "suspended"]
    assert events(cf) == [("audit.organization.update", "Acme", {"request": body})]
    assert patched(cf, suspended=None).json()["suspended"] is False


@pytest.mark.parametrize("who", ROLES)
def test_an_organization_is_its_managers_and_the_admins_to_change(cf, who):
    allowed = who in ("admin", "org_manager")
    status = 404 if who == "no_role" else 200 if allowed else 403
    assert patched(cf, who, suspended=False).status_code == status
    assert patched(cf, who, suspended=True).status_code == (200 if who == "admin" else 404 if who == "no_role" else 403)


def test_a_suspended_organization_is_the_admins_alone(cf):
    assert refused(patched(cf, "org_manager", "suspended", bogus=1)) == (403, SUSPENDED)
    assert patched(cf, "admin", "suspended", name="woken").status_code == 200


@pytest.mark.parametrize("name", ["acme", "other"])
def test_an_organization_that_is_being_deleted_is_neither_suspended_nor_woken(cf, name):
    cf.change(Organization, "acme", status="deleting")
    detail = f"Organization '{name}' is being deleted and cannot be updated."
    assert refused(patched(cf, name=name, suspended=False)) == unprocessable(detail)
    assert patched(cf, name=name).status_code == 200


def test_a_deletion_is_a_job_that_is_done(cf):
    answer = cf.ask("/v3/organizations/acme", method="DELETE")
    (job,) = cf.state[Job]
    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["Location"] == f"{cf.url}/v3/jobs/{job.guid}"
    shown = cf.ask(f"/v3/jobs/{job.guid}").json()
    assert (shown["operation"], shown["state"], shown["errors"]) == ("organization.delete", "COMPLETE", [])
    assert list(shown["links"]) == ["self"]
    assert cf.guids("/v3/organizations") == ["suspended"]
    assert cf.guids("/v3/spaces") == ["suspended-dev"]
    assert [app.guid for app in cf.state[App]] == ["suspended-app"]
    assert events(cf)[-1] == ("audit.organization.delete-request", "acme", {"request": {"recursive": True}})
    assert [name for kind, name, _ in events(cf) if kind == "audit.space.delete-request"] == ["dev", "other"]


@pytest.mark.parametrize("who", ROLES)
def test_only_admins_delete_organizations(cf, who):
    status = {"admin": 202, "no_role": 404}.get(who, 403)
    assert cf.ask("/v3/organizations/acme", who, method="DELETE").status_code == status
    assert (cf.state[Space].get("dev") is None) is (who == "admin")


def test_the_default_isolation_segment_is_set_shown_and_taken_away(cf):
    segment(cf, "acme")
    path = f"/v3/organizations/acme/{SEGMENT}"
    own = {"self": {"href": f"{cf.url}{path}"}}
    assert cf.ask(path).json() == {"data": None, "links": own}
    related = {**own, "related": {"href": f"{cf.url}/v3/isolation_segments/fast"}}
    answer = cf.ask(path, method="PATCH", json={"data": {"guid": "fast"}})
    assert answer.json() == {"data": {"guid": "fast"}, "links": related}
    assert cf.ask(path, method="PATCH", json={}).json() == {"data": None, "links": own}
    assert cf.ask(path, "org_user").json() == {"data": {"guid": "fast"}, "links": related}
    assert cf.ask(path, method="PATCH", json={"data": None}).json() == {"data": None, "links": own}
    assert cf.ask(path).json() == {"data": None, "links": own}


@pytest.mark.parametrize("guid", ["nope", "slow", ""])
def test_an_organization_has_only_isolation_segments_it_is_entitled_to(cf, guid):
    segment(cf, "suspended", guid="slow")
    answer = cf.error(f"/v3/organizations/acme/{SEGMENT}", method="PATCH", json={"data": {"guid": guid}})
    detail = f"Unable to assign isolation segment with guid '{guid}'. Ensure it has been entitled to the organization."
    assert answer == unprocessable(detail)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"bogus": 1}, "Unknown field(s): 'bogus'"),
        (
            {"data": {}},
            "Data can't be blank, Data can only accept one key, Data can only accept key 'guid'",
        ),
        ({"data": {"guid": 1}}, "Data 1 must be a string"),
        ({"data": {"guid": "a", "b": 1}}, "Data can only accept one key"),
        ({"data": {"b": 1}}, "Data can only accept key 'guid'"),
    ],
)
def test_the_body_of_a_relationship_is_judged_before_its_organization_is_looked_for(cf, body, detail):
    for guid in ("acme", "nowhere"):
        answer = cf.error(f"/v3/organizations/{guid}/{SEGMENT}", "no_role", method="PATCH", json=body)
        assert answer == unprocessable(detail)


@pytest.mark.parametrize("data", ["x", 1, [], False])
def test_cc_fails_over_data_without_keys(cf, data):
    assert cf.ask(f"/v3/organizations/acme/{SEGMENT}", method="PATCH", json={"data": data}).status_code == 500


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_default_isolation_segment_is_not_for_members_to_set(cf, who):
    answer = cf.error(f"/v3/organizations/acme/{SEGMENT}", who, method="PATCH", json={"data": None})
    assert answer == ((404, not_found("Organization")) if who == "no_role" else (403, NOT_AUTHORIZED))
