"""Users: cc-surface 4.12, and what the recordings of users_spec.rb and live_write add."""

import pytest

from fakecf.config import Behaviour
from fakecf.state.records import Organization, Role, User
from fakecf.state.uaa_records import UaaUser
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.roles import GLOBAL, ROLES


def guid_of(cf, name):
    (user,) = cf.state[UaaUser].where("username", name)
    return user.guid


def expected(cf, guid, name, origin="uaa"):
    user = cf.state[User].get(guid)
    return {
        "guid": guid,
        "created_at": f"{user.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": user.updated_at and f"{user.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "username": name,
        "presentation_name": name or guid,
        "origin": origin,
        "metadata": {"labels": user.labels, "annotations": user.annotations},
        "links": {"self": {"href": f"{cf.url}/v3/users/{guid}"}},
    }


def test_a_user_is_shown_whole_in_ccs_order_with_uaas_names(cf):
    guid = guid_of(cf, "space_developer")
    shown = cf.ask(f"/v3/users/{guid}").json()
    assert shown == expected(cf, guid, "space_developer")
    assert list(shown) == list(expected(cf, guid, "space_developer"))
    assert cf.ask(f"/v3/users?guids={guid}").json()["resources"] == [shown]


def test_whom_uaa_does_not_know_has_no_name_but_a_presentation_name(cf):
    cf.put(User(guid="a client/1", created_at=cf.foundation.clock.now(), is_oauth_client=True))
    (shown,) = cf.ask("/v3/users?guids=a%20client/1").json()["resources"]
    assert (shown["username"], shown["presentation_name"], shown["origin"]) == (None, "a client/1", None)
    # CGI.escape
    assert shown["links"]["self"]["href"] == f"{cf.url}/v3/users/a+client%2F1"


@pytest.mark.parametrize("role", ROLES)
def test_one_sees_oneself_and_whoever_has_a_role_in_an_organization_of_ones_own(cf, role):
    found = set(cf.guids("/v3/users?per_page=5000", role))
    member = guid_of(cf, "org_auditor")
    assert guid_of(cf, role) in found
    assert (member in found) is (role != "no_role")
    assert cf.ask(f"/v3/users/{member}", role).status_code == (404 if role == "no_role" else 200)


def test_a_role_in_an_organization_that_one_is_not_in_does_not_show_its_holder(cf):
    now = cf.foundation.clock.now()
    cf.put(User(guid="far", created_at=now), Organization(guid="elsewhere", name="elsewhere", created_at=now))
    cf.put(Role(guid="r", type="organization_user", user_guid="far", organization_guid="elsewhere", created_at=now))
    assert cf.error("/v3/users/far", "org_manager") == (404, not_found("User"))


@pytest.fixture
def bobs(cf):
    now = cf.foundation.clock.now()
    for guid, name, origin in (("b1", "bob", "uaa"), ("b2", "bob", "ldap"), ("b3", "bobby", "ldap")):
        cf.put(User(guid=guid, created_at=now))
        cf.put(UaaUser(guid=guid, created_at=now, username=name, password="x", origin=origin))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("usernames=bob", ["b1", "b2"]),
        ("usernames=BOB,bobby", ["b1", "b2", "b3"]),
        ("usernames=bob&origins=ldap", ["b2"]),
        ("partial_usernames=obb", ["b3"]),
        ("partial_usernames=bob&origins=uaa,other", ["b1"]),
        ("usernames=", []),
        ("usernames=bob&order_by=-created_at&per_page=1", ["b2"]),
    ],
)
def test_users_are_found_by_the_names_uaa_has_for_them(cf, bobs, asked, found):
    assert cf.guids(f"/v3/users?{asked}") == found


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("origins=uaa", "Origins filter cannot be provided without usernames or partial_usernames filter."),
        (
            "usernames=a&partial_usernames=b",
            "Usernames filter cannot be provided with both usernames and partial_usernames filter.",
        ),
        ("usernames[a]=b", "Usernames must be an array"),
        ("label_selector=", "Missing label_selector value"),
        (
            "names=a",
            (
                "Unknown query parameter(s): 'names'. Valid parameters are: 'page', 'per_page', 'order_by', "
                "'created_ats', 'updated_ats', 'guids', 'usernames', 'partial_usernames', 'origins', 'label_selector'"
            ),
        ),
    ],
)
def test_a_bad_query_is_unprocessable_here(cf, asked, detail):
    assert cf.error(f"/v3/users?{asked}") == unprocessable(detail)


def create(cf, body, as_="admin"):
    return cf.ask("/v3/users", as_, method="POST", json=body)


def test_a_user_of_a_guid_that_uaa_knows_is_created_with_its_name(cf, bobs):
    with cf.foundation.store.change() as change:
        change.delete(change[User].get("b2"))
    answer = create(cf, {"guid": "b2", "metadata": {"labels": {"tier": "gold"}, "annotations": {"gone": None}}})
    assert (answer.status_code, answer.json()) == (201, expected(cf, "b2", "bob", "ldap"))
    assert answer.json()["metadata"] == {"labels": {"tier": "gold"}, "annotations": {}}
    assert answer.json()["updated_at"] == answer.json()["created_at"]


def test_a_guid_with_a_nul_byte_is_ccs_own_failure(cf):
    # corrections 2
    answer = create(cf, {"guid": "a\0b"})
    assert (answer.status_code, answer.json()["errors"]) == (500, [UNKNOWN_ERROR])


def test_a_user_stays_where_its_metadata_does_not_come_to_be(cf):
    # live_write: obj metadata.annotations.n
    body = {"guid": "new", "metadata": {"annotations": {"n": {}}}}
    detail = "Unknown field(s): 'bogus'"
    answer = create(cf, {**body, "bogus": 1})
    assert (answer.status_code, answer.json()["errors"][0]) == unprocessable(detail)
    assert create(cf, body).json()["errors"] == [UNKNOWN_ERROR]
    assert cf.state[User].get("new") is not None


def test_a_user_created_by_name_is_made_in_uaa_where_it_is_not_there(cf, bobs):
    answer = create(cf, {"username": "eve", "origin": "ldap"})
    guid = guid_of(cf, "eve")
    assert (answer.status_code, answer.json()) == (201, expected(cf, guid, "eve", "ldap"))
    with cf.foundation.store.change() as change:
        change.delete(change[User].get("b3"))
    assert create(cf, {"username": "bobby", "origin": "ldap"}).json()["guid"] == "b3"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Guid or 'username' and 'origin' must be provided"),
        ({"guid": 5}, "Guid must be a string, Guid must be between 1 and 200 characters"),
        ({"guid": ""}, "Guid must be between 1 and 200 characters"),
        ({"guid": " "}, "guid presence"),
        (
            {"guid": "a", "username": "b", "origin": "c"},
            "Username cannot be provided with 'guid', Origin cannot be provided with 'guid'",
        ),
        ({"username": "b"}, "Username can only be provided together with 'origin'"),
        (
            {"origin": "uaa"},
            (
                "Origin can only be provided together with 'username', "
                "Origin cannot be 'uaa' when creating a user by username"
            ),
        ),
        ({"username": "b", "origin": "uaa"}, "Origin cannot be 'uaa' when creating a user by username"),
        ({"username": 1, "origin": 2}, "Origin must be a string, Username must be a string"),
        ({"guid": "b1"}, "User with guid 'b1' already exists."),
        (
            {"username": "bob", "origin": "ldap"},
            "User with username 'bob' and origin 'ldap' already exists.",
        ),
        (
            {"metadata": 1, "bogus": 1},
            "Metadata must be an object, Unknown field(s): 'bogus', Guid or 'username' and 'origin' must be provided",
        ),
    ],
)
def test_who_cannot_be_created_is_told_why(cf, bobs, body, detail):
    before = list(cf.state[User])
    answer = create(cf, body)
    assert (answer.status_code, answer.json()["errors"][0]) == unprocessable(detail)
    assert [user.guid for user in cf.state[User]][: len(before)] == [user.guid for user in before]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
@pytest.mark.parametrize(
    ("method", "status", "unseen"), [("POST", 403, 403), ("PATCH", 403, 404), ("DELETE", 403, 404)]
)
def test_only_admins_write_users_and_who_is_not_seen_is_not_found(cf, role, method, status, unseen):
    path = "/v3/users" if method == "POST" else f"/v3/users/{guid_of(cf, 'org_user')}"
    answer = cf.ask(path, role, method=method, json={"bogus": 1})
    wanted = unseen if role == "no_role" else status
    assert answer.status_code == wanted
    assert answer.json()["errors"] == [NOT_AUTHORIZED if wanted == 403 else not_found("User")]


def test_metadata_is_changed_and_the_time_of_update_is_not(cf):
    guid = guid_of(cf, "org_user")
    before = cf.state[User].get(guid).updated_at
    metadata = {"labels": {"potato": "yam"}, "annotations": {"style": "french"}}
    answer = cf.ask(f"/v3/users/{guid}", method="PATCH", json={"metadata": metadata})
    assert (answer.status_code, answer.json()) == (200, expected(cf, guid, "org_user"))
    assert answer.json()["metadata"] == metadata
    assert cf.state[User].get(guid).updated_at == before


def test_fields_that_are_not_known_are_refused(cf):
    path = f"/v3/users/{guid_of(cf, 'org_user')}"
    detail = "Metadata must be an object, Unknown field(s): 'username'"
    assert cf.error(path, method="PATCH", json={"metadata": 1, "username": "x"}) == unprocessable(detail)
    assert cf.error(path, method="PATCH", json={"metadata": {"annotations": {"n": 1.5}}}) == (500, UNKNOWN_ERROR)


def test_a_deleted_user_loses_all_roles_and_stays_in_uaa(cf):
    guid = guid_of(cf, "space_developer")
    answer = cf.ask(f"/v3/users/{guid}", method="DELETE")
    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["Content-Type"] == "text/html"
    job = cf.ask(answer.headers["Location"].removeprefix(cf.url)).json()
    assert (job["operation"], job["state"], list(job["links"])) == ("user.delete", "COMPLETE", ["self"])
    assert cf.state[User].get(guid) is None
    assert cf.state[Role].where("user_guid", guid) == ()
    assert cf.state[UaaUser].get(guid) is not None
    assert cf.error(f"/v3/users/{guid}") == (404, not_found("User"))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_org_managers_create_users_by_name_where_they_are_let(lenient, role):
    answer = create(lenient, {"username": "eve", "origin": "ldap"}, role)
    assert answer.status_code == (201 if role == "org_manager" else 403)
    assert create(lenient, {"guid": "eve"}, role).status_code == 403


def test_org_managers_are_not_let_unless_somebody_says_so():
    assert Behaviour().allow_user_creation_by_org_manager is False


@pytest.mark.parametrize("role", GLOBAL)
def test_global_readers_see_every_user(cf, role):
    assert len(cf.guids("/v3/users?per_page=5000", role)) == len(cf.state[User])
