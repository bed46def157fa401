"""Who may do what, role by role: cc-droplets 13 and cc-surface 3.7."""

import pytest

from fakecf.state.records import Organization, Role, Space, User
from tests.capi.conftest import NOT_AUTHORIZED, not_found
from tests.capi.roles import GLOBAL, OUTSIDERS, READERS, ROLES

ORG_SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
SPACE_SUSPENDED = {"detail": "The space is suspended", "title": "CF-SpaceSuspended", "code": 10019}


def being_deleted(what):
    return 422, {"detail": f"The {what} is being deleted", "title": "CF-ResourceBeingDeleted", "code": 10020}


def written(cf, as_="space_developer"):
    answer = cf.ask("/v3/droplets/staged", as_, method="PATCH", json={})
    return answer.status_code, answer.json().get("errors", [None])[0]


IN_THE_SPACE = {
    "/v3/droplets/staged": "Droplet",
    "/v3/apps/my-app": "App",
    "/v3/packages/package": "Package",
    "/v3/spaces/dev": "Space",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", IN_THE_SPACE)
def test_whoever_reads_a_space_reads_what_is_in_it(cf, path, role):
    answer = cf.ask(path, role)
    assert answer.status_code == (404 if role in OUTSIDERS else 200)
    if role in OUTSIDERS:
        assert answer.json() == {"errors": [not_found(IN_THE_SPACE[path])]}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["/v3/droplets", "/v3/apps", "/v3/packages", "/v3/spaces"])
def test_lists_show_what_may_be_read_and_are_never_refused(cf, path, role):
    found = cf.guids(path, role)
    assert bool(found) == (role in READERS)
    foreign = {"foreign", "other"} & set(found)
    if path != "/v3/packages":
        assert bool(foreign) == (role in {*GLOBAL, "org_manager"})


@pytest.mark.parametrize(
    ("role", "in_org"),
    [
        ("org_manager", True),
        ("org_auditor", True),
        ("org_billing_manager", True),
        ("org_user", True),
        ("space_developer", True),
        ("no_role", False),
        *((role, True) for role in GLOBAL),
    ],
)
def test_any_role_in_an_organization_reads_it_and_members_of_its_spaces_have_one(cf, role, in_org):
    answer = cf.ask("/v3/organizations/acme", role)
    assert answer.status_code == (200 if in_org else 404)
    assert ("acme" in cf.guids("/v3/organizations", role)) is in_org


def test_a_role_in_one_space_says_nothing_of_another(cf):
    assert cf.error("/v3/droplets/foreign", "space_developer") == (404, not_found("Droplet"))


def test_a_manager_of_an_organization_reads_all_its_spaces_and_no_others(cf):
    elsewhere = Organization(guid="elsewhere", name="elsewhere", created_at=cf.foundation.clock.now())
    cf.put(elsewhere, Space(guid="far", name="far", organization_guid="elsewhere", created_at=elsewhere.created_at))
    assert cf.guids("/v3/spaces", "org_manager") == ["dev", "other", "suspended-dev"]


def test_roles_add_up(cf):
    guid = cf.foundation.token("no_role").claims["user_id"]
    now = cf.foundation.clock.now()
    cf.put(Role(guid="r1", type="space_auditor", user_guid=guid, space_guid="dev", created_at=now))
    assert written(cf, "no_role") == (403, NOT_AUTHORIZED)
    cf.put(Role(guid="r2", type="space_developer", user_guid=guid, space_guid="dev", created_at=now))
    assert written(cf, "no_role") == (200, None)


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(cf):
    guid = cf.foundation.token("space_developer").claims["user_id"]
    assert written(cf) == (200, None)
    with cf.foundation.store.change() as change:
        change.delete(*(role for role in change[Role] if role.user_guid == guid))
    assert written(cf) == (404, not_found("Droplet"))


def test_a_role_goes_with_its_user(cf):
    guid = cf.foundation.token("space_developer").claims["user_id"]
    with cf.foundation.store.change() as change:
        change.delete(change[User].get(guid))
    assert cf.guids("/v3/droplets", "space_developer") == []


@pytest.mark.parametrize("role", ["admin_read_only", "global_auditor"])
def test_reading_everything_is_not_writing_anything(cf, role):
    # cc-droplets 20: tested with the write scope too, so that the 403 comes from the role check
    token = cf.claiming(user_id="x", scope=[f"cloud_controller.{role}", "cloud_controller.write"])
    assert written(cf, token) == (403, NOT_AUTHORIZED)


# cc-droplets 4 and 13, since 3.224
@pytest.mark.parametrize(
    ("org", "space", "refusal"),
    [
        ("suspended", "active", (403, ORG_SUSPENDED)),
        ("active", "suspended", (403, SPACE_SUSPENDED)),
        ("suspended", "suspended", (403, ORG_SUSPENDED)),
        ("deleting", "active", being_deleted("organization")),
        ("active", "deleting", being_deleted("space")),
        ("suspended", "deleting", (403, ORG_SUSPENDED)),
    ],
)
def test_what_is_suspended_or_going_is_not_written_to(cf, org, space, refusal):
    cf.change(Organization, "acme", status=org)
    cf.change(Space, "dev", status=space)
    assert written(cf) == refusal
    assert written(cf, "admin") == (200, None)
    assert cf.ask("/v3/droplets/staged", "space_developer").status_code == 200


def test_who_manages_the_organization_writes_to_its_suspended_spaces(cf):
    # cc-droplets 13: unless the caller is manager of the (active) org
    guid = cf.foundation.token("space_developer").claims["user_id"]
    now = cf.foundation.clock.now()
    manager = Role(guid="r", type="organization_manager", user_guid=guid, organization_guid="acme", created_at=now)
    cf.put(manager)
    cf.change(Space, "dev", status="suspended")
    assert written(cf) == (200, None)
    cf.change(Organization, "acme", status="suspended")
    assert written(cf) == (403, ORG_SUSPENDED)


def test_who_may_not_write_is_told_that_rather_than_the_state(cf):
    cf.change(Organization, "acme", status="suspended")
    assert written(cf, "space_auditor") == (403, NOT_AUTHORIZED)
