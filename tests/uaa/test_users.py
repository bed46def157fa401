"""SCIM's `/Users`, as UAA's ScimUserEndpoints answers (cc-surface 5.1)."""

import pytest

from tests.uaa.conftest import USERS

NOON = "2026-01-01T12:00:00.000Z"
BOB = {"userName": "bob", "password": "builder", "emails": [{"value": "bob@example.org"}]}
SELF_EDIT = {
    "error": "invalid_self_edit",
    "error_description": "Users are only allowed to edit their own User settings when internal user storage is "
    "enabled, and in that case they may only edit the givenName and familyName.",
}


def scim_error(error, description, **more):
    return {"error_description": description, **more, "error": error, "message": description}


def create(world, **changes):
    return world.ask("POST", "/Users", "scim.write", json={**BOB, **changes})


def put(world, guid="alice-guid", *, version="*", **changes):
    document = {"userName": "alice", "name": {}, "emails": [{"value": "alice@example.org"}], **changes}
    return world.ask("PUT", f"/Users/{guid}", "scim.write", json=document, headers={"If-Match": version})


def patch(world, guid="alice-guid", *, version="*", **changes):
    return world.ask("PATCH", f"/Users/{guid}", "scim.write", json=changes, headers={"If-Match": version})


def test_a_user_that_the_cf_cli_creates_is_shown_whole_and_can_log_in(world):
    """`cf create-user` sends just these keys; the order is that of UAA's documentation."""
    answer = create(world, name={"familyName": "bob", "givenName": "bob"}, origin="uaa")
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"0"')
    shown = answer.json
    groups = shown.pop("groups")
    assert list(shown.items()) == [
        ("id", shown["id"]),
        ("meta", {"version": 0, "created": NOON, "lastModified": NOON}),
        ("userName", "bob"),
        ("name", {"familyName": "bob", "givenName": "bob"}),
        ("emails", [{"value": "bob@example.org", "primary": False}]),
        ("approvals", []),
        ("active", True),
        ("verified", True),
        ("origin", "uaa"),
        ("zoneId", "uaa"),
        ("passwordLastModified", NOON),
        ("schemas", ["urn:scim:schemas:core:1.0"]),
    ]
    assert {"cloud_controller.read", "openid", "uaa.user"} <= {group["display"] for group in groups}
    assert {group["type"] for group in groups} == {"DIRECT"}
    assert world.login("bob", "builder").status_code == 200
    got = world.ask("GET", f"/Users/{shown['id']}", "scim.read")
    assert got.headers["ETag"] == '"0"'
    logged_in = {"lastLogonTime": 1767268800000}
    assert got.json == {**shown, "groups": groups, **logged_in}


def test_everything_that_is_kept_of_a_user_comes_back(world):
    sent = {"externalId": "b-1", "phoneNumbers": [{"value": " "}, {"value": "555"}], "active": False, "verified": False}
    shown = create(world, **sent, title="Mr", nickName="Bobby").json
    assert shown["externalId"] == "b-1"
    assert shown["phoneNumbers"] == [{"value": "555"}]
    assert (shown["active"], shown["verified"], shown["name"]) == (False, False, {})
    assert "title" not in shown


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"userName": ""}, "invalid_scim_resource", "A username must be provided."),
        ({"userName": None}, "invalid_scim_resource", "A username must be provided."),
        (
            {"userName": "bob builder"},
            "invalid_scim_resource",
            "Username must match pattern: [\\p{L}+0-9+\\-_.@'!]+",
        ),
        ({"emails": []}, "invalid_scim_resource", "Exactly one email must be provided."),
        ({"emails": None}, "invalid_scim_resource", "Exactly one email must be provided."),
        ({"emails": [{"value": "a"}, {"value": "b"}]}, "invalid_scim_resource", "Exactly one email must be provided."),
        ({"emails": [{"value": ""}]}, "invalid_scim_resource", "An email must be provided."),
        ({"password": "x" * 256}, "invalid_password", "Password must be no more than 255 characters in length."),
    ],
)
def test_a_user_that_cannot_be_is_refused(world, changes, error, description):
    answer = create(world, **changes)
    assert (answer.status_code, answer.json) == (400, scim_error(error, description))
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("changes", [{"shoeSize": 45}, {"active": "yes"}, {"schemas": ["other"]}, {"emails": 7}])
def test_what_jackson_cannot_read_is_refused(world, changes):
    answer = create(world, **changes)
    assert (answer.status_code, answer.json["error"]) == (400, "scim")
    assert answer.json["message"].startswith("JSON parse error: ")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"[" * 100_000, b"\xff"])
def test_what_is_no_document_is_refused(world, body):
    answer = world.ask("POST", "/Users", "scim.write", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "scim")


def test_a_document_beyond_the_limit_is_refused(world):
    assert create(world, title="x" * 500_000).status_code == 413


@pytest.mark.parametrize("name", ["alice", "ALICE"])
def test_a_name_is_taken_in_any_case_at_one_origin(world, name):
    """clients 3: the cf CLI knows this error by its name."""
    answer = create(world, userName=name)
    description = f"Username already in use: {name}"
    assert answer.status_code == 409
    assert list(answer.json.items()) == [
        ("error_description", description),
        ("origin", "uaa"),
        ("error", "scim_resource_already_exists"),
        ("message", description),
    ]
    assert create(world, userName=name, origin="ldap").status_code == 201


def test_users_of_other_providers_may_be_called_anything(world):
    assert create(world, userName="Bob, the builder", origin="saml").json["origin"] == "saml"


def test_a_put_replaces_all_and_counts_on(world):
    world.pass_time(hours=1)
    answer = put(world, name={"givenName": "Alice"}, phoneNumbers=[{"value": "1"}], version='"0"')
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert answer.json["name"] == {"givenName": "Alice"}
    assert answer.json["phoneNumbers"] == [{"value": "1"}]
    assert answer.json["meta"] == {"version": 1, "created": NOON, "lastModified": "2026-01-01T13:00:00.000Z"}
    assert put(world).json["name"] == {}


@pytest.mark.parametrize(
    ("asked", "status", "error", "description"),
    [
        ({"version": "7"}, 409, "scim_resource_conflict", "wrong version: expected=0 but found=7"),
        ({"version": "new"}, 400, "scim", "Invalid version match header (should be a version number): new"),
        ({"guid": "nobody"}, 404, "scim_resource_not_found", "User nobody does not exist"),
        ({"origin": "ldap"}, 400, "invalid_scim_resource", "Cannot change user's origin in update operation."),
        ({"userName": "admin"}, 400, "scim", "Username already in use: admin"),
        ({"userName": ""}, 400, "invalid_scim_resource", "A username must be provided."),
        ({"name": None}, 500, "scim", "Unexpected error"),
    ],
)
def test_a_put_that_cannot_be_changes_nothing(world, asked, status, error, description):
    answer = put(world, **asked)
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert answer.json["message"].endswith(description)
    assert world.user() == USERS[0]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_names_the_version_that_it_changes(world, method):
    answer = world.ask(method, "/Users/alice-guid", "scim.write", json={"userName": "alice"})
    assert (answer.status_code, answer.json) == (400, scim_error("scim", "Missing If-Match for PUT"))


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"name": {"givenName": "A"}}, {"name": {"givenName": "A", "familyName": "L"}}),
        ({"userName": "alicia"}, {"userName": "alicia"}),
        ({"active": False}, {"active": False}),
        ({"emails": [{"value": "a@b"}]}, {"emails": [{"value": "alice@example.org", "primary": False}]}),
        ({"emails": [{"value": "a@b", "primary": True}]}, {"emails": [{"value": "a@b", "primary": False}]}),
        ({"phoneNumbers": [{"value": "2"}]}, {"phoneNumbers": [{"value": "2"}]}),
        ({"meta": {"attributes": ["name.givenName"]}}, {"name": {"familyName": "L"}}),
        ({"meta": {"attributes": ["NAME"]}, "name": {"givenName": "B"}}, {"name": {"givenName": "B"}}),
        ({"meta": {"attributes": ["phoneNumbers"]}}, {"phoneNumbers": None}),
        (
            {"meta": {"attributes": ["emails"]}, "emails": [{"value": "c@d"}]},
            {"emails": [{"value": "c@d", "primary": False}]},
        ),
        ({"meta": {"attributes": ["title"]}}, {"userName": "alice"}),
        ({"meta": {"attributes": ["userName"]}, "userName": "al"}, {"userName": "al"}),
    ],
)
def test_a_patch_changes_what_it_says(world, changes, shown):
    with world.store.change() as change:
        change.update(world.user(), given_name="A", family_name="L", phone_number="1")
    answer = patch(world, **changes)
    assert answer.status_code == 200, answer.text
    assert {key: answer.json.get(key) for key in shown} == shown
    assert answer.json["meta"]["version"] == 1


@pytest.mark.parametrize(
    ("changes", "description"),
    [
        ({"origin": "ldap"}, "Cannot change origin in patch of user."),
        ({"meta": {"attributes": ["userName"]}}, "Can not drop username, field is required."),
        ({"meta": {"attributes": ["id"]}}, 'Attribute id cannot be removed using "Meta.attributes"'),
    ],
)
def test_a_patch_that_cannot_be_is_refused(world, changes, description):
    answer = patch(world, **changes)
    assert (answer.status_code, answer.json) == (400, scim_error("invalid_scim_resource", description))


def test_a_deleted_user_is_shown_once_more_and_its_tokens_are_void(world):
    """`cf delete-user` deletes at CC and here."""
    token = world.login().json["access_token"]
    shown = world.ask("GET", "/Users/alice-guid", "scim.read").json
    answer = world.ask("DELETE", "/Users/alice-guid", "scim.write")
    assert (answer.status_code, answer.json, answer.headers["ETag"]) == (200, shown, '"0"')
    assert world.userinfo(token).json["error_description"] == "Token bears a non-existent user ID: alice-guid"
    assert world.login(password="wonderland").status_code == 401
    again = world.ask("DELETE", "/Users/alice-guid", "scim.write")
    description = "User alice-guid does not exist"
    assert (again.status_code, again.json) == (404, scim_error("scim_resource_not_found", description))


def test_a_version_may_be_named_for_a_deletion_and_must_be_the_right_one(world):
    answer = world.ask("DELETE", "/Users/alice-guid", "scim.write", headers={"If-Match": "3"})
    description = "Attempt to update a user (alice-guid) with wrong version: expected=3 but found=3"
    assert (answer.status_code, answer.json) == (422, scim_error("scim", description))
    assert world.ask("DELETE", "/Users/alice-guid", "scim.write", headers={"If-Match": "0"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("GET", "/Users", ["scim.read"]),
        ("POST", "/Users", ["scim.write", "scim.create"]),
        ("GET", "/Users/admin-guid", ["scim.read"]),
        ("PUT", "/Users/admin-guid", ["scim.write"]),
        ("PATCH", "/Users/admin-guid", ["scim.write"]),
        ("DELETE", "/Users/admin-guid", ["scim.write"]),
        ("PATCH", "/Users/admin-guid/status", ["scim.write", "uaa.account_status.write"]),
    ],
)
def test_a_token_needs_one_of_the_scopes_that_the_refusal_names(world, method, path, scopes):
    """UAA's scim-endpoints.xml: besides, its administrator may all, as may that of the zone."""
    token = world.token_of("alice", "uaa.user", "openid")
    answer = world.ask(method, path, token=token, json={})
    assert answer.status_code == 403
    assert answer.json == {
        "error": "insufficient_scope",
        "error_description": "Insufficient scope for this resource",
        "scope": " ".join(["uaa.admin", *scopes, "zones.uaa.admin"]),
    }
    assert answer.headers["WWW-Authenticate"].startswith('Bearer error="insufficient_scope"')
    for scope in ("uaa.admin", "zones.uaa.admin", *scopes):
        assert world.ask(method, path, scope, json={}).status_code not in (401, 403)


@pytest.mark.parametrize(("method", "path"), [("GET", "/Users"), ("POST", "/Users"), ("GET", "/Users/alice-guid")])
def test_nobody_is_told_to_bring_a_token(world, method, path):
    answer = world.http.open(path, method=method)
    description = "Full authentication is required to access this resource"
    assert (answer.status_code, answer.json) == (401, {"error": "unauthorized", "error_description": description})
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="UAA/oauth", error="unauthorized"')


def test_users_see_themselves_and_change_their_own_names_only(world):
    token = world.token_of("alice", "openid")
    assert world.ask("GET", "/Users/alice-guid", token=token).json["userName"] == "alice"
    assert world.ask("GET", "/Users/admin-guid", token=token).status_code == 403
    document = {"userName": "alice", "name": {"givenName": "A"}, "emails": [{"value": "alice@example.org"}]}
    version = {"If-Match": "*"}
    answer = world.ask("PUT", "/Users/alice-guid", token=token, json=document, headers=version)
    assert (answer.status_code, answer.json["name"]) == (200, {"givenName": "A"})
    for changes in ({"userName": "al"}, {"emails": [{"value": "a@b"}]}, {"active": False}, {"externalId": "x"}):
        answer = world.ask("PUT", "/Users/alice-guid", token=token, json={**document, **changes}, headers=version)
        assert (answer.status_code, answer.json) == (403, SELF_EDIT)
    both = world.token_of("alice", "scim.write")
    answer = world.ask("PUT", "/Users/alice-guid", token=both, json={**document, "externalId": "x"}, headers=version)
    assert (answer.status_code, answer.json["externalId"]) == (200, "x")


def test_a_new_name_makes_the_tokens_of_the_old_one_void(world):
    """cc-surface 5.4: the name is part of `rev_sig`."""
    token = world.login().json["access_token"]
    put(world, userName="alicia")
    assert world.userinfo(token).json["error_description"] == "revocable signature mismatch"
