"""Attacks on the verification of tokens (reliability T-26): every one is refused, none goes out for a key."""

import base64
import hashlib
import hmac
import json
import sys

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from fakecf.uaa import InvalidToken

SIGNATURE = "Could not verify token signature."
LOST = "The token expired, was revoked, or the token ID is incorrect."


def encoded(data):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def parts(world):
    return world.tokens.for_user(world.user(), world.client("cf")).split(".")


def with_header(world, **header):
    """A genuine token under another header, its signature no longer right."""
    _, payload, signature = parts(world)
    return f"{encoded({'alg': 'RS256', 'typ': 'JWT', **header})}.{payload}.{signature}"


def unsigned(world, alg):
    _, payload, _ = parts(world)
    return f"{encoded({'alg': alg, 'typ': 'JWT', 'kid': 'key-1'})}.{payload}."


def hmac_signed(world, secret):
    _, payload, _ = parts(world)
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{payload}"
    return f"{signed}.{encoded(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def der(world):
    return world.keys.private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def self_signed(world, **header):
    """A token of a stranger who brings the key along."""
    claims = world.tokens.for_user(world.user(), world.client("cf")).claims
    return jwt.encode(claims, world.keys.stranger, algorithm="RS256", headers={"kid": "key-1", **header})


def strangers_jwk(world):
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(world.keys.stranger.public_key()))


ATTACKS = [
    pytest.param(lambda w: unsigned(w, "none"), SIGNATURE, id="alg-none"),
    pytest.param(lambda w: unsigned(w, "None"), SIGNATURE, id="alg-None"),
    pytest.param(lambda w: unsigned(w, "NONE"), SIGNATURE, id="alg-NONE"),
    pytest.param(lambda w: unsigned(w, None), SIGNATURE, id="alg-null"),
    pytest.param(lambda w: unsigned(w, ["RS256"]), SIGNATURE, id="alg-list"),
    pytest.param(lambda w: hmac_signed(w, w.keys.public_pem.encode()), SIGNATURE, id="hs256-with-the-pem"),
    pytest.param(lambda w: hmac_signed(w, der(w)), SIGNATURE, id="hs256-with-the-der"),
    pytest.param(lambda w: with_header(w, kid="../../dev/null"), SIGNATURE, id="kid-path"),
    pytest.param(lambda w: with_header(w, kid="' OR 1=1 --"), SIGNATURE, id="kid-sql"),
    pytest.param(lambda w: with_header(w, kid=7), SIGNATURE, id="kid-number"),
    pytest.param(lambda w: with_header(w, crit=["exp"]), SIGNATURE, id="crit"),
    pytest.param(lambda w: with_header(w, b64=False), SIGNATURE, id="b64-false"),
    pytest.param(lambda w: with_header(w, alg="PS256"), SIGNATURE, id="another-algorithm"),
    pytest.param(lambda w: self_signed(w, jwk=strangers_jwk(w)), SIGNATURE, id="embedded-jwk"),
    pytest.param(lambda w: self_signed(w, jku="http://localhost:1/keys"), SIGNATURE, id="jku"),
    pytest.param(lambda w: self_signed(w, x5u="http://localhost:1/cert"), SIGNATURE, id="x5u"),
    pytest.param(lambda w: ".".join(parts(w)[:2]), LOST, id="two-parts"),
    pytest.param(lambda w: ".".join([*parts(w), "x", "x"]), LOST, id="five-parts"),
    pytest.param(lambda w: encoded({"alg": "dir", "enc": "A128GCM", "zip": "DEF"}) + "..a.b.c", LOST, id="jwe"),
    pytest.param(lambda w: "a" * 400_000, LOST, id="enormous"),
    pytest.param(lambda w: parts(w)[0] + ".é." + parts(w)[2], LOST, id="not-ascii"),
    pytest.param(lambda w: encoded(b'{"x":' * 9_000) + ".e30.AAAA", SIGNATURE, id="deep-header"),
    pytest.param(lambda w: encoded([]) + ".e30.AAAA", SIGNATURE, id="header-list"),
    pytest.param(lambda w: "..", SIGNATURE, id="three-empty-parts"),
]


@pytest.mark.parametrize(("attack", "description"), ATTACKS)
def test_an_attack_on_check_token_is_answered_with_400(world, attack, description):
    answer = world.check(attack(world))
    assert (answer.status_code, answer.json) == (
        400,
        {"error": "invalid_token", "error_description": description},
    )


@pytest.mark.parametrize(("attack", "description"), ATTACKS)
def test_an_attack_on_userinfo_is_answered_with_401(world, attack, description):
    answer = world.userinfo(attack(world))
    assert (answer.status_code, answer.json) == (
        401,
        {"error": "invalid_token", "error_description": description},
    )
    challenge = f'Bearer realm="UAA/oauth", error="invalid_token", error_description="{description}"'
    assert answer.headers["WWW-Authenticate"] == challenge


def test_no_attack_makes_us_go_out_for_a_key(world):
    outgoing: list[str] = []
    watching = True

    def watch(event, _):
        if watching and event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
            outgoing.append(event)

    sys.addaudithook(watch)
    for attack in (
        unsigned(world, "none"),
        self_signed(world, jku="http://localhost:1/keys", x5u="http://localhost:1"),
    ):
        assert world.check(attack).status_code == 400
        assert world.userinfo(attack).status_code == 401
    watching = False
    assert outgoing == []


def test_a_payload_that_is_no_object_is_refused(world):
    token = jwt.api_jws.encode(b"[]", world.keys.private_key, algorithm="RS256")
    with pytest.raises(InvalidToken, match="Could not verify"):
        world.tokens.decode(token)


@given(noise=st.text(max_size=200))
@settings(max_examples=50, deadline=None)
def test_noise_is_refused_and_nothing_worse(keys, noise):
    from fakecf.uaa.signing import Signer

    signer = Signer(keys, lambda: "http://localhost/oauth/token")
    for token in (noise, f"{noise}.{noise}.{noise}", f"{encoded(noise.encode('utf-8', 'replace'))}.e30.AAAA"):
        with pytest.raises(InvalidToken):
            signer.read(token)
