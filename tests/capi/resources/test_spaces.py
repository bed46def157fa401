"""Spaces: cc-surface 4.6."""

import pytest

from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import AuditEvent, Droplet, Job, Organization, Space
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import OUTSIDERS, ROLES

ORG_SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
SEGMENT = "relationships/isolation_segment"
IN_ACME = {"organization": {"data": {"guid": "acme"}}}


def expected(cf, guid, *, quota=None):
    space = cf.state[Space].get(guid)
    own = f"{cf.url}/v3/spaces/{guid}"
    moment = f"{space.created_at:%Y-%m-%dT%H:%M:%SZ}"
    shown = {
        "guid": guid,
        "created_at": moment,
        "updated_at": space.updated_at and f"{space.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "name": space.name,
        "suspended": space.status == "suspended",
        "relationships": {
            "organization": {"data": {"guid": space.organization_guid}},
            "quota": {"data": {"guid": quota} if quota else None},
        },
        "metadata": {"labels": {}, "annotations": {}},
        "links": {
            "self": {"href": own},
            "organization": {"href": f"{cf.url}/v3/organizations/{space.organization_guid}"},
            "features": {"href": f"{own}/features"},
            "apply_manifest": {"href": f"{own}/actions/apply_manifest", "method": "POST"},
        },
    }
    if quota:
        shown["links"]["quota"] = {"href": f"{cf.url}/v3/space_quotas/{quota}"}
    return shown


@pytest.mark.parametrize("quota", [None, "small"])
@pytest.mark.parametrize("status", ["active", "suspended"])
def test_a_space_is_shown_whole_in_ccs_order(cf, quota, status):
    cf.change(Space, "dev", quota_guid=quota, status=status)
    shown = cf.ask("/v3/spaces/dev").json()
    assert shown == expected(cf, "dev", quota=quota)
    assert list(shown) == list(expected(cf, "dev"))
    assert list(shown["links"]) == list(expected(cf, "dev", quota=quota)["links"])
    assert cf.ask("/v3/spaces?guids=dev").json()["resources"] == [shown]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["dev", "other", "suspended-dev"]),
        ("names=dev", ["dev", "suspended-dev"]),
        ("names=DEV", ["dev", "suspended-dev"]),
        ("names=dev&organization_guids=acme", ["dev"]),
        ("organization_guids=acme,suspended", ["dev", "other", "suspended-dev"]),
        ("organization_guids=", []),
        ("order_by=-name", ["other", "suspended-dev", "dev"]),
    ],
)
def test_spaces_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"/v3/spaces?{asked}") == found


@pytest.mark.parametrize("include", ["org", "organization", "org,organization"])
def test_organizations_come_along(cf, include):
    organization = cf.ask("/v3/organizations/acme").json()
    for path in ("/v3/spaces/dev", "/v3/spaces"):
        answer = cf.ask(f"{path}?guids=dev,other&include={include}" if path == "/v3/spaces" else f"{path}?include=org")
        assert answer.json()["included"] == {"organizations": [organization]}


def test_a_space_is_looked_for_before_its_query_is_read(cf):
    # cc-surface 3.3
    assert cf.error("/v3/spaces/nowhere?include=x") == (404, not_found("Space"))
    assert cf.ask("/v3/spaces/dev?include=x").status_code == 400


def events(cf):
    return [(event.type, event.target, event.data) for event in cf.state[AuditEvent]]


def created(cf, who="admin", **body):
    return cf.ask("/v3/spaces", who, method="POST", json=body)


def patched(cf, who="admin", guid="dev", **body):
    return cf.ask(f"/v3/spaces/{guid}", who, method="PATCH", json=body)


def refused(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


@pytest.mark.parametrize("who", ["admin", "org_manager"])
@pytest.mark.parametrize("suspended", [True, False])
def test_a_new_space_is_answered_with_and_found_again(cf, who, suspended):
    body = {"name": "new", "relationships": IN_ACME, "suspended": suspended, "metadata": {"annotations": {"a": "b"}}}
    answer = created(cf, who, **body)
    shown = answer.json()
    assert answer.status_code == 201
    assert shown == {**expected(cf, shown["guid"]), "metadata": {"labels": {}, "annotations": {"a": "b"}}}
    assert (shown["suspended"], shown["updated_at"]) == (suspended, shown["created_at"])
    assert cf.ask(f"/v3/spaces/{shown['guid']}").json() == shown
    assert events(cf) == [("audit.space.create", shown["guid"], {"request": body})]


ORGANIZATION = (
    'Relationships Organization must be structured like this: "organization: {"data": {"guid": "valid-guid"}}"'
)
BLANK = f"Relationships Organization can't be blank, {ORGANIZATION}"
TOO_LONG = "Relationships Organization guid must be between 1 and 200 characters"
MISSING = "Invalid organization. Ensure the organization exists and you have access to it."


# as recorded in live_write
@pytest.mark.parametrize(
    ("relationships", "detail"),
    [
        (None, "Relationships 'relationships' is not an object"),
        ({}, "Relationships 'relationships' must include one or more valid relationships"),
        ({"space": 1}, f"Relationships Unknown field(s): 'space', {BLANK}"),
        ({"organization": None}, BLANK),
        ({"organization": " "}, BLANK),
        ({"organization": 0}, ORGANIZATION),
        ({"organization": {"guid": "acme"}}, ORGANIZATION),
        ({"organization": {"data": {"guid": "acme", "x": 1}}}, ORGANIZATION),
        ({"organization": {"data": {"guid": 1}}}, f"Relationships Organization guid must be a string, {TOO_LONG}"),
        ({"organization": {"data": {"guid": ""}}}, TOO_LONG),
        ({"organization": {"data": {"guid": "x" * 201}}}, TOO_LONG),
        ({"organization": {"data": None}}, MISSING),
        ({"organization": {"data": {"guid": "nowhere"}}}, MISSING),
    ],
)
def test_a_space_needs_an_organization(cf, relationships, detail):
    assert refused(created(cf, name="new", relationships=relationships)) == unprocessable(detail)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": None}, "Name can't be blank"),
        ({"name": ""}, "Name can't be blank, Name must not contain escaped characters"),
        ({"name": {}}, "Name can't be blank, Name must be a string"),
        ({"name": "x" * 256}, "Name is too long (maximum is 255 characters)"),
        ({"name": "n", "suspended": 1}, "Suspended must be a boolean"),
        ({"name": "n", "metadata": 1, "x": 1}, "Metadata must be an object, Unknown field(s): 'x'"),
        ({"name": "DEV"}, "Name must be unique per organization"),
    ],
)
def test_what_is_no_space_is_not_created(cf, body, detail):
    assert refused(created(cf, relationships=IN_ACME, **body)) == unprocessable(detail)
    assert events(cf) == []


def test_two_organizations_may_have_spaces_of_one_name(cf):
    there = {"organization": {"data": {"guid": "suspended"}}}
    assert created(cf, name="other", relationships=there).status_code == 201


@pytest.mark.parametrize("who", ROLES)
def test_spaces_are_created_by_the_organizations_managers(cf, who):
    body = {"name": "new", "relationships": IN_ACME}
    answer = created(cf, who, **body)
    if who == "no_role":
        assert refused(answer) == unprocessable(MISSING)
    else:
        assert answer.status_code == (201 if who in ("admin", "org_manager") else 403)


def test_a_suspended_organization_gets_no_spaces(cf):
    there = {"organization": {"data": {"guid": "suspended"}}}
    assert refused(created(cf, "org_manager", name="new", relationships=there)) == (403, ORG_SUSPENDED)


def test_a_space_changes_and_stays_where_it_is_in_lists(cf):
    body = {"name": " Dev ", "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}}, "suspended": True}
    shown = patched(cf, **body).json()
    assert (shown["name"], shown["suspended"], shown["metadata"]) == ("Dev", True, body["metadata"])
    assert cf.guids("/v3/spaces") == ["dev", "other", "suspended-dev"]
    assert events(cf) == [("audit.space.update", "dev", {"request": body})]
    assert patched(cf, suspended=None).json()["suspended"] is False


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": None}, "name presence, name format"),
        ({"name": ""}, "Name is too short (minimum is 1 character), Name must not contain escaped characters"),
        ({"name": "Other"}, "Organization 'acme' already contains a space with name 'Other'."),
        ({"relationships": IN_ACME}, "Unknown field(s): 'relationships'"),
        ({"suspended": "no"}, "Suspended must be a boolean"),
    ],
)
def test_a_space_does_not_become_what_it_may_not_be(cf, body, detail):
    assert refused(patched(cf, **body)) == unprocessable(detail)
    assert cf.state[Space].get("dev").name == "dev"


@pytest.mark.parametrize("who", ROLES)
def test_a_space_is_its_managers_to_change_and_the_organizations_to_suspend(cf, who):
    status = 200 if who in ("admin", "org_manager", "space_manager") else 404 if who in OUTSIDERS else 403
    assert patched(cf, who, name="new").status_code == status
    assert patched(cf, who, suspended=False).status_code == (403 if who == "space_manager" else status)


def test_a_suspended_space_is_its_organizations_managers_alone(cf):
    cf.change(Space, "dev", status="suspended")
    status, error = refused(patched(cf, "space_manager", bogus=1))
    assert (status, error["title"]) == (403, "CF-SpaceSuspended")
    assert patched(cf, "org_manager", suspended=False).status_code == 200


@pytest.mark.parametrize("name", ["dev", "renamed"])
def test_a_space_that_is_being_deleted_is_neither_suspended_nor_woken(cf, name):
    cf.change(Space, "dev", status="deleting")
    detail = f"Space '{name}' is being deleted and cannot be updated."
    assert refused(patched(cf, name=name, suspended=True)) == unprocessable(detail)
    assert patched(cf, name=name).status_code == 200


def test_a_deletion_takes_all_that_is_in_the_space_along(cf):
    answer = cf.ask("/v3/spaces/other", method="DELETE")
    (job,) = cf.state[Job]
    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["Location"] == f"{cf.url}/v3/jobs/{job.guid}"
    assert (job.operation, job.state, job.resource_guid) == ("space.delete", "COMPLETE", "other")
    assert cf.error("/v3/spaces/other") == (404, not_found("Space"))
    assert cf.state[Droplet].get("foreign") is None
    assert events(cf) == [
        ("audit.app.droplet.delete", "foreign", {"droplet_guid": "foreign"}),
        ("audit.app.process.delete", "foreign", {"process_guid": "foreign", "process_type": "web"}),
        ("audit.app.delete-request", "foreign", {}),
        ("audit.space.delete-request", "other", {"request": {"recursive": True}}),
    ]


def test_packages_go_with_an_event_too(cf):
    cf.ask("/v3/spaces/dev", method="DELETE")
    gone = [data["package_guid"] for kind, _, data in events(cf) if kind == "audit.app.package.delete"]
    assert {"package", "other-package", "bare-package"} <= set(gone)


@pytest.mark.parametrize("who", ROLES)
def test_spaces_are_deleted_by_the_organizations_managers(cf, who):
    status = 202 if who in ("admin", "org_manager") else 404 if who in OUTSIDERS else 403
    assert cf.ask("/v3/spaces/dev", who, method="DELETE").status_code == status
    assert (cf.state[Space].get("dev") is None) is (status == 202)


def test_a_suspended_organization_keeps_its_spaces(cf):
    assert cf.error("/v3/spaces/suspended-dev", "org_manager", method="DELETE") == (403, ORG_SUSPENDED)
    assert cf.ask("/v3/spaces/suspended-dev", method="DELETE").status_code == 202


def entitle(cf, *organizations):
    now = cf.foundation.clock.now()
    cf.put(IsolationSegment(guid="fast", created_at=now, name="fast", organization_guids=organizations))


def test_the_isolation_segment_is_set_shown_and_taken_away(cf):
    entitle(cf, "acme")
    path = f"/v3/spaces/dev/{SEGMENT}"
    own = {"self": {"href": f"{cf.url}{path}"}}
    related = {**own, "related": {"href": f"{cf.url}/v3/isolation_segments/fast"}}
    body = {"data": {"guid": "fast"}}
    assert cf.ask(path).json() == {"data": None, "links": own}
    assert cf.ask(path, method="PATCH", json=body).json() == {**body, "links": related}
    assert cf.ask(path, "space_auditor").json() == {**body, "links": related}
    assert cf.ask(path, method="PATCH", json={}).json() == {"data": None, "links": own}
    assert cf.ask(path).json() == {"data": None, "links": own}
    assert events(cf)[0] == ("audit.space.update", "dev", {"request": body})


@pytest.mark.parametrize("entitled", [(), ("suspended",)])
def test_a_space_has_only_isolation_segments_its_organization_is_entitled_to(cf, entitled):
    entitle(cf, *entitled)
    where = "Ensure it has been entitled to the organization that this space belongs to."
    detail = f"Unable to assign isolation segment with guid 'fast'. {where}"
    answer = cf.error(f"/v3/spaces/dev/{SEGMENT}", method="PATCH", json={"data": {"guid": "fast"}})
    assert answer == unprocessable(detail)


@pytest.mark.parametrize("who", ROLES)
def test_the_isolation_segment_is_the_organizations_managers_to_set(cf, who):
    cf.ask("/v3/spaces", who)
    path = f"/v3/spaces/dev/{SEGMENT}"
    status = 200 if who in ("admin", "org_manager") else 404 if who in OUTSIDERS else 403
    assert cf.ask(path, who, method="PATCH", json={"data": None}).status_code == status
    if status == 403:
        assert cf.error(path, who, method="PATCH", json={"bogus": 1}) == (403, NOT_AUTHORIZED)


def test_a_manager_that_cc_never_saw_before_is_not_recognised_at_once(cf):
    # recorded: spaces_spec.rb:1355, "as an org_manager"
    path = f"/v3/spaces/dev/{SEGMENT}"
    cf.change(Organization, "acme", status="suspended")
    assert cf.error(path, "org_manager", method="PATCH", json={"data": None}) == (403, NOT_AUTHORIZED)
    assert cf.ask(path, "org_manager", method="PATCH", json={"data": None}).status_code == 200
