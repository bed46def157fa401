"""Codes: `cf ssh-code`, the authorization_code grant, passcodes and assertions (cc-surface 5.1, 5.2, 5.5)."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

ASKED = {"response_type": "code", "client_id": "ssh-proxy"}
SSH_PROXY = ("ssh-proxy", "ssh-proxy")
LETTERS = "length must between 43 and 128 and use only [A-Z],[a-z],[0-9],_,.,-,~ characters."
VERIFIER = "v" * 43


def authorize(world, token=None, **asked):
    token = token or world.login().json["access_token"]
    return world.ask("GET", "/oauth/authorize", token=token, query_string={**ASKED, **asked})


def code_of(answer):
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def trade(world, code, client=SSH_PROXY, **form):
    return world.token(client, grant_type="authorization_code", code=code, **form)


def web(world, **columns):
    with world.store.change() as change:
        grants = ("authorization_code",)
        change.update(
            world.client("web"), redirect_uris=("http://app/?a=b", "http://other"), grant_types=grants, **columns
        )


def test_the_cf_cli_gets_a_code_for_ssh_in_the_location(world):
    """clients 3: it must be a 302, as the CLI does not follow and reads only `code`."""
    answer = authorize(world, grant_type="authorization_code")
    assert answer.status_code == 302
    code = code_of(answer)
    assert answer.headers["Location"] == f"http://localhost:9023/login?code={code}"
    assert answer.data == b""


def test_the_ssh_proxy_trades_the_code_for_the_users_token(world):
    answer = trade(world, code_of(authorize(world)))
    assert answer.status_code == 200
    assert answer.json["scope"] == "openid cloud_controller.read cloud_controller.write"
    claims = world.check(answer.json["access_token"]).json
    assert (claims["user_name"], claims["cid"], claims["grant_type"]) == ("alice", "ssh-proxy", "authorization_code")
    assert {"refresh_token", "id_token"} <= set(answer.json)


def invalid_grant(description):
    return 400, {"error": "invalid_grant", "error_description": description}


def test_a_code_is_good_once_and_for_five_minutes(world):
    code = code_of(authorize(world))
    assert trade(world, code).status_code == 200
    again = trade(world, code)
    assert (again.status_code, again.json) == invalid_grant(f"Invalid authorization code: {code}")
    code = code_of(authorize(world))
    world.pass_time(minutes=5)
    assert trade(world, code).json["error_description"] == f"Invalid authorization code: {code}"


def test_a_code_is_for_the_client_that_was_named(world):
    web(world)
    answer = trade(world, code_of(authorize(world)), ("web", "web"))
    expected = {"error": "invalid_client", "error_description": "Client ID mismatch"}
    assert (answer.status_code, answer.json) == (401, expected)


def test_no_code_is_no_request(world):
    answer = world.token(SSH_PROXY, grant_type="authorization_code")
    expected = {"error": "invalid_request", "error_description": "An authorization code must be supplied."}
    assert (answer.status_code, answer.json) == (400, expected)


def test_a_registered_redirect_may_be_named_and_the_state_comes_along(world):
    web(world)
    answer = authorize(
        world, client_id="web", redirect_uri="http://app/?a=b", state="a&b", scope="cloud_controller.read"
    )
    code = code_of(answer)
    assert answer.headers["Location"] == f"http://app/?a=b&code={code}&state=a%26b"
    answer = trade(world, code, ("web", "web"))
    assert (answer.status_code, answer.json) == invalid_grant("Redirect URI mismatch.")
    code = code_of(authorize(world, client_id="web", redirect_uri="http://other"))
    answer = trade(world, code, ("web", "web"), redirect_uri="http://other")
    assert (answer.status_code, answer.json["scope"]) == (200, "cloud_controller.read")


@pytest.mark.parametrize(
    ("asked", "status", "error", "description"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client", "No client with requested id: nobody"),
        (
            {"redirect_uri": "http://evil"},
            400,
            "invalid_grant",
            "Invalid redirect http://evil did not match one of the registered values",
        ),
        (
            {"client_id": "ci"},
            400,
            "invalid_grant",
            "A redirectUri must be either supplied or preconfigured in the ClientDetails",
        ),
        (
            {"scope": "x.y"},
            400,
            "invalid_scope",
            "x.y is invalid. Please use a valid scope name in the request",
        ),
        ({"code_challenge": "short"}, 400, "invalid_request", f"Code challenge {LETTERS}"),
        (
            {"code_challenge": VERIFIER, "code_challenge_method": "md5"},
            400,
            "invalid_request",
            "Unsupported code challenge method. Supported: [S256, plain]",
        ),
    ],
)
def test_what_cannot_be_authorized_is_refused(world, asked, status, error, description):
    answer = authorize(world, **asked)
    assert (answer.status_code, answer.json) == (status, {"error": error, "error_description": description})


def test_a_browser_is_sent_to_log_in(world):
    for headers, asked in (({}, ASKED), ({"Authorization": "Bearer x"}, {**ASKED, "response_type": "token"})):
        answer = world.http.get("/oauth/authorize", query_string=asked, headers=headers)
        assert (answer.status_code, answer.headers["Location"]) == (302, "http://localhost:9023/login")


def test_the_token_must_be_a_users_and_carry_uaa_user(world):
    client = str(world.tokens.for_client(world.client("ci"), ["uaa.user"]))
    for token in (world.token_of("alice", "openid"), client):
        answer = authorize(world, token)
        assert (answer.status_code, answer.json["scope"]) == (403, "uaa.admin uaa.user")
    assert authorize(world, "garbage").status_code == 401


def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("asked", "form", "description"),
    [
        ({"code_challenge": VERIFIER}, {"code_verifier": VERIFIER}, None),
        ({"code_challenge": digest(VERIFIER), "code_challenge_method": "S256"}, {"code_verifier": VERIFIER}, None),
        ({"code_challenge": VERIFIER}, {"code_verifier": "w" * 43}, f"Invalid code verifier: {'w' * 43}"),
        (
            {"code_challenge": VERIFIER},
            {},
            "PKCE error: Code verifier must be provided for this authorization code.",
        ),
        (
            {},
            {"code_verifier": VERIFIER},
            "PKCE error: Code verifier not required for this authorization code.",
        ),
    ],
)
def test_a_challenge_must_be_met(world, asked, form, description):
    """RFC 7636, in the words of UAA's PkceValidationService."""
    answer = trade(world, code_of(authorize(world, **asked)), **form)
    assert answer.status_code == (400 if description else 200)
    assert answer.json.get("error_description") == description


def test_a_verifier_in_other_letters_is_refused(world):
    answer = trade(world, code_of(authorize(world)), code_verifier="x")
    assert answer.json == {"error": "invalid_request", "error_description": f"Code verifier {LETTERS}"}


def passcode(world):
    return world.ask("GET", "/passcode", token=world.login().json["access_token"]).json


def test_a_passcode_stands_for_a_password_once(world):
    """`cf login --sso-passcode`."""
    code = passcode(world)
    form = {"grant_type": "password", "passcode": code}
    answer = world.token(("cf", ""), **form)
    assert answer.status_code == 200
    assert world.userinfo(answer.json["access_token"]).json["user_name"] == "alice"
    assert world.token(("cf", ""), **form).status_code == 401


@pytest.mark.parametrize("spoil", ["wrong", "late", "ssh"])
def test_a_passcode_that_is_none_is_refused(world, spoil):
    codes = {"wrong": lambda: "x", "late": lambda: passcode(world), "ssh": lambda: code_of(authorize(world))}
    code = codes[spoil]()
    world.pass_time(minutes=5 if spoil == "late" else 0)
    answer = world.token(("cf", ""), grant_type="password", passcode=code)
    expected = {"error": "unauthorized", "error_description": "Invalid passcode"}
    assert (answer.status_code, answer.json) == (401, expected)
    challenge = 'Bearer realm="oauth", error="unauthorized", error_description="Invalid passcode"'
    assert answer.headers["WWW-Authenticate"] == challenge


def test_a_passcode_is_no_code_for_a_client(world):
    code = passcode(world)
    assert trade(world, code).json["error_description"] == f"Invalid authorization code: {code}"


def test_a_browser_is_sent_to_log_in_before_it_sees_a_passcode(world):
    answer = world.http.get("/passcode")
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://localhost:9023/login")


def jwt_bearer(world, **form):
    return world.token(("cf", ""), grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer", **form)


def test_a_users_token_is_an_assertion(world):
    answer = jwt_bearer(world, assertion=world.login().json["access_token"])
    assert answer.status_code == 200
    claims = world.check(answer.json["access_token"]).json
    assert (claims["user_name"], claims["grant_type"].rpartition(":")[2]) == ("alice", "jwt-bearer")


def test_an_assertion_that_proves_no_user_is_refused(world):
    token = world.login().json["access_token"]
    world.pass_time(seconds=1201)
    for form, description in (
        ({}, "Assertion is missing"),
        ({"assertion": "garbage"}, "The token expired, was revoked, or the token ID is incorrect."),
        ({"assertion": world.tokens.for_client(world.client("ci"))}, "Token is not a user token."),
        ({"assertion": token}, "Invalid access token: expired at Thu Jan 01 12:20:00 UTC 2026"),
    ):
        answer = jwt_bearer(world, **form)
        expected = {"error": "unauthorized", "error_description": description}
        assert (answer.status_code, answer.json) == (401, expected)
