"""UAA's own judgement of tokens; its messages are what callers read as error_description."""

from datetime import UTC, datetime

from fakecf.clock import Clock
from fakecf.state import State
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa.revocable_tokens import RevocableToken, unwrapped
from fakecf.uaa.signing import Claims, InvalidToken
from fakecf.uaa.tokens import Tokens, revocation_signature

_LAST_MOMENT = 253402300799  # the end of the year 9999, the last that has a name


class Validation:
    """Judges everything but expiry, for which each endpoint has its own words; raises InvalidToken."""

    def __init__(self, clock: Clock, tokens: Tokens) -> None:
        self._clock = clock
        self._tokens = tokens

    def access(self, state: State, token: str) -> Claims:
        """The claims of an access token of ours."""
        claims = self._judge(state, token)
        if claims["jti"].endswith("-r"):
            raise InvalidToken("Invalid access token.")
        return claims

    def refresh(self, state: State, token: str) -> Claims:
        """The claims of a refresh token of ours."""
        claims = self._judge(state, token)
        if not claims["jti"].endswith("-r"):
            raise InvalidToken("Invalid refresh token.")
        return claims

    def expired(self, claims: Claims) -> str | None:
        """When *claims* ended, as Java's Date prints it; None while they last."""
        exp = claims.get("exp")
        if not isinstance(exp, int) or not 0 <= exp <= _LAST_MOMENT:
            raise InvalidToken("Token does not bear a valid EXP claim.")
        if exp >= self._clock.timestamp():
            return None
        return datetime.fromtimestamp(exp, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")

    def _judge(self, state: State, token: str) -> Claims:
        claims = self._tokens.decode(unwrapped(state, token))
        jti, issuer, begin = claims.get("jti"), claims.get("iss"), claims.get("nbf", 0)
        if not isinstance(jti, str):
            raise InvalidToken("The token must contain a jti claim.")
        if claims.get("revocable") and jti not in state[RevocableToken]:
            raise InvalidToken(f"The token has been revoked: {jti}")
        if issuer != self._tokens.issuer:
            raise InvalidToken(f"Invalid issuer ({issuer}) for token did not match expected: {self._tokens.issuer}")
        if not isinstance(begin, int) or begin > self._clock.timestamp():
            raise InvalidToken("Token is not valid yet.")
        _require_signature(claims, _client(state, claims), _user(state, claims))
        return claims


def texts(claims: Claims, name: str) -> list[str]:
    """The strings that the claim *name* lists; none where it lists anything else."""
    values = claims.get(name)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return []
    return values


def user_of_token(state: State, claims: Claims) -> UaaUser:
    """Whom judged claims speak of; raises InvalidToken where that is a client."""
    user = state[UaaUser].get(claims.get("user_id"))
    if user is None:
        raise InvalidToken("Token is not a user token.")
    return user


def _client(state: State, claims: Claims) -> UaaClient:
    client_id = claims.get("cid")
    client = state[UaaClient].get(client_id) if isinstance(client_id, str) else None
    if client is None:
        raise InvalidToken(f"Invalid client ID {client_id}")
    return client


def _user(state: State, claims: Claims) -> UaaUser | None:
    if "user_id" not in claims:
        return None
    user_id = claims["user_id"]
    user = state[UaaUser].get(user_id) if isinstance(user_id, str) else None
    if user is None or not user.active:
        raise InvalidToken(f"Token bears a non-existent user ID: {user_id}")
    return user


def _require_signature(claims: Claims, client: UaaClient, user: UaaUser | None) -> None:
    """A password or secret that changed since makes old tokens void."""
    if "rev_sig" in claims and claims["rev_sig"] != revocation_signature(client, user):
        raise InvalidToken("revocable signature mismatch")
