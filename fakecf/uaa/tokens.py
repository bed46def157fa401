"""What each kind of token says, claim by claim in UAA's order (cc-surface 5.4)."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Self, cast

from fakecf.clock import Clock
from fakecf.guids import Guids
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa import broken
from fakecf.uaa.broken import Broken
from fakecf.uaa.keys import Keys
from fakecf.uaa.scopes import audience, client_authorities, granted
from fakecf.uaa.signing import Claims, Signer

_DEFAULT_VALIDITY = 1200
_DEFAULT_SCOPE = ("openid", "cloud_controller.read", "cloud_controller.write")
_REFRESH_CLAIMS = (
    *("jti", "sub", "iat", "exp", "cid", "client_id", "iss", "zid", "aud", "granted_scopes", "amr", "auth_time"),
    *("client_auth_method", "revocable", "grant_type", "user_name", "origin", "user_id", "rev_sig"),
)
_ID_CLAIMS = (
    *("sub", "aud", "iss", "exp", "iat", "amr", "azp", "scope", "email_verified", "email", "cid", "grant_type"),
    *("user_name", "zid", "origin", "jti", "rev_sig", "client_id", "auth_time", "user_id"),
)


class Login(NamedTuple):
    """How a user came to a token: when, by which grant, and whether the token may be taken back."""

    auth_time: int | None = None
    grant_type: str = "password"
    revocable: bool = False


_NOW = Login()


class Token(str):
    """A token as it travels; `claims` is what it says."""

    __slots__ = ("claims",)

    claims: Claims

    def __new__(cls, value: str, claims: Claims) -> Self:
        token = super().__new__(cls, value)
        token.claims = claims
        return token


class Tokens:
    """Makes every token of a foundation; *issuer* is asked each time, as ports may become known late."""

    def __init__(self, keys: Keys, clock: Clock, guids: Guids, issuer: Callable[[], str]) -> None:
        self.keys = keys
        self._signer = Signer(keys, issuer)
        self._clock = clock
        self.guids = guids

    @property
    def issuer(self) -> str:
        return self._signer.issuer()

    def for_user(
        self,
        user: UaaUser,
        client: UaaClient,
        scopes: Sequence[str] | None = None,
        lifetime: timedelta | None = None,
        login: Login = _NOW,
    ) -> Token:
        """An access token of *user*; *scopes* are taken as given, without them the token carries all it may."""
        scope = list(granted(client, user) if scopes is None else scopes)
        claims = {
            "jti": self.guids.hex(),
            **_client_auth_method(client),
            "sub": user.guid,
            "scope": scope,
            **_client_ids(client.guid),
            **({"revocable": True} if login.revocable else {}),
            "grant_type": login.grant_type,
            **_user_part(user),
            "auth_time": self._now() if login.auth_time is None else login.auth_time,
            "rev_sig": revocation_signature(client, user),
            **self._validity(lifetime, client.access_token_validity),
            "aud": audience(client.guid, scope),
        }
        return self._signed(claims)

    def for_client(
        self,
        client: UaaClient,
        scopes: Sequence[str] | None = None,
        lifetime: timedelta | None = None,
        *,
        revocable: bool = False,
    ) -> Token:
        """An access token of *client* itself, as the client_credentials grant makes it."""
        scope = list(client_authorities(client) if scopes is None else scopes)
        claims = {
            "jti": self.guids.hex(),
            **_client_auth_method(client),
            "sub": client.guid,
            "authorities": list(client_authorities(client)),
            "scope": scope,
            **_client_ids(client.guid),
            **({"revocable": True} if revocable else {}),
            "grant_type": "client_credentials",
            "rev_sig": revocation_signature(client),
            **self._validity(lifetime, client.access_token_validity),
            "aud": audience(client.guid, scope),
        }
        return self._signed(claims)

    def for_claims(self, claims: Mapping[str, Any], lifetime: timedelta | None = None) -> Token:
        """A token with *claims*, however wrong they are, merged over those of a user's or the cf client's token."""
        scope = claims.get("scope", list(_DEFAULT_SCOPE))
        client_id = claims.get("client_id", "cf")
        user_id = claims.get("user_id")
        names = [each for each in scope if isinstance(each, str)] if isinstance(scope, list | tuple) else []
        sensible = {
            "jti": self.guids.hex(),
            "sub": user_id or client_id,
            "scope": scope,
            **_client_ids(client_id),
            "grant_type": "password" if user_id else "client_credentials",
            **({"user_id": user_id, "origin": "uaa", "user_name": user_id, "email": user_id} if user_id else {}),
            **self._validity(lifetime, _DEFAULT_VALIDITY),
            "aud": audience(client_id, names),
        }
        return self._signed({**sensible, **claims})

    def refresh_token(self, access: Token, client: UaaClient) -> Token:
        """The token that *client* may trade for others like *access*."""
        said = {
            **access.claims,
            "jti": f"{self.guids.hex()}-r",
            **self._validity(None, client.refresh_token_validity),
            "granted_scopes": access.claims["scope"],
            "amr": ["pwd"],
        }
        return self._signed({name: said[name] for name in _REFRESH_CLAIMS if name in said})

    def id_token(self, access: Token, user: UaaUser) -> Token:
        """Who logged in, for the client that got *access*; the two share their `jti`."""
        said = {
            **access.claims,
            "aud": [access.claims["cid"]],
            "amr": ["pwd"],
            "scope": ["openid"],
            "email_verified": user.verified,
        }
        return self._signed({name: said[name] for name in _ID_CLAIMS})

    def broken(self, kind: Broken, token: Token) -> Token:
        """*token*, spoilt in one of the ways of `BROKEN`; raises ValueError for any other."""
        claims = broken.spoilt_claims(kind, token.claims, self._now())
        return Token(broken.spoilt(kind, claims, self._signer), claims)

    def respoken(self, token: str, how: str, lifetime: float | None = None) -> str:
        """A token of ours once more: spoilt in the way of *how*, or with another *lifetime* in seconds."""
        claims = self.decode(token)
        if lifetime is not None:
            return self._signed({**claims, "exp": claims["iat"] + int(lifetime)})
        return self.broken(cast("Broken", how), Token(token, claims))

    def decode(self, token: str) -> Claims:
        """The claims of a token that we signed; raises InvalidToken; judges nothing but the signature."""
        return self._signer.read(token)

    def _signed(self, claims: Claims) -> Token:
        return Token(self._signer.sign(claims), claims)

    def _now(self) -> int:
        return int(self._clock.timestamp())

    def _validity(self, lifetime: timedelta | None, otherwise: int) -> Claims:
        seconds = otherwise if lifetime is None else int(lifetime.total_seconds())
        now = self._now()
        return {"iat": now, "exp": now + seconds, "iss": self.issuer, "zid": "uaa"}


def revocation_signature(client: UaaClient, user: UaaUser | None = None) -> str:
    """The `rev_sig` claim: 8 hex digits that change with secret, password, address, user name, and either's salt."""
    salts = [client.guid, client.secret, client.salt]
    if user is not None:
        salts += [user.guid, user.password, user.email, user.username, user.salt]
    return hashlib.sha256("\0".join(salts).encode()).hexdigest()[:8]


def email_of(user: UaaUser) -> str:
    """The address of *user*; UAA never lacks one, as `cf create-user` sends the user name for it."""
    return user.email or user.username


def _client_auth_method(client: UaaClient) -> Claims:
    return {} if client.secret else {"client_auth_method": "none"}


def _client_ids(client_id: str) -> Claims:
    return {"client_id": client_id, "cid": client_id, "azp": client_id}


def _user_part(user: UaaUser) -> Claims:
    return {
        "user_id": user.guid,
        "origin": user.origin,
        "user_name": user.username,
        "email": email_of(user),
    }
