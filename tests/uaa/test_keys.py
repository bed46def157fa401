"""The signing key as the world sees it (cc-surface 5.4)."""

import jwt

from fakecf.uaa import Keys


def test_a_key_is_listed_in_uaas_order_with_its_pem(world):
    listed = world.http.get("/token_keys").json
    assert list(listed) == ["keys"]
    (key,) = listed["keys"]
    assert list(key) == ["kty", "e", "use", "kid", "alg", "value", "n"]
    assert [key[name] for name in ("kty", "e", "use", "kid", "alg")] == ["RSA", "AQAB", "sig", "key-1", "RS256"]
    assert key["value"].startswith("-----BEGIN PUBLIC KEY-----\n")
    assert key["value"].endswith("\n-----END PUBLIC KEY-----")
    assert world.http.get("/token_key").json == key


def test_either_form_of_the_published_key_verifies_a_token(world):
    token = world.login().json["access_token"]
    key = world.http.get("/token_key").json
    from_pem = jwt.decode(token, key["value"], algorithms=["RS256"], options={"verify_exp": False}, audience="cf")
    from_jwk = jwt.decode(token, jwt.PyJWK(key), options={"verify_exp": False}, audience="cf")
    assert from_pem == from_jwk == token_claims(token)


def token_claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_a_key_that_was_begun_is_the_key_that_is_used():
    keys = Keys()
    keys.begin()
    assert keys.private_key is keys.private_key
    assert keys.jwk["value"] == keys.public_pem


def test_the_shared_keys_are_one_and_others_differ(keys):
    assert Keys.shared() is keys
    assert keys.public_pem != Keys().public_pem
