"""Tokens that must be refused (control-api.md, POST /v1/tokens)."""

import jwt
import pytest

from fakecf.uaa import BROKEN


@pytest.mark.parametrize(
    ("kind", "description"),
    [
        ("expired", "Token has expired"),
        ("wrong-key", "Could not verify token signature."),
        ("alg-none", "Could not verify token signature."),
        ("truncated", "Could not verify token signature."),
        ("refresh", "Invalid access token."),
    ],
)
def test_each_kind_of_broken_token_is_refused_for_its_own_reason(world, kind, description):
    good = world.tokens.for_user(world.user(), world.client("cf"))
    answer = world.check(world.tokens.broken(kind, good))
    assert (answer.status_code, answer.json) == (
        400,
        {"error": "invalid_token", "error_description": description},
    )
    assert world.userinfo(world.tokens.broken(kind, good)).status_code == 401


@pytest.mark.parametrize("kind", BROKEN)
def test_any_token_can_be_broken(world, kind):
    odd = world.tokens.for_claims({"exp": None, "iat": "x", "jti": 7})
    broken = world.tokens.broken(kind, odd)
    assert broken.claims == jwt.decode(broken, options={"verify_signature": False, "verify_exp": False})
    assert world.check(broken).status_code == 400


def test_an_unknown_way_of_breaking_is_refused_with_the_nearest(world):
    with pytest.raises(ValueError, match="expired, wrong-key, alg-none, truncated, refresh; nearest: expired"):
        world.tokens.broken("expird", world.tokens.for_claims({}))
