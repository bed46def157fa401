"""What tokens say, claim by claim and in order (cc-surface 5.4)."""

from datetime import timedelta

import jwt

ISSUER = "http://localhost:9023/oauth/token"
NOW = 1767268800  # 2026-01-01T12:00:00Z


def read(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_the_header_names_our_key_and_where_to_find_it(world):
    header = jwt.get_unverified_header(world.login().json["access_token"])
    assert list(header.items()) == [
        ("alg", "RS256"),
        ("jku", "http://localhost:9023/token_keys"),
        ("kid", "key-1"),
        ("typ", "JWT"),
    ]


def test_an_access_token_of_a_user(world):
    answer = world.login().json
    claims = read(answer["access_token"])
    scope = ["cloud_controller.read", "cloud_controller.write", "openid", "password.write", "uaa.user"]
    assert list(claims.items()) == [
        ("jti", answer["jti"]),
        ("client_auth_method", "none"),
        ("sub", "alice-guid"),
        ("scope", scope),
        ("client_id", "cf"),
        ("cid", "cf"),
        ("azp", "cf"),
        ("grant_type", "password"),
        ("user_id", "alice-guid"),
        ("origin", "uaa"),
        ("user_name", "alice"),
        ("email", "alice@example.org"),
        ("auth_time", NOW),
        ("rev_sig", claims["rev_sig"]),
        ("iat", NOW),
        ("exp", NOW + 1200),
        ("iss", ISSUER),
        ("zid", "uaa"),
        ("aud", ["cf", "cloud_controller", "openid", "password", "uaa"]),
    ]
    assert len(claims["jti"]) == 32
    assert len(claims["rev_sig"]) == 8


def test_an_access_token_of_a_client(world):
    answer = world.token(("ci", "s3cret"), grant_type="client_credentials").json
    claims = read(answer["access_token"])
    assert list(claims.items()) == [
        ("jti", answer["jti"]),
        ("sub", "ci"),
        ("authorities", ["cloud_controller.read", "uaa.resource"]),
        ("scope", ["cloud_controller.read", "uaa.resource"]),
        ("client_id", "ci"),
        ("cid", "ci"),
        ("azp", "ci"),
        ("grant_type", "client_credentials"),
        ("rev_sig", claims["rev_sig"]),
        ("iat", NOW),
        ("exp", NOW + 43200),
        ("iss", ISSUER),
        ("zid", "uaa"),
        ("aud", ["ci", "cloud_controller", "uaa"]),
    ]


def test_a_refresh_token(world):
    answer = world.login().json
    claims = read(answer["refresh_token"])
    access = read(answer["access_token"])
    assert list(claims.items()) == [
        ("jti", claims["jti"]),
        ("sub", "alice-guid"),
        ("iat", NOW),
        ("exp", NOW + 2592000),
        ("cid", "cf"),
        ("client_id", "cf"),
        ("iss", ISSUER),
        ("zid", "uaa"),
        ("aud", access["aud"]),
        ("granted_scopes", access["scope"]),
        ("amr", ["pwd"]),
        ("auth_time", NOW),
        ("client_auth_method", "none"),
        ("grant_type", "password"),
        ("user_name", "alice"),
        ("origin", "uaa"),
        ("user_id", "alice-guid"),
        ("rev_sig", access["rev_sig"]),
    ]
    assert len(claims["jti"]) == 34
    assert claims["jti"].endswith("-r")


def test_an_id_token_is_for_the_client_and_shares_the_access_tokens_id(world):
    answer = world.login().json
    access = read(answer["access_token"])
    assert read(answer["id_token"]) == {
        "sub": "alice-guid",
        "aud": ["cf"],
        "iss": ISSUER,
        "exp": NOW + 1200,
        "iat": NOW,
        "amr": ["pwd"],
        "azp": "cf",
        "scope": ["openid"],
        "email_verified": True,
        "email": "alice@example.org",
        "cid": "cf",
        "grant_type": "password",
        "user_name": "alice",
        "zid": "uaa",
        "origin": "uaa",
        "jti": answer["jti"],
        "rev_sig": access["rev_sig"],
        "client_id": "cf",
        "auth_time": NOW,
        "user_id": "alice-guid",
    }


def test_a_user_without_an_email_address_has_the_user_name_for_one(world):
    assert read(world.login("admin", "admin").json["access_token"])["email"] == "admin"


def test_tokens_carry_their_claims_along(world):
    user, cf, ci = world.user(), world.client("cf"), world.client("ci")
    access = world.tokens.for_user(user, cf)
    for token in (
        access,
        world.tokens.for_client(ci),
        world.tokens.for_claims({"x": 1}),
        world.tokens.refresh_token(access, cf),
        world.tokens.id_token(access, user),
    ):
        assert world.tokens.decode(token) == token.claims == read(token)


def test_scopes_and_lifetime_can_be_chosen(world):
    lifetime = timedelta(minutes=10)
    of_user = world.tokens.for_user(world.user(), world.client("cf"), ["a.b.c", "lone", "d."], lifetime)
    of_client = world.tokens.for_client(world.client("ci"), ["openid"], lifetime)
    for token in (of_user, of_client, world.tokens.for_claims({}, lifetime)):
        assert token.claims["exp"] - token.claims["iat"] == 600
    assert of_user.claims["scope"] == ["a.b.c", "lone", "d."]
    assert of_user.claims["aud"] == ["cf", "a.b"]
    assert of_client.claims["aud"] == ["ci", "openid"]


def test_chosen_claims_stand_beside_sensible_ones(world):
    token = world.tokens.for_claims({"user_id": "u-1", "scope": ["cloud_controller.admin"], "jti": None})
    assert list(token.claims.items()) == [
        ("jti", None),
        ("sub", "u-1"),
        ("scope", ["cloud_controller.admin"]),
        ("client_id", "cf"),
        ("cid", "cf"),
        ("azp", "cf"),
        ("grant_type", "password"),
        ("user_id", "u-1"),
        ("origin", "uaa"),
        ("user_name", "u-1"),
        ("email", "u-1"),
        ("iat", NOW),
        ("exp", NOW + 1200),
        ("iss", ISSUER),
        ("zid", "uaa"),
        ("aud", ["cf", "cloud_controller"]),
    ]


def test_chosen_claims_may_be_as_wrong_as_one_likes(world):
    wrong = {"iss": 5, "exp": "soon", "aud": None, "scope": None, "sub": [], "nbf": "é", "iat": -1}
    token = world.tokens.for_claims(wrong)
    assert wrong.items() <= world.tokens.decode(token).items()
