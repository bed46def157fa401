"""`/oauth/clients`, as UAA's ClientAdminEndpoints answers."""

import pytest

JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
NEW = {
    "client_id": "robot",
    "client_secret": "beep",
    "authorized_grant_types": ["client_credentials"],
    "authorities": ["cloud_controller.read"],
}


def create(world, **changes):
    return world.ask("POST", "/oauth/clients", "clients.write", json={**NEW, **changes})


def invalid(description):
    return {"error": "invalid_client", "error_description": description}


def test_a_client_is_shown_without_its_secret(world):
    """The cf CLI asks for this when a client logs in and creates a space (clients 4.1)."""
    answer = world.ask("GET", "/oauth/clients/ci", "clients.read")
    assert answer.status_code == 200
    assert list(answer.json.items()) == [
        ("scope", ["uaa.none"]),
        ("client_id", "ci"),
        ("resource_ids", ["none"]),
        ("authorized_grant_types", ["client_credentials"]),
        ("access_token_validity", 43200),
        ("refresh_token_validity", 2592000),
        ("authorities", ["cloud_controller.read", "uaa.resource"]),
        ("lastModified", 1767268800000),
        ("required_user_groups", []),
    ]


def test_the_client_of_the_ssh_proxy_is_approved_without_being_asked(world):
    shown = world.ask("GET", "/oauth/clients/ssh-proxy", "clients.admin").json
    assert (shown["redirect_uri"], shown["autoapprove"]) == (["/login"], ["true"])


def test_a_client_that_is_not_there_is_a_404_without_a_word(world):
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("PUT", "/secret")):
        answer = world.ask(method, f"/oauth/clients/nobody{path}", "clients.admin", json={})
        assert (answer.status_code, answer.data) == (404, b"")
        assert "Content-Type" not in answer.headers


def test_clients_are_listed_by_their_ids(world):
    answer = world.ask("GET", "/oauth/clients", "clients.read", query_string={"filter": 'client_id sw "c"'}).json
    assert [client["client_id"] for client in answer["resources"]] == ["cf", "cf_smoke_tests", "ci"]
    assert (answer["startIndex"], answer["itemsPerPage"], answer["totalResults"]) == (1, 3, 3)
    assert answer["schemas"] == ["http://cloudfoundry.org/schema/scim/oauth-clients-1.0"]


def test_a_new_client_can_get_a_token(world):
    answer = create(world, name="R2", access_token_validity=60)
    assert answer.status_code == 201
    assert "client_secret" not in answer.json
    assert (answer.json["name"], answer.json["access_token_validity"]) == ("R2", 60)
    token = world.token(("robot", "beep"), grant_type="client_credentials").json
    assert (token["scope"], token["expires_in"]) == ("cloud_controller.read", 59)


def test_lists_may_be_written_with_commas_and_a_login_brings_refreshing(world):
    grants = {"authorized_grant_types": "password", "scope": "openid,uaa.user", "autoapprove": True}
    shown = create(world, **grants).json
    assert shown["authorized_grant_types"] == ["password", "refresh_token"]
    assert (shown["scope"], shown["autoapprove"]) == (["openid", "uaa.user"], ["true"])


@pytest.mark.parametrize(
    ("changes", "description"),
    [
        ({"client_id": "self"}, "Not allowed: self is a reserved client_id"),
        ({"client_id": "a/b"}, "Not allowed characters: a/b must not contain any of [/, \\]"),
        ({"authorized_grant_types": ["implicit"]}, "implicit grant type requires at least one redirect URL."),
        (
            {"authorized_grant_types": []},
            "An authorized grant type must be provided. Must be one of: [implicit, password",
        ),
        (
            {"authorized_grant_types": ["gift"]},
            "gift is not an allowed grant type. Must be one of: [implicit, password",
        ),
        ({"authorized_grant_types": [JWT]}, f"Scope cannot be empty for grant_type {JWT}"),
        (
            {"authorized_grant_types": [JWT], "scope": ["openid"], "client_secret": ""},
            f"Client secret is required for grant type {JWT}",
        ),
        (
            {"authorized_grant_types": ["implicit"], "redirect_uri": ["http://x"]},
            "Implicit grant should not have a client_secret",
        ),
        ({"redirect_uri": ["http://x\r\nSet-Cookie: a"]}, "One of the redirect_uri is invalid: http://x"),
        ({"redirect_uri": ["http://x", "http://x y"]}, "One of the redirect_uri is invalid"),
        ({"redirect_uri": ["x"]}, "One of the redirect_uri is invalid: x"),
        ({"client_secret": None}, "Client secret is required for client_credentials grant type"),
    ],
)
def test_a_client_that_cannot_be_is_refused(world, changes, description):
    answer = create(world, **changes)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client")
    assert answer.json["error_description"].startswith(description)


def test_an_id_is_taken_once(world):
    answer = create(world, client_id="ci")
    assert (answer.status_code, answer.json) == (409, invalid("Client already exists: ci"))


@pytest.mark.parametrize("body", [b"[", b"[]", b'{"a":' * 60 + b"1" + b"}" * 60])
def test_what_is_no_document_is_refused(world, body):
    answer = world.ask("POST", "/oauth/clients", "clients.write", data=body)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("seconds", [True, -1, 2**31, "60", 1.5])
def test_a_validity_is_a_number_of_seconds(world, seconds):
    answer = create(world, access_token_validity=seconds)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_a_change_keeps_what_it_does_not_name(world):
    create(world, name="R2", colour="blue")
    world.pass_time(seconds=1)
    answer = world.ask(
        "PUT", "/oauth/clients/robot", "clients.write", json={"authorities": ["uaa.resource"], "colour": None}
    )
    assert answer.status_code == 200
    assert (answer.json["authorities"], answer.json["name"]) == (["uaa.resource"], "R2")
    assert answer.json["authorized_grant_types"] == ["client_credentials"]
    assert answer.json["lastModified"] == 1767268801000
    assert "colour" not in answer.json
    assert world.token(("robot", "beep"), grant_type="client_credentials").status_code == 200


def test_a_deleted_client_is_shown_once_more_and_gets_no_token(world):
    token = world.token(("ci", "s3cret"), grant_type="client_credentials").json["access_token"]
    shown = world.ask("GET", "/oauth/clients/ci", "clients.read").json
    answer = world.ask("DELETE", "/oauth/clients/ci", "clients.write")
    assert (answer.status_code, answer.json) == (200, {**shown, "approvals_deleted": True})
    assert world.token(("ci", "s3cret"), grant_type="client_credentials").status_code == 401
    assert world.userinfo(token).json["error_description"] == "Invalid client ID ci"


def test_a_new_secret_makes_the_tokens_of_the_old_one_void(world):
    token = world.token(("ci", "s3cret"), grant_type="client_credentials").json["access_token"]
    answer = world.ask("PUT", "/oauth/clients/ci/secret", "clients.admin", json={"secret": "new"})
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "message": "secret updated"})
    assert world.token(("ci", "new"), grant_type="client_credentials").status_code == 200
    assert world.userinfo(token).json["error_description"] == "revocable signature mismatch"


@pytest.mark.parametrize(
    ("client", "document", "refusal"),
    [
        ("ci", {"secret": "new", "oldSecret": "s3cret"}, None),
        ("ci", {"secret": "new", "oldSecret": "x"}, "Previous secret is required and must be valid"),
        ("ci", {"secret": "new"}, "Previous secret is required and must be valid"),
        ("odd", {"secret": "new", "oldSecret": "x"}, "Bad request. Not permitted to change another client's secret"),
    ],
)
def test_a_client_changes_its_own_secret_if_it_knows_it(world, client, document, refusal):
    answer = world.ask("PUT", f"/oauth/clients/{client}/secret", "clients.secret", json=document)
    assert answer.status_code == (400 if refusal else 200)
    assert not refusal or answer.json == invalid(refusal)


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("GET", "/oauth/clients", "clients.read clients.admin"),
        ("GET", "/oauth/clients/ci", "clients.read clients.admin"),
        ("POST", "/oauth/clients", "clients.write clients.admin"),
        ("PUT", "/oauth/clients/ci", "clients.write clients.admin"),
        ("DELETE", "/oauth/clients/ci", "clients.write clients.admin"),
        ("PUT", "/oauth/clients/ci/secret", "clients.secret clients.admin"),
    ],
)
def test_each_verb_needs_its_scopes(world, method, path, scopes):
    """UAA's client-admin-endpoints.xml."""
    answer = world.ask(method, path, "scim.read", json={})
    assert (answer.status_code, answer.json["scope"]) == (403, f"uaa.admin {scopes} zones.uaa.admin")
