"""`/check_token` and `/userinfo`, and how they judge tokens (cc-surface 5.4, 5.5)."""

import pytest

from tests.uaa.conftest import ISSUER

NO_CLIENT = "An Authentication object was not found in the SecurityContext"
NO_TOKEN = "Full authentication is required to access this resource"


def test_a_good_token_is_answered_with_its_claims(world):
    token = world.tokens.for_user(world.user(), world.client("cf"))
    answer = world.check(token)
    assert (answer.status_code, answer.json) == (200, token.claims)


def test_a_good_token_of_a_client_is_good_as_well(world):
    token = world.tokens.for_client(world.client("ci"))
    assert world.check(token).json == token.claims


def test_scopes_can_be_asked_for(world):
    token = world.tokens.for_user(world.user(), world.client("cf"))
    assert world.check(token, scopes="openid,cloud_controller.read").status_code == 200
    answer = world.check(token, scopes="openid,a.b,c.d")
    description = "Some requested scopes are missing: a.b,c.d"
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_scope", "error_description": description})


def test_only_a_resource_server_may_ask(world):
    answer = world.http.post("/check_token", data={"token": "x"}, auth=("odd", "a%2Bb%25c d"))
    assert (answer.status_code, answer.json) == (
        403,
        {"error": "access_denied", "error_description": "Access is denied"},
    )


def test_a_resource_server_must_say_who_it_is_by_basic(world):
    form = {"token": "x", "client_id": "ci", "client_secret": "s3cret"}
    answer = world.http.post("/check_token", data=form)
    assert (answer.status_code, answer.json) == (401, {"error": "unauthorized", "error_description": NO_CLIENT})


def test_introspection_says_the_same_and_that_the_token_is_active(world):
    """RFC 7662, UAA's IntrospectEndpoint."""
    token = world.tokens.for_user(world.user(), world.client("cf"))
    answer = world.http.post("/introspect", data={"token": token}, auth=("ci", "s3cret"))
    assert list(answer.json.items()) == [*token.claims.items(), ("active", True)]


def test_introspection_of_a_bad_token_is_no_error(world):
    token = world.login().json["access_token"]
    world.pass_time(seconds=1201)
    for bad in (token, "garbage", ""):
        answer = world.http.post("/introspect", data={"token": bad}, auth=("ci", "s3cret"))
        assert (answer.status_code, answer.json) == (200, {"active": False})


def test_introspection_is_for_resource_servers_that_name_a_token(world):
    assert world.http.post("/introspect", data={"token": "x"}, auth=("odd", "a%2Bb%25c d")).status_code == 403
    answer = world.http.post("/introspect", auth=("ci", "s3cret"))
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_userinfo_tells_names_and_when_the_user_was_last_here(world):
    with world.store.change() as change:
        change.update(world.user(), given_name="Alice", family_name="Liddell", phone_number="1865")
    world.login()
    world.pass_time(hours=1)
    told = world.userinfo(world.login().json["access_token"]).json
    assert told["name"] == "Alice Liddell"
    assert (told["given_name"], told["family_name"], told["phone_number"]) == ("Alice", "Liddell", "1865")
    assert told["previous_logon_time"] == 1767268800000


def test_userinfo_says_who_the_bearer_is(world):
    token = world.login().json["access_token"]
    expected = {
        "user_id": "alice-guid",
        "user_name": "alice",
        "email": "alice@example.org",
        "email_verified": True,
        "previous_logon_time": None,
        "name": "",
        "sub": "alice-guid",
    }
    assert list(world.userinfo(token).json.items()) == list(expected.items())
    posted = world.http.post("/userinfo", headers={"Authorization": f"bearer {token}"})
    assert posted.json == expected


@pytest.mark.parametrize("header", [None, "Basic Y2Y6", "bearer"])
def test_userinfo_needs_a_token(world, header):
    answer = world.http.get("/userinfo", headers={"Authorization": header} if header else {})
    if header == "bearer":
        assert answer.json["error"] == "invalid_token"
        return
    assert (answer.status_code, answer.json) == (401, {"error": "unauthorized", "error_description": NO_TOKEN})
    challenge = f'Bearer realm="UAA/oauth", error="unauthorized", error_description="{NO_TOKEN}"'
    assert answer.headers["WWW-Authenticate"] == challenge


def test_userinfo_is_not_for_tokens_without_openid(world):
    token = world.login(scope="cloud_controller.read").json["access_token"]
    answer = world.userinfo(token)
    description = "Invalid token does not contain resource id (openid)"
    assert (answer.status_code, answer.json) == (403, {"error": "access_denied", "error_description": description})
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="UAA/oauth"'


def test_a_token_that_is_meant_for_userinfo_but_lacks_the_scope_is_told_which(world):
    token = world.tokens.for_claims({"user_id": "alice-guid", "aud": ["openid"], "scope": ["a.b"]})
    answer = world.userinfo(token)
    description = "Insufficient scope for this resource"
    assert answer.status_code == 403
    assert answer.json == {"error": "insufficient_scope", "error_description": description, "scope": "openid"}
    challenge = f'Bearer error="insufficient_scope", error_description="{description}", scope="openid"'
    assert answer.headers["WWW-Authenticate"] == challenge


def test_userinfo_knows_nothing_of_a_client(world):
    token = world.tokens.for_client(world.client("ci"), ["openid"])
    assert world.userinfo(token).json["error_description"] == "Token is not a user token."


def test_an_access_token_ends_when_it_says(world):
    token = world.login().json["access_token"]
    world.pass_time(seconds=1200)
    assert world.userinfo(token).status_code == world.check(token).status_code == 200
    world.pass_time(seconds=1)
    assert world.check(token).json == {"error": "invalid_token", "error_description": "Token has expired"}
    assert world.userinfo(token).json == {
        "error": "invalid_token",
        "error_description": "Invalid access token: expired at Thu Jan 01 12:20:00 UTC 2026",
    }


def of_alice(world, **claims):
    return world.tokens.for_claims({"user_id": "alice-guid", **claims})


def revoked(world):
    return of_alice(world, jti="r-1", revocable=True)


def older_than_the_secret(world):
    token = world.token(("web", "web"), grant_type="password", username="alice", password="wonderland").json
    with world.store.change() as change:
        change.update(world.client("web"), secret="changed")
    return token["access_token"]


LOST = "The token expired, was revoked, or the token ID is incorrect."
NO_EXPIRY = "Token does not bear a valid EXP claim."


CLAIMS_THAT_DO_NOT_COUNT = {
    "no-expiry": ({"exp": None}, NO_EXPIRY),
    "an-expiry-in-words": ({"exp": "soon"}, NO_EXPIRY),
    "an-expiry-before-time": ({"exp": -(10**30)}, NO_EXPIRY),
    "an-expiry-after-time": ({"exp": 10**30}, NO_EXPIRY),
    "a-beginning-to-come": ({"nbf": 10**10}, "Token is not valid yet."),
    "a-beginning-in-words": ({"nbf": "x"}, "Token is not valid yet."),
    "no-id": ({"jti": None}, "The token must contain a jti claim."),
    "a-refresh-tokens-id": ({"jti": "a-r"}, "Invalid access token."),
    "another-issuer": ({"iss": "x"}, f"Invalid issuer (x) for token did not match expected: {ISSUER}"),
    "an-unknown-client": ({"cid": "nobody"}, "Invalid client ID nobody"),
    "a-client-that-is-a-list": ({"cid": []}, "Invalid client ID []"),
    "an-unknown-user": ({"user_id": "nobody"}, "Token bears a non-existent user ID: nobody"),
    "an-inactive-user": ({"user_id": "gone-guid"}, "Token bears a non-existent user ID: gone-guid"),
    "a-user-that-is-an-object": ({"user_id": {}}, "Token bears a non-existent user ID: {}"),
}


@pytest.mark.parametrize(
    ("claims", "description"), CLAIMS_THAT_DO_NOT_COUNT.values(), ids=CLAIMS_THAT_DO_NOT_COUNT.keys()
)
def test_a_token_is_refused_for_what_it_says(world, claims, description):
    answer = world.check(of_alice(world, **claims))
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_token", "error_description": description})
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize(
    ("make", "description"),
    [
        pytest.param(lambda _: "", "Token parameter must be set", id="none"),
        pytest.param(lambda _: "28edda5c4f1b4a9f", LOST, id="opaque"),
        pytest.param(revoked, "The token has been revoked: r-1", id="revoked"),
        pytest.param(older_than_the_secret, "revocable signature mismatch", id="older-than-the-secret"),
    ],
)
def test_a_token_is_refused_for_what_became_of_it(world, make, description):
    answer = world.check(make(world))
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_token", "error_description": description})


@pytest.mark.parametrize("claims", [{"scope": None}, {"scope": 5}, {"scope": "openid"}, {"scope": [1]}, {"aud": 5}])
def test_scopes_and_audiences_of_a_wrong_kind_allow_nothing(world, claims):
    token = of_alice(world, **{"aud": ["openid"], **claims})
    assert world.userinfo(token).status_code == 403
    assert world.check(token, scopes="openid").status_code == (200 if "aud" in claims else 400)


def test_what_a_token_says_cannot_break_out_of_a_header(world):
    answer = world.userinfo(of_alice(world, iss="x\r\nSet-Cookie: a=b\ud800é"))
    assert answer.status_code == 401
    assert "(x??Set-Cookie: a=b??)" in answer.headers["WWW-Authenticate"]


def test_no_secret_is_logged_or_repeated(world, caplog):
    """reliability T-28."""
    caplog.set_level(0)
    tokens = world.login().json
    answers = [
        world.login(password="hunter2"),
        world.token(("ci", "hunter2"), grant_type="client_credentials"),
        world.userinfo(tokens["access_token"] + "hunter2"),
        world.check(tokens["refresh_token"]),
        world.userinfo(tokens["access_token"]),
    ]
    said = caplog.text + "".join(answer.text + str(answer.headers) for answer in answers)
    for secret in ("hunter2", "wonderland", "s3cret", tokens["access_token"], tokens["refresh_token"]):
        assert secret not in said
