"""Tokens that are taken back (cc-surface 5.1, UAA's TokenRevocationEndpoint)."""

import pytest
from werkzeug.test import Client

from fakecf.addresses import Addresses
from fakecf.clock import Clock
from fakecf.uaa import Uaa

DEFAULT = "cloud_controller.read cloud_controller.write openid password.write uaa.user"
GONE = {"error": "invalid_token", "error_description": "Resource not found"}


def opaque(world, name="alice"):
    return world.login(name, token_format="opaque").json


def test_an_opaque_token_says_nothing_and_counts_like_another(world):
    """cc-surface 5.3: 32 hexadecimal digits, its own id."""
    tokens = opaque(world)
    assert tokens["access_token"] == tokens["jti"]
    assert len(tokens["access_token"]) == 32
    claims = world.check(tokens["access_token"]).json
    assert (claims["user_name"], claims["revocable"]) == ("alice", True)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert world.token(("cf", ""), **form).json["refresh_token"] == tokens["refresh_token"]


def test_its_bearer_takes_a_token_back(world):
    token = opaque(world)["access_token"]
    answer = world.ask("DELETE", f"/oauth/token/revoke/{token}", token=token)
    assert (answer.status_code, answer.data) == (200, b"")
    assert world.userinfo(token).status_code == 401
    lost = "The token expired, was revoked, or the token ID is incorrect."
    assert world.check(token).json["error_description"] == lost


def test_the_token_of_another_is_taken_back_with_the_scope_for_it(world):
    token = opaque(world)["access_token"]
    path = f"/oauth/token/revoke/{token}"
    answer = world.ask("DELETE", path, "openid")
    assert (answer.status_code, answer.json["scope"]) == (403, "uaa.admin tokens.revoke")
    assert world.ask("DELETE", path, "tokens.revoke").status_code == 200
    answer = world.ask("DELETE", path, "tokens.revoke")
    assert (answer.status_code, answer.json) == (404, GONE)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_all_tokens_of_a_user_are_taken_back_by_another_salt(world, method):
    token, other = world.login().json["access_token"], world.login("admin").json["access_token"]
    path = "/oauth/token/revoke/user/alice-guid"
    assert world.ask(method, path, token=other).status_code == 403
    assert world.ask(method, path, token=token).status_code == 200
    assert world.userinfo(token).json["error_description"] == "revocable signature mismatch"
    assert world.userinfo(other).status_code == 200
    assert world.login().status_code == 200
    assert world.ask(method, "/oauth/token/revoke/user/nobody", "tokens.revoke").json == GONE


def test_all_tokens_of_a_client_are_taken_back_by_another_salt(world):
    token, kept = world.login().json["access_token"], opaque(world)["access_token"]
    path = "/oauth/token/revoke/client/cf"
    assert world.ask("DELETE", path, token=token).status_code == 403
    assert world.ask("DELETE", path, "tokens.revoke").status_code == 200
    assert world.userinfo(token).json["error_description"] == "revocable signature mismatch"
    assert world.userinfo(kept).status_code == 401
    assert world.ask("DELETE", "/oauth/token/revoke/client/nobody", "tokens.revoke").json == GONE


def test_the_kept_tokens_of_a_user_at_a_client_are_taken_back(world):
    kept, plain = opaque(world)["access_token"], world.login().json["access_token"]
    path = "/oauth/token/revoke/user/alice-guid/client"
    assert world.ask("GET", f"{path}/web", token=plain).status_code == 403
    assert world.ask("GET", f"{path}/cf", token=plain).status_code == 200
    assert world.userinfo(kept).status_code == 401
    assert world.userinfo(plain).status_code == 200


def test_kept_tokens_are_listed_without_themselves(world):
    jti = opaque(world)["jti"]
    opaque(world, "admin")
    answer = world.ask("GET", "/oauth/token/list/user/alice-guid", "tokens.list")
    access, refresh = answer.json
    assert list(access.items()) == [
        ("tokenId", jti),
        ("clientId", "cf"),
        ("userId", "alice-guid"),
        ("format", "opaque"),
        ("responseType", "ACCESS_TOKEN"),
        ("issuedAt", 1767268800000),
        ("expiresAt", 1767270000000),
        ("scope", f"[{DEFAULT.replace(' ', ', ')}]"),
        ("value", None),
        ("zoneId", "uaa"),
    ]
    assert refresh["responseType"] == "REFRESH_TOKEN"
    assert len(world.ask("GET", "/oauth/token/list/client/cf", "tokens.list").json) == 4
    for path in ("user/alice-guid", "client/cf"):
        answer = world.ask("GET", f"/oauth/token/list/{path}", "openid")
        assert (answer.status_code, answer.json["scope"]) == (403, "uaa.admin tokens.list")


def test_the_list_of_ones_own_is_shut_by_the_filter_before_it(world):
    answer = world.ask("GET", "/oauth/token/list", "tokens.list")
    expected = {"error": "access_denied", "error_description": "Access is denied"}
    assert (answer.status_code, answer.json) == (403, expected)


def test_kept_tokens_that_ended_are_forgotten(world):
    opaque(world)
    world.pass_time(days=31)
    opaque(world)
    assert len(world.ask("GET", "/oauth/token/list/client/cf", "tokens.list").json) == 2


def test_kept_tokens_go_with_their_user(world):
    opaque(world)
    assert world.ask("DELETE", "/Users/alice-guid", "scim.write").status_code == 200
    assert world.ask("GET", "/oauth/token/list/client/cf", "tokens.list").json == []


def test_a_foundation_can_keep_every_token_so_that_cf_logout_takes_it_back(world):
    """clients 3: the CLI does so if the claim `revocable` is true."""
    addresses = Addresses(api=9022, uaa=9023, blobstore=9024, control=9021)
    uaa = Uaa(world.store, Clock(lambda: world.setting), world.tokens, lambda: addresses, revocable_tokens=True)
    world.http = Client(uaa.application)
    tokens = world.login().json
    claims = world.check(tokens["access_token"]).json
    assert claims["revocable"] is True
    for jti in (world.tokens.decode(tokens["refresh_token"])["jti"], claims["jti"]):
        assert world.ask("DELETE", f"/oauth/token/revoke/{jti}", token=tokens["access_token"]).status_code == 200
    refused = world.userinfo(tokens["access_token"]).json
    assert refused["error_description"] == f"The token has been revoked: {claims['jti']}"
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert world.token(("cf", ""), **form).status_code == 401
    client = world.token(("ci", "s3cret"), grant_type="client_credentials").json["access_token"]
    assert world.check(client).json["revocable"] is True
