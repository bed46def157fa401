"""The documents that clients begin with (clients 3, cc-surface 5.1, 5.4)."""

import pytest

from tests.uaa.conftest import ISSUER


@pytest.mark.parametrize("path", ["/login", "/info"])
@pytest.mark.parametrize("accept", ["application/json", "*/*", None, "text/html, application/json"])
def test_programs_get_the_login_information_as_json(world, path, accept):
    with world.store.change() as change:
        change.delete(world.user("lewis"))
    answer = world.http.get(path, headers={"Accept": accept} if accept else {})
    assert answer.json == {
        "app": {"version": "77.20.0"},
        "links": {
            "uaa": "http://localhost:9023",
            "passwd": "/forgot_password",
            "login": "http://localhost:9023",
            "register": "/create_account",
        },
        "zone_name": "uaa",
        "entityID": "localhost",
        "commit_id": "fakecf",
        "idpDefinitions": {},
        "prompts": {"username": ["text", "Email"], "password": ["password", "Password"]},
        "timestamp": "2024-10-24T12:34:56+0000",
    }


def test_a_passcode_is_asked_for_where_there_is_another_identity_provider(world):
    """cc-surface 5.1; `cf login --sso` reads this prompt."""
    prompt = "Temporary Authentication Code ( Get one at http://localhost:9023/passcode )"
    assert world.http.get("/login").json["prompts"]["passcode"] == ["password", prompt]


def test_browsers_get_a_page(world):
    answer = world.http.get("/login", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["Content-Type"] == "text/html;charset=UTF-8"
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/oauth/token/.well-known/openid-configuration"])
def test_the_discovery_document_names_endpoints_on_the_callers_host_and_one_issuer(world, path):
    document = world.http.get(path, headers={"Host": "uaa.fakecf.test:80"}).json
    assert len(document.pop("claims_supported")) == 23
    assert list(document.items()) == [
        ("issuer", ISSUER),
        ("authorization_endpoint", "http://uaa.fakecf.test:9023/oauth/authorize"),
        ("token_endpoint", "http://uaa.fakecf.test:9023/oauth/token"),
        ("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post", "private_key_jwt"]),
        ("token_endpoint_auth_signing_alg_values_supported", ["RS256", "HS256"]),
        ("userinfo_endpoint", "http://uaa.fakecf.test:9023/userinfo"),
        ("jwks_uri", "http://uaa.fakecf.test:9023/token_keys"),
        ("end_session_endpoint", "http://uaa.fakecf.test:9023/logout.do"),
        ("scopes_supported", ["openid", "profile", "email", "phone", "roles", "user_attributes"]),
        ("response_types_supported", ["code", "code id_token", "id_token", "token id_token"]),
        ("subject_types_supported", ["public"]),
        ("id_token_signing_alg_values_supported", ["RS256", "HS256"]),
        ("id_token_encryption_alg_values_supported", ["none"]),
        ("claim_types_supported", ["normal"]),
        ("claims_parameter_supported", False),
        ("service_documentation", "http://docs.cloudfoundry.org/api/uaa/"),
        ("ui_locales_supported", ["en-US"]),
        ("code_challenge_methods_supported", ["S256", "plain"]),
    ]
