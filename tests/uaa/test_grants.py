"""What each grant gives and refuses (cc-surface 5.2, 5.3, 5.5)."""

import jwt
import msgspec
import pytest

from fakecf.state.uaa_records import UaaUser

DEFAULT = "cloud_controller.read cloud_controller.write openid password.write uaa.user"


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_a_password_buys_all_three_tokens_in_uaas_order(world):
    answer = world.login()
    assert answer.status_code == 200
    assert list(answer.json) == [
        "access_token",
        "token_type",
        "id_token",
        "refresh_token",
        "expires_in",
        "scope",
        "jti",
    ]
    assert answer.json["token_type"] == "bearer"
    assert answer.json["expires_in"] == 1199
    assert answer.json["scope"] == DEFAULT
    assert answer.json["jti"] == claims_of(answer.json["access_token"])["jti"]


def test_a_client_gets_an_access_token_and_nothing_else(world):
    answer = world.token(("ci", "s3cret"), grant_type="client_credentials")
    assert list(answer.json) == ["access_token", "token_type", "expires_in", "scope", "jti"]
    assert answer.json["expires_in"] == 43199
    assert answer.json["scope"] == "cloud_controller.read uaa.resource"


def test_groups_add_to_the_default_scopes_as_far_as_the_client_allows(world):
    answer = world.login("admin", "admin")
    granted = "cloud_controller.read cloud_controller.write openid password.write cloud_controller.admin uaa.user"
    assert answer.json["scope"] == granted


def test_a_narrower_scope_can_be_asked_for_and_takes_the_id_token_with_it(world):
    answer = world.login(scope="cloud_controller.read")
    assert answer.json["scope"] == "cloud_controller.read"
    assert "id_token" not in answer.json


def test_a_client_without_the_refresh_grant_gets_no_refresh_token(world):
    with world.store.change() as change:
        change.update(world.client("web"), grant_types=("password",))
    answer = world.token(("web", "web"), grant_type="password", username="alice", password="wonderland")
    assert list(answer.json) == ["access_token", "token_type", "expires_in", "scope", "jti"]


def test_a_client_without_authorities_gets_the_scope_that_allows_nothing(world):
    with world.store.change() as change:
        change.update(world.client("ci"), authorities=())
    answer = world.token(("ci", "s3cret"), grant_type="client_credentials")
    assert answer.json["scope"] == "uaa.none"
    assert claims_of(answer.json["access_token"])["aud"] == ["ci"]


@pytest.mark.parametrize(
    ("client", "form", "status", "error", "description"),
    [
        (("cf", ""), {}, 400, "invalid_request", "Missing grant type"),
        (("cf", ""), {"grant_type": ""}, 400, "invalid_request", "Missing grant type"),
        (("cf", ""), {"grant_type": "x"}, 400, "unsupported_grant_type", "Unsupported grant type"),
        (("cf", ""), {"grant_type": "client_credentials"}, 401, "invalid_client", "Unauthorized grant type"),
        (("ci", "s3cret"), {"grant_type": "password"}, 401, "invalid_client", "Unauthorized grant type"),
        (
            ("ci", "s3cret"),
            {"grant_type": "client_credentials", "client_id": "cf"},
            401,
            "invalid_client",
            "Given client ID does not match authenticated client",
        ),
        (("cf", ""), {"grant_type": "refresh_token"}, 400, "invalid_request", "refresh_token parameter not provided"),
    ],
)
def test_a_request_for_what_cannot_be_had_is_refused(world, client, form, status, error, description):
    answer = world.token(client, **form)
    assert (answer.status_code, answer.json) == (status, {"error": error, "error_description": description})
    challenge = f'Bearer error="{error}", error_description="{description}"' if status == 401 else None
    assert answer.headers.get("WWW-Authenticate") == challenge


@pytest.mark.parametrize(
    ("scope", "description"),
    [
        (
            "cloud_controller.admin",
            "[cloud_controller.admin] is invalid. This user is not allowed any of the requested scopes",
        ),
        (
            "scim.read scim.write",
            "[scim.read, scim.write] is invalid. This user is not allowed any of the requested scopes",
        ),
        ("openid bogus", "bogus is invalid. Please use a valid scope name in the request"),
    ],
)
def test_a_scope_that_the_user_or_the_client_lacks_is_refused(world, scope, description):
    answer = world.login(scope=scope)
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_scope", "error_description": description})
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="UAA/client"'


def test_a_scope_that_is_no_authority_is_refused_with_those_that_are(world):
    answer = world.token(("ci", "s3cret"), grant_type="client_credentials", scope="cloud_controller.admin")
    assert answer.status_code == 400
    assert answer.json == {
        "error": "invalid_scope",
        "error_description": "Invalid scope: cloud_controller.admin",
        "scope": "cloud_controller.read uaa.resource",
    }


def refresh(world, token, client=("cf", ""), **form):
    return world.token(client, grant_type="refresh_token", refresh_token=token, **form)


def test_a_refresh_token_buys_another_access_token_for_the_same_login(world):
    first = world.login().json
    world.pass_time(minutes=10)
    answer = refresh(world, first["refresh_token"])
    assert answer.status_code == 200
    second = answer.json
    assert list(second) == list(first)
    assert second["refresh_token"] == first["refresh_token"]
    assert second["jti"] != first["jti"]
    before, after = claims_of(first["access_token"]), claims_of(second["access_token"])
    assert after == {**before, "jti": second["jti"], "iat": before["iat"] + 600, "exp": before["exp"] + 600}


def test_a_refresh_can_narrow_the_scope_but_not_widen_it(world):
    token = world.login(scope="openid cloud_controller.read").json["refresh_token"]
    assert refresh(world, token, scope="openid").json["scope"] == "openid"
    answer = refresh(world, token, scope="cloud_controller.write")
    assert answer.status_code == 400
    assert answer.json == {
        "error": "invalid_scope",
        "error_description": "Unable to narrow the scope of the client authentication to [cloud_controller.write].",
        "scope": "cloud_controller.read openid",
    }


def test_a_refresh_token_of_another_client_is_refused(world):
    answer = refresh(world, world.login().json["refresh_token"], ("web", "web"))
    assert (answer.status_code, answer.json) == (
        400,
        {"error": "invalid_grant", "error_description": "Wrong client for this refresh token: cf"},
    )


def revoked(world):
    token = world.login(token_format="opaque").json["refresh_token"]
    assert world.ask("DELETE", f"/oauth/token/revoke/{token}", "tokens.revoke").status_code == 200
    return token


def outlived(world):
    token = world.login().json["refresh_token"]
    world.pass_time(days=30, seconds=1)
    return token


def older_than_the_password(world):
    token = world.login().json["refresh_token"]
    with world.store.change() as change:
        change.update(world.user(), password="changed")
    return token


def without_its_user(world):
    token = world.login().json["refresh_token"]
    with world.store.change() as change:
        change.delete(world.user())
    return token


def without_its_group(world):
    token = world.login("admin", "admin").json["refresh_token"]
    with world.store.change() as change:
        change.update(world.user("admin"), groups=())
    return token


def without_scopes(world):
    return world.tokens.for_claims({"jti": "x-r", "user_id": "alice-guid", "granted_scopes": 7})


LOST = "The token expired, was revoked, or the token ID is incorrect."


@pytest.mark.parametrize(
    ("spoil", "description"),
    [
        (lambda _: "garbage", LOST),
        (revoked, LOST),
        (lambda _: "a.b.c", "Could not verify token signature."),
        (lambda world: world.login().json["access_token"], "Invalid refresh token."),
        (lambda world: world.tokens.for_claims({"jti": "x-r"}), "Token is not a user token."),
        (without_scopes, 'Some required "granted_scopes" are missing: []'),
        (outlived, "Invalid refresh token expired at Sat Jan 31 12:00:00 UTC 2026"),
        (older_than_the_password, "revocable signature mismatch"),
        (without_its_user, "Token bears a non-existent user ID: alice-guid"),
        (without_its_group, 'Some required "granted_scopes" are missing: [cloud_controller.admin]'),
    ],
)
def test_a_refresh_token_that_does_not_count_is_refused(world, spoil, description):
    answer = refresh(world, spoil(world))
    assert (answer.status_code, answer.json) == (
        401,
        {"error": "invalid_token", "error_description": description},
    )
    challenge = f'Bearer error="invalid_token", error_description="{description}"'
    assert answer.headers["WWW-Authenticate"] == challenge


def test_an_access_token_that_has_expired_is_replaced_by_the_refresh_token(world):
    """clients 4: the CLI refreshes when less than a minute is left."""
    first = world.login().json
    world.pass_time(seconds=1201)
    assert world.check(first["access_token"]).json["error_description"] == "Token has expired"
    second = refresh(world, first["refresh_token"]).json
    assert world.check(second["access_token"]).status_code == 200


def test_the_same_password_gives_the_same_signature_and_another_gives_another(world):
    """cc-surface 5.4: rev_sig changes with password, secret, e-mail address and user name."""
    one, two = world.login().json, world.login().json
    assert claims_of(one["access_token"])["rev_sig"] == claims_of(two["access_token"])["rev_sig"]
    with world.store.change() as change:
        change.put(msgspec.structs.replace(world.user(), email="other@example.org"))
    assert isinstance(world.user(), UaaUser)
    assert claims_of(world.login().json["access_token"])["rev_sig"] != claims_of(one["access_token"])["rev_sig"]
