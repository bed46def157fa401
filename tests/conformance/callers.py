"""The Authorization header of a recorded caller, with exactly the claims of the recording."""

import json
from functools import lru_cache

from fakecf.uaa import Keys
from fakecf.uaa.signing import Signer
from tests.conformance.recordings import Exchange

RECORDED_ISSUER = "uaa_issuer"
# Probes whose token only their name describes: the recording shows claims, or nobody.
GARBAGE = "live:auth-garbage "
WRONG_KEY = "live:auth-wrong-key "


def authorization(exchange: Exchange, issuer: str) -> str | None:
    """What the caller sent, signed by us as *issuer*; None for nobody.

    An empty `raw` was an empty header: the answers to it are not those to a bare `bearer ` (corrections 6).
    """
    caller = exchange.caller
    if caller is None:
        return "bearer garbage" if exchange.id.startswith(GARBAGE) else None
    if caller.claims is None:
        return f"{caller.scheme} {caller.raw}" if caller.raw else ""
    claims = dict(caller.claims)
    if claims.get("iss") == RECORDED_ISSUER:
        claims["iss"] = issuer
    how = "forged" if exchange.id.startswith(WRONG_KEY) else caller.alg or "signed"
    return f"{caller.scheme} {_token(json.dumps(claims), how, issuer)}"


@lru_cache(maxsize=4096)
def _token(claims: str, how: str, issuer: str) -> str:
    signer = Signer(Keys.shared(), lambda: issuer)
    make = {"forged": signer.forge, "none": signer.leave_unsigned}.get(how, signer.sign)
    return make(json.loads(claims))
