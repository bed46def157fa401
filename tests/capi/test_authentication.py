"""Whom the API believes: section 3 of cc-droplets, 5.6 of cc-surface, and the forged tokens of reliability T-26."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fakecf.state.records import User
from tests.capi.conftest import INVALID_TOKEN, NOBODY, NOT_AUTHENTICATED, NOT_AUTHORIZED, UNKNOWN_REQUEST

DOWNLOAD = "/v3/droplets/staged/download"

# corrections 6; conformance 401-*: only what begins with `bearer` counts as a token
HEADERS = {
    "nothing": ({}, NOT_AUTHENTICATED),
    "another scheme": ({"Authorization": "Basic Zm9vOmJhcg=="}, NOT_AUTHENTICATED),
    "no JWT": ({"Authorization": "bearer garbage"}, INVALID_TOKEN),
    "bearer alone": ({"Authorization": "bearer"}, INVALID_TOKEN),
    "bearer and a space": ({"Authorization": "bearer "}, INVALID_TOKEN),
}


@pytest.mark.parametrize(("headers", "error"), HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("path", [DOWNLOAD, "/v3/droplets/nowhere/download", "/v3/droplets?page=0", "/v3/droplets"])
def test_who_comes_without_a_token_is_refused_before_anything_is_looked_at(cf, path, headers, error):
    answer = cf.ask(path, NOBODY, headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"errors": [error]})
    # cc-droplets F18
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("written", ["bearer {}", "Bearer {}", "BEARER {}", "bearer  {}", "bearer{}"])
def test_bearer_may_be_written_in_many_ways(cf, written):
    # corrections 6
    token = cf.server.token("admin")
    assert cf.ask(DOWNLOAD, NOBODY, headers={"Authorization": written.format(token)}).status_code == 302


def test_a_bare_token_is_none(cf):
    headers = {"Authorization": cf.server.token("admin")}
    assert cf.error(DOWNLOAD, NOBODY, headers=headers) == (401, NOT_AUTHENTICATED)


def test_an_unknown_route_is_told_to_anyone(cf):
    # cc-droplets 3: routing comes before the token
    assert cf.error("/v3/nope", NOBODY) == (404, UNKNOWN_REQUEST)
    assert cf.error("/v3/nope", NOBODY, headers={"Authorization": "bearer garbage"}) == (404, UNKNOWN_REQUEST)


@pytest.mark.parametrize("path", ["/", "/v3", "/v3/", "/v3/info", "/v2/info", "/healthz"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "bearer garbage"}])
def test_the_entry_points_are_open_to_anyone(cf, path, headers):
    # cc-surface 3.3
    assert cf.ask(path, NOBODY, headers=headers).status_code == 200


@pytest.mark.parametrize("broken", ["expired", "wrong-key", "alg-none", "truncated", "refresh"])
def test_a_broken_token_is_invalid(cf, broken):
    # cc-surface 5.6
    token = str(cf.foundation.token("admin", broken=broken))
    assert cf.error("/v3/droplets", token) == (401, INVALID_TOKEN)


def test_a_token_expires_while_it_is_in_use(cf):
    token = str(cf.foundation.token("admin", lifetime=timedelta(minutes=10)))
    assert cf.ask("/v3/droplets", token).status_code == 200
    cf.advance(timedelta(minutes=10, seconds=1))
    assert cf.error("/v3/droplets", token) == (401, INVALID_TOKEN)


def test_a_token_counts_from_when_it_says(cf):
    later = int(cf.foundation.clock.timestamp()) + 60
    token = cf.claiming(user_id="x", nbf=later)
    assert cf.error("/v3/droplets", token) == (401, INVALID_TOKEN)
    cf.advance(timedelta(minutes=2))
    assert cf.ask("/v3/droplets", token).status_code == 200


# cc-surface 5.6, 3 to 7; corrections 15; conformance 401-*
WRONG_CLAIMS = {
    "audience": {"user_id": "x", "aud": ["openid"]},
    "no audience": {"user_id": "x", "aud": []},
    "audience of another type": {"user_id": "x", "aud": 5},
    "issuer": {"user_id": "x", "iss": "https://elsewhere.example.org/oauth/token"},
    "no issuer": {"user_id": "x", "iss": None},
    "a refresh token's jti": {"user_id": "x", "jti": "abc-r"},
    "no jti": {"user_id": "x", "jti": None},
    "no expiry": {"user_id": "x", "exp": None},
    "an expiry that is no number": {"user_id": "x", "exp": "tomorrow"},
    "an expiry that is no integer": {"user_id": "x", "exp": 1e300},
    "a nbf that is no number": {"user_id": "x", "nbf": "today"},
    "no ids": {"user_id": None, "client_id": None},
    "empty ids": {"user_id": "", "client_id": ""},
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_a_token_that_says_something_wrong_is_invalid(cf, claims):
    assert cf.error("/v3/droplets", cf.claiming(**claims)) == (401, INVALID_TOKEN)


@pytest.mark.parametrize("audience", ["cloud_controller", ["openid", "cloud_controller_service_permissions"]])
def test_the_audience_may_be_one_or_many(cf, audience):
    assert cf.ask("/v3/droplets", cf.claiming(user_id="x", aud=audience)).status_code == 200


def encoded(data):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def genuine(cf):
    return cf.server.token("admin").split(".")


def headed(cf, **header):
    """An admin's token under another header."""
    _, payload, signature = genuine(cf)
    return f"{encoded({'alg': 'RS256', 'typ': 'JWT', **header})}.{payload}.{signature}"


def unsigned(cf, alg):
    return headed(cf, alg=alg).rpartition(".")[0] + "."


def hmac_signed(cf, secret):
    """Signed with what anyone may read, as if it were a secret."""
    signed = headed(cf, alg="HS256").rpartition(".")[0]
    return f"{signed}.{encoded(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def keys(cf):
    return cf.foundation.tokens.keys


def der(cf):
    return keys(cf).private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def strangers(cf, **header):
    claims = cf.foundation.token("admin").claims
    return jwt.encode(claims, keys(cf).stranger, algorithm="RS256", headers={"kid": "key-1", **header})


def strangers_jwk(cf):
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(keys(cf).stranger.public_key()))


FORGED = {
    "alg none": lambda cf: unsigned(cf, "none"),
    "alg None": lambda cf: unsigned(cf, "None"),
    "alg NONE": lambda cf: unsigned(cf, "NONE"),
    "HS256 with the PEM": lambda cf: hmac_signed(cf, keys(cf).public_pem.encode()),
    "HS256 with the PEM and a newline": lambda cf: hmac_signed(cf, keys(cf).public_pem.encode() + b"\n"),
    "HS256 with the DER": lambda cf: hmac_signed(cf, der(cf)),
    "a kid that is a path": lambda cf: headed(cf, kid="../../../dev/null"),
    "a kid that is SQL": lambda cf: headed(cf, kid="x' UNION SELECT 'secret"),
    "a jwk of its own": lambda cf: strangers(cf, jwk=strangers_jwk(cf)),
    "a jku of its own": lambda cf: strangers(cf, jku="http://127.0.0.1:1/token_keys"),
    "a critical header": lambda cf: headed(cf, crit=["x"], x=1),
    "2 parts": lambda cf: ".".join(genuine(cf)[:2]),
    "4 parts": lambda cf: ".".join([*genuine(cf), ""]),
    "5 parts": lambda cf: ".".join([encoded({"alg": "dir", "enc": "A128GCM", "zip": "DEF"}), "", "", "", ""]),
    "a payload that is no JSON": lambda _: f"{encoded({'alg': 'RS256'})}.{encoded(b'{')}.x",
    "10 kB": lambda cf: cf.server.token("admin") + "A" * 10_000,
    "spaces inside": lambda cf: " ".join(genuine(cf)),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_invalid(cf, forge):
    # reliability T-26
    headers = {"Authorization": f"bearer {forge(cf)}"}
    assert cf.error(DOWNLOAD, NOBODY, headers=headers) == (401, INVALID_TOKEN)


def test_only_so_many_judgements_are_remembered(cf):
    for number in range(1100):
        cf.foundation.cloud_controller.begin({"HTTP_AUTHORIZATION": f"bearer garbage-{number}"})
    assert len(cf.foundation.cloud_controller._authentication._judged) == 1024


READS = (
    "cloud_controller.read",
    "cloud_controller.admin",
    "cloud_controller.admin_read_only",
    "cloud_controller.global_auditor",
)


@pytest.mark.parametrize("scope", READS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_any_of_four_scopes_reads(cf, scope, method):
    # cc-droplets 3
    token = cf.claiming(user_id="x", scope=[scope])
    assert cf.ask("/v3/droplets", token, method=method).status_code == 200


@pytest.mark.parametrize("scope", [None, [], ["openid"], ["cloud_controller.write"], "cloud_controller.admin"])
@pytest.mark.parametrize("path", ["/v3/droplets", "/v3/droplets?page=0", DOWNLOAD, "/v3/droplets/nowhere"])
def test_without_a_readers_scope_nothing_is_read_be_it_there_or_not(cf, scope, path):
    # corrections 15; never 10007
    token = cf.claiming(user_id="x", scope=scope, aud=["cloud_controller"])
    assert cf.error(path, token) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    "scope", ["cloud_controller.read", "cloud_controller.admin_read_only", "cloud_controller.global_auditor"]
)
@pytest.mark.parametrize("guid", ["staged", "nowhere"])
def test_without_a_writers_scope_nothing_is_written_be_it_there_or_not(cf, scope, guid):
    token = cf.claiming(user_id="x", scope=[scope])
    assert cf.error(f"/v3/droplets/{guid}", token, method="PATCH", json={}) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    ("scope", "status"), [("cloud_controller.admin", 302), ("cloud_controller.read", 404), ("openid", 403)]
)
def test_a_client_is_judged_by_its_scopes(cf, scope, status):
    # corrections 15
    token = cf.claiming(client_id="ci", scope=[scope], aud=["cloud_controller"])
    assert cf.ask(DOWNLOAD, token).status_code == status


def test_a_caller_becomes_known_with_the_first_valid_token(cf):
    assert cf.guids("/v3/droplets", cf.claiming(user_id="newcomer")) == []
    assert cf.state[User].get("newcomer").is_oauth_client is False
    cf.guids("/v3/droplets", cf.claiming(client_id="machine", scope=["cloud_controller.read"]))
    assert cf.state[User].get("machine").is_oauth_client is True


def test_a_caller_with_an_invalid_token_stays_unknown(cf):
    before = cf.state[User]
    cf.ask("/v3/droplets", cf.claiming(user_id="newcomer", aud=["openid"]))
    assert cf.state[User] is before


def test_a_client_named_like_a_user_is_refused_and_a_user_named_like_a_client(cf):
    # cc-surface 5.6, 7
    user, client = {"user_id": "twin"}, {"client_id": "twin", "scope": ["cloud_controller.read"]}
    assert cf.ask("/v3/droplets", cf.claiming(**user)).status_code == 200
    assert cf.error("/v3/droplets", cf.claiming(**client)) == (401, INVALID_TOKEN)
    cf.foundation.reset()
    assert cf.ask("/v3/droplets", cf.claiming(**client)).status_code == 200
    assert cf.error("/v3/droplets", cf.claiming(**user)) == (401, INVALID_TOKEN)


def test_a_client_whose_id_is_a_users_guid_is_refused(cf):
    guid = cf.foundation.token("no_role").claims["user_id"]
    with cf.foundation.store.change() as change:
        change.clear(User)
    token = cf.claiming(client_id=guid, scope=["cloud_controller.admin"])
    assert cf.error("/v3/droplets", token) == (401, INVALID_TOKEN)
