"""Tokens that must be refused, for testing those who verify them."""

from typing import Literal, get_args

from fakecf.uaa.signing import Claims, Signer
from fakecf.words import nearest

Broken = Literal["expired", "wrong-key", "alg-none", "truncated", "refresh"]
BROKEN: tuple[str, ...] = get_args(Broken)

_AGO = 60
_LASTED = 1200
_CUT = 10


def spoilt_claims(kind: Broken, claims: Claims, now: int) -> Claims:
    """What a token broken in the way of *kind* says: only `expired` and `refresh` say anything unusual."""
    if kind not in BROKEN:
        raise ValueError(f"a token cannot be {kind!r}; allowed: {', '.join(BROKEN)}; nearest: {nearest(kind, BROKEN)}")
    if kind == "refresh":
        return {**claims, "jti": f"{claims['jti']}-r"}
    if kind == "expired":
        return {**claims, "iat": now - _AGO - _LASTED, "exp": now - _AGO}
    return claims


def spoilt(kind: Broken, claims: Claims, signer: Signer) -> str:
    """*claims* as a token: signed by a stranger, by nobody, cut short, or properly where the claims are at fault."""
    if kind == "wrong-key":
        return signer.forge(claims)
    if kind == "alg-none":
        return signer.leave_unsigned(claims)
    if kind == "truncated":
        return signer.sign(claims)[:-_CUT]
    return signer.sign(claims)
