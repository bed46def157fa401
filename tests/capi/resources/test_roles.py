"""Roles: cc-surface 4.12, and what the recordings of roles_spec.rb and live_write add."""

import pytest

from fakecf.state.records import AuditEvent, FeatureFlag, Organization, Role, Space, User
from fakecf.state.uaa_records import UaaUser
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.roles import GLOBAL, OUTSIDERS, ROLES

NO_MEMBER = "Users cannot be assigned roles in a space if they do not have a role in that space's organization."
TYPES = (
    'Type must be one of the allowed types ["organization_auditor", "organization_manager", '
    '"organization_billing_manager", "organization_user", "space_auditor", "space_manager", "space_developer", '
    '"space_supporter"]'
)


def guid_of(cf, name):
    (user,) = cf.state[UaaUser].where("username", name)
    return user.guid


def role_of(cf, name, role_type, owner):
    (role,) = (
        role
        for role in cf.state[Role].where("user_guid", guid_of(cf, name))
        if role.type == role_type and owner in (role.space_guid, role.organization_guid)
    )
    return role


def expected(cf, role):
    moment = f"{role.created_at:%Y-%m-%dT%H:%M:%SZ}"
    own, other = ("space", "organization") if role.space_guid else ("organization", "space")
    guid = role.space_guid or role.organization_guid
    return {
        "guid": role.guid,
        "created_at": moment,
        "updated_at": role.updated_at and f"{role.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "type": role.type,
        "relationships": {
            "user": {"data": {"guid": role.user_guid}},
            own: {"data": {"guid": guid}},
            other: {"data": None},
        },
        "links": {
            "self": {"href": f"{cf.url}/v3/roles/{role.guid}"},
            "user": {"href": f"{cf.url}/v3/users/{role.user_guid}"},
            own: {"href": f"{cf.url}/v3/{own}s/{guid}"},
        },
    }


@pytest.mark.parametrize(
    ("name", "role_type", "owner"),
    [("space_developer", "space_developer", "dev"), ("org_auditor", "organization_auditor", "acme")],
)
def test_a_role_is_shown_whole_in_ccs_order(cf, name, role_type, owner):
    role = role_of(cf, name, role_type, owner)
    shown = cf.ask(f"/v3/roles/{role.guid}").json()
    assert shown == expected(cf, role)
    for part in (None, "relationships", "links"):
        assert list(shown[part] if part else shown) == list(expected(cf, role)[part] if part else expected(cf, role))
    assert cf.ask(f"/v3/roles?guids={role.guid}").json()["resources"] == [shown]


@pytest.mark.parametrize("role", ROLES)
def test_one_sees_the_roles_in_what_one_may_read(cf, role):
    in_space = role_of(cf, "space_developer", "space_developer", "dev")
    in_org = role_of(cf, "org_auditor", "organization_auditor", "acme")
    found = set(cf.guids("/v3/roles?per_page=5000", role))
    assert (in_space.guid in found) is (role not in OUTSIDERS)
    assert (in_org.guid in found) is (role != "no_role")
    assert role not in GLOBAL or len(found) == len(cf.state[Role])
    assert cf.ask(f"/v3/roles/{in_space.guid}", role).status_code == (404 if role in OUTSIDERS else 200)


@pytest.fixture
def few(cf):
    """Three roles of two users, made one after the other."""
    clock = cf.foundation.clock
    with cf.foundation.store.change() as change:
        change.clear(Role)
    users = {name: guid_of(cf, name) for name in ("org_user", "no_role")}
    places = {"a": ("organization_user", "org_user", {"organization_guid": "acme"})}
    places["b"] = ("space_auditor", "org_user", {"space_guid": "dev"})
    places["c"] = ("organization_user", "no_role", {"organization_guid": "suspended"})
    for guid, (role_type, name, owner) in reversed(places.items()):
        now = clock.now().replace(year=2020, microsecond=ord(guid))
        cf.put(Role(guid=guid, type=role_type, user_guid=users[name], created_at=now, **owner))
    return users


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("organization_guids=acme,suspended", ["a", "c"]),
        ("space_guids=dev", ["b"]),
        ("types=organization_user", ["a", "c"]),
        ("types=bits", []),
        ("user_guids={org_user}", ["a", "b"]),
        ("user_guids={org_user}&types=space_auditor,space_manager", ["b"]),
        ("guids=c,b", ["b", "c"]),
        ("order_by=-created_at", ["c", "b", "a"]),
        ("organization_guids=acme&space_guids=dev", []),
    ],
)
def test_roles_are_found_by_their_filters_in_order_of_creation(cf, few, asked, found):
    shown = cf.guids(f"/v3/roles?{asked.format(**few)}")
    assert [guid for guid in shown if guid in "abc"] == found


def test_links_always_say_what_the_list_is_ordered_by(cf):
    first = cf.ask("/v3/roles").json()["pagination"]["first"]["href"]
    assert first == f"{cf.url}/v3/roles?order_by=%2Bcreated_at&page=1&per_page=50"


def test_ordering_by_nothing_is_ccs_own_failure(cf):
    # corrections 11
    assert cf.error("/v3/roles?order_by=") == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        (
            "label_selector=a",
            (
                "Unknown query parameter(s): 'label_selector'. Valid parameters are: 'page', 'per_page', 'order_by', "
                "'created_ats', 'updated_ats', 'guids', 'organization_guids', 'space_guids', 'user_guids', 'types', "
                "'include'"
            ),
        ),
        (
            "include=org",
            "Invalid included resource: 'org'. Valid included resources are: 'user', 'organization', 'space'",
        ),
        ("order_by=name", "Order by can only be: 'created_at', 'updated_at'"),
        ("types[a]=b", "Types must be an array"),
    ],
)
def test_a_bad_query_is_unprocessable_here(cf, asked, detail):
    assert cf.error(f"/v3/roles?{asked}") == unprocessable(detail)


def test_a_bad_include_is_told_before_the_role_is_looked_for(cf):
    detail = "Invalid included resource: 'org'. Valid included resources are: 'user', 'organization', 'space'"
    assert cf.error("/v3/roles/nowhere?include=org") == unprocessable(detail)
    assert cf.error("/v3/roles/nowhere?bogus=1") == unprocessable(
        "Unknown query parameter(s): 'bogus'. Valid parameters are: 'include'"
    )
    assert cf.error("/v3/roles/nowhere?include=user") == (404, not_found("Role"))


@pytest.mark.parametrize(
    ("include", "kinds"),
    [
        ("space,user", ["users", "spaces"]),
        ("organization", ["organizations"]),
        ("space,organization,user", ["users", "organizations", "spaces"]),
    ],
)
def test_what_comes_along_is_shown_once_and_as_by_itself(cf, few, include, kinds):
    user = few["org_user"]
    whole = {
        "users": [cf.ask(f"/v3/users/{user}").json()],
        "organizations": [cf.ask("/v3/organizations/acme").json()],
        "spaces": [cf.ask("/v3/spaces/dev").json()],
    }
    document = cf.ask(f"/v3/roles?user_guids={user}&include={include}").json()
    assert document["included"] == {kind: whole[kind] for kind in kinds}
    assert list(document["included"]) == kinds
    shown = cf.ask(f"/v3/roles/b?include={include}").json()
    assert list(shown)[-1] == "included"
    # the organization of a space comes along with no role in the space
    assert shown["included"] == {kind: [] if kind == "organizations" else whole[kind] for kind in kinds}


def asked_role(role_type, owner, **user):
    place = "space" if role_type.startswith("space") else "organization"
    return {"type": role_type, "relationships": {"user": {"data": user}, place: {"data": {"guid": owner}}}}


def create(cf, body, as_="admin"):
    return cf.ask("/v3/roles", as_, method="POST", json=body)


def refused(answer):
    return answer.status_code, answer.json()["errors"][0]


@pytest.mark.parametrize(
    ("role_type", "owner"),
    [(f"space_{kind}", "dev") for kind in ("auditor", "developer", "manager", "supporter")]
    + [(f"organization_{kind}", "acme") for kind in ("auditor", "manager", "billing_manager")],
)
def test_a_role_is_created_for_a_member_and_noted(cf, role_type, owner):
    guid = guid_of(cf, "org_user")
    body = asked_role(role_type, owner, guid=guid)
    answer = create(cf, body)
    role = role_of(cf, "org_user", role_type, owner)
    assert (answer.status_code, answer.json()) == (201, expected(cf, role))
    assert role.updated_at == role.created_at
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.data) == (f"audit.user.{role_type}_add", {"request": body})
    assert (event.target, event.target_type, event.target_name) == (guid, "user", "org_user")
    assert (event.space_guid, event.organization_guid) == ("dev" if owner == "dev" else None, "acme")


def test_a_user_unknown_to_cc_becomes_a_row_with_its_first_role_in_an_organization(cf):
    assert create(cf, asked_role("organization_user", "acme", guid="new")).status_code == 201
    assert cf.state[User].get("new").is_oauth_client is None
    for guid in (" ", "a\0b"):
        assert refused(create(cf, asked_role("organization_user", "acme", guid=guid))) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize("role", ROLES)
def test_managers_give_roles(cf, role):
    member = guid_of(cf, "org_user")
    space = create(cf, asked_role("space_auditor", "dev", guid=member), role)
    assert space.status_code == (201 if role in {"admin", "org_manager", "space_manager"} else 403)
    organization = create(cf, asked_role("organization_auditor", "acme", guid=member), role)
    assert organization.status_code == (201 if role in {"admin", "org_manager"} else 403)


@pytest.mark.parametrize(
    ("role_type", "owner", "detail"),
    [
        ("space_auditor", "nowhere", "Invalid space. Ensure that the space exists and you have access to it."),
        (
            "organization_auditor",
            "nowhere",
            "Invalid organization. Ensure that the organization exists and you have access to it.",
        ),
    ],
)
def test_a_role_wants_a_place(cf, role_type, owner, detail):
    assert refused(create(cf, asked_role(role_type, owner, guid="x"), "no_role")) == unprocessable(detail)


def test_a_role_in_a_space_wants_a_member_of_its_organization(cf):
    # only organization_user makes a member, and one must be seen
    assert refused(create(cf, asked_role("space_auditor", "dev", guid="nobody"))) == unprocessable(NO_MEMBER)
    assert refused(create(cf, asked_role("space_auditor", "dev", username="nobody"))) == unprocessable(NO_MEMBER)
    create(cf, asked_role("organization_auditor", "acme", guid=guid_of(cf, "no_role")))
    body = asked_role("space_auditor", "dev", guid=guid_of(cf, "no_role"))
    assert refused(create(cf, body)) == unprocessable(NO_MEMBER)


def test_a_role_that_is_there_already_is_refused_after_its_event(cf):
    body = asked_role("space_auditor", "dev", guid=guid_of(cf, "space_auditor"))
    detail = "User 'space_auditor' already has 'space_auditor' role in space 'dev'."
    assert refused(create(cf, body)) == unprocessable(detail)
    assert [event.type for event in cf.state[AuditEvent]] == ["audit.user.space_auditor_add"]
    detail = "User 'org_user' already has 'organization_user' role in organization 'acme'."
    body = asked_role("organization_user", "acme", guid=guid_of(cf, "org_user"))
    assert refused(create(cf, body)) == unprocessable(detail)


def test_a_suspended_organization_takes_and_loses_no_roles_but_by_admins(cf):
    member = guid_of(cf, "org_user")
    suspended = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
    for body in (
        asked_role("space_auditor", "suspended-dev", guid=member),
        asked_role("organization_auditor", "suspended", guid=member),
    ):
        assert refused(create(cf, body, "org_manager")) == (403, suspended)
        role = create(cf, body).json()["guid"]
        assert cf.error(f"/v3/roles/{role}", "org_manager", method="DELETE") == (403, suspended)
        assert cf.ask(f"/v3/roles/{role}", method="DELETE").status_code == 202


def test_an_organization_that_is_being_deleted_takes_none(cf):
    cf.change(Organization, "acme", status="deleting")
    body = asked_role("organization_auditor", "acme", guid=guid_of(cf, "org_user"))
    error = {"detail": "The organization is being deleted", "title": "CF-ResourceBeingDeleted", "code": 10020}
    assert refused(create(cf, body, "org_manager")) == (422, error)


@pytest.fixture
def bobs(cf):
    now = cf.foundation.clock.now()
    for guid, origin in (("b1", "uaa"), ("b2", "ldap")):
        cf.put(UaaUser(guid=guid, created_at=now, username="bob", password="x", origin=origin))


def test_a_user_is_found_by_name_and_origin(cf, bobs):
    answer = create(cf, asked_role("organization_user", "acme", username="bob", origin="ldap"))
    assert answer.json()["relationships"]["user"] == {"data": {"guid": "b2"}}
    answer = create(cf, asked_role("space_auditor", "dev", username="org_user"))
    assert answer.json()["relationships"]["user"] == {"data": {"guid": guid_of(cf, "org_user")}}


@pytest.mark.parametrize(
    ("user", "detail"),
    [
        (
            {"username": "bob"},
            (
                "Ambiguous user. User with username 'bob' exists in the following origins: ldap, uaa. "
                "Specify an origin to disambiguate."
            ),
        ),
        ({"username": "eve"}, "No user exists with the username 'eve'."),
        ({"username": "eve", "origin": "ldap"}, "No user exists with the username 'eve' and origin 'ldap'."),
    ],
)
def test_a_name_must_lead_to_one_user(cf, bobs, user, detail):
    assert refused(create(cf, asked_role("organization_user", "acme", **user))) == unprocessable(detail)


@pytest.mark.parametrize(("message", "shown"), [(None, "set_roles_by_username"), ("not here", "not here")])
def test_names_count_only_while_the_feature_is_on_but_for_admins(cf, message, shown):
    now = cf.foundation.clock.now()
    name = "set_roles_by_username"
    cf.put(FeatureFlag(guid="f", name=name, enabled=False, error_message=message, created_at=now))
    error = {"detail": f"Feature Disabled: {shown}", "title": "CF-FeatureDisabled", "code": 330002}
    body = asked_role("space_auditor", "dev", username="org_user")
    assert refused(create(cf, body, "org_manager")) == (403, error)
    assert create(cf, body).status_code == 201
    cf.change(FeatureFlag, "f", enabled=True)
    assert create(cf, asked_role("space_developer", "dev", username="org_user"), "org_manager").status_code == 201


GUID = {"data": {"guid": "x"}}
SHAPE = 'must be structured like this: "{0}: {{"data": {{"guid": "valid-guid"}}}}"'
GUID_ERRORS = "Relationships {0} guid must be a string, Relationships {0} guid must be between 1 and 200 characters"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, f"Relationships 'relationships' is not an object, {TYPES}"),
        ({"bogus": 1}, f"Unknown field(s): 'bogus', Relationships 'relationships' is not an object, {TYPES}"),
        (
            {"type": "space_auditor", "relationships": {}},
            "Relationships 'relationships' must include one or more valid relationships",
        ),
        ({"type": "x", "relationships": {"user": GUID, "space": GUID}}, TYPES),
    ],
)
def test_a_body_must_ask_for_a_role(cf, body, detail):
    assert refused(create(cf, body)) == unprocessable(detail)


def test_a_list_of_types_passes_for_one_until_the_role_is_made(cf):
    body = asked_role("space_auditor", "dev", guid=guid_of(cf, "org_user"))
    for asked, shown in (([], "[]"), (["space_auditor"], '["space_auditor"]')):
        assert refused(create(cf, {**body, "type": asked})) == unprocessable(f"Role type '{shown}' is invalid.")


@pytest.mark.parametrize(
    ("role_type", "relationships", "detail"),
    [
        (
            "space_auditor",
            {"user": None, "space": GUID},
            "Relationships User can't be blank, Relationships User must have a username or guid specified",
        ),
        ("space_auditor", {"user": -1, "space": GUID}, "Relationships User must have a username or guid specified"),
        ("space_auditor", {"user": {**GUID, "a": 1}, "space": GUID}, f"Relationships User {SHAPE.format('user')}"),
        ("space_auditor", {"user": {"data": {"guid": 1}}, "space": GUID}, GUID_ERRORS.format("User")),
        (
            "space_auditor",
            {"user": {"data": {"guid": "x", "username": "y", "origin": "z"}}, "space": GUID},
            (
                "Relationships Username cannot be specified when identifying user by guid, "
                "Relationships User origin cannot be specified when identifying user by guid"
            ),
        ),
        (
            "space_auditor",
            {"user": {"data": {"origin": "z"}}, "space": GUID},
            (
                "Relationships User origin cannot be specified without specifying the username, "
                "Relationships User must have a username or guid specified"
            ),
        ),
        (
            "space_auditor",
            {"user": {"data": {"username": None, "origin": 1}}, "space": GUID},
            "Relationships Username must be a string",
        ),
        (
            "space_auditor",
            {"user": {"data": {"username": "x", "origin": 1}}, "space": GUID},
            "Relationships User origin must be a string",
        ),
        (
            "space_auditor",
            {"user": GUID, "space": None},
            "Relationships must specify either a space or an organization.",
        ),
        ("space_auditor", {"user": GUID, "space": {"data": 0}}, f"Relationships Space {SHAPE.format('space')}"),
        ("space_auditor", {"user": GUID, "space": {"data": {"guid": None}}}, GUID_ERRORS.format("Space")),
        (
            "organization_auditor",
            {"user": GUID, "organization": {"data": False}},
            f"Relationships Organization {SHAPE.format('organization')}",
        ),
        (
            "organization_auditor",
            {"user": GUID, "space": GUID},
            "Relationships Space cannot be provided with the organization role type: 'organization_auditor'.",
        ),
        (
            "space_auditor",
            {"user": GUID, "space": GUID, "organization": GUID},
            (
                "Relationships Organization cannot be provided with the space role type: 'space_auditor'., "
                "Relationships cannot specify both an organization and a space."
            ),
        ),
        # what is unknown stands for the whole, and so the shape of the place is not looked at
        ("space_auditor", {"user": GUID, "space": {"data": 0}, "a": 1}, "Relationships Unknown field(s): 'a'"),
    ],
)
def test_relationships_are_checked_in_ccs_order(cf, role_type, relationships, detail):
    assert refused(create(cf, {"type": role_type, "relationships": relationships})) == unprocessable(detail)


def test_deleting_a_role_is_a_job_that_is_done_and_noted(cf):
    role = role_of(cf, "space_auditor", "space_auditor", "dev")
    answer = cf.ask(f"/v3/roles/{role.guid}", method="DELETE")
    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["Content-Type"] == "text/html"
    job = cf.ask(answer.headers["Location"].removeprefix(cf.url)).json()
    assert (job["operation"], job["state"], list(job["links"])) == ("role.delete", "COMPLETE", ["self"])
    assert cf.error(f"/v3/roles/{role.guid}") == (404, not_found("Role"))
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.data) == ("audit.user.space_auditor_remove", {"request": {}})
    assert (event.target_name, event.space_guid, event.organization_guid) == ("space_auditor", "dev", "acme")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("name", "role_type", "owner", "writers"),
    [
        ("space_supporter", "space_supporter", "dev", {"admin", "org_manager", "space_manager"}),
        ("org_auditor", "organization_auditor", "acme", {"admin", "org_manager"}),
    ],
)
def test_managers_take_roles_away(cf, role, name, role_type, owner, writers):
    blind = OUTSIDERS if owner == "dev" else ("no_role",)
    path = f"/v3/roles/{role_of(cf, name, role_type, owner).guid}"
    if role in writers:
        assert cf.ask(path, role, method="DELETE").status_code == 202
    else:
        wanted = (404, not_found("Role")) if role in blind else (403, NOT_AUTHORIZED)
        assert cf.error(path, role, method="DELETE") == wanted


def test_who_has_roles_in_its_spaces_stays_in_an_organization(cf):
    membership = role_of(cf, "org_user", "organization_user", "acme")
    detail = "Cannot delete organization_user role while user has roles in spaces in that organization."
    in_space = create(cf, asked_role("space_auditor", "dev", guid=guid_of(cf, "org_user"))).json()["guid"]
    assert cf.error(f"/v3/roles/{membership.guid}", method="DELETE") == unprocessable(detail)
    cf.ask(f"/v3/roles/{in_space}", method="DELETE")
    assert cf.ask(f"/v3/roles/{membership.guid}", method="DELETE").status_code == 202


def test_a_space_has_no_roles_once_it_is_gone(cf):
    role = role_of(cf, "space_auditor", "space_auditor", "dev")
    with cf.foundation.store.change() as change:
        change.delete(change[Space].get("dev"))
    assert cf.error(f"/v3/roles/{role.guid}") == (404, not_found("Role"))


def test_org_managers_give_roles_to_users_of_other_origins_yet_unknown_where_they_are_let(lenient):
    body = asked_role("organization_user", "acme", username="eve", origin="ldap")
    assert create(lenient, body, "org_manager").status_code == 201
    (eve,) = lenient.state[UaaUser].where("username", "eve")
    assert (eve.origin, lenient.state[User].get(eve.guid) is not None) == ("ldap", True)
    body = asked_role("organization_auditor", "acme", username="eve", origin="ldap")
    assert create(lenient, body, "org_manager").json()["relationships"]["user"] == {"data": {"guid": eve.guid}}
    assert create(lenient, asked_role("organization_user", "acme", username="mallory", origin="uaa")).status_code == 422
