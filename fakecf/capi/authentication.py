"""How the Cloud Controller judges a token, and whom it makes of it (cc-surface 5.6)."""

import re
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from fakecf.clock import Clock
from fakecf.errors import CfError
from fakecf.state import Store
from fakecf.state.records import User
from fakecf.state.uaa_records import UaaUser

Claims = dict[str, Any]

_AUDIENCES = {"cloud_controller", "cloud_controller_service_permissions"}
_UUID = re.compile(r"[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}", re.IGNORECASE)
_REMEMBERED = 1024


class Who:
    """The caller: who the token names and what its scopes allow.

    `refusal` names the 401 of a caller without one, `expired` says that a token was there, but its time was over,
    `just_completed` that this very request told CC whether a user it had a row of is a client.
    """

    __slots__ = ("claims", "expired", "guid", "just_completed", "refusal", "scopes")

    def __init__(
        self, claims: Claims | None = None, refusal: str = "NotAuthenticated", *, expired: bool = False
    ) -> None:
        self.claims = claims or {}
        guid = self.claims.get("user_id") or self.claims.get("client_id")
        self.guid: str | None = str(guid) if guid else None
        scopes = self.claims.get("scope")
        self.scopes = frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset()
        self.refusal = refusal
        self.expired = expired
        self.just_completed = False

    @property
    def is_client(self) -> bool:
        return "user_id" not in self.claims and "client_id" in self.claims

    @property
    def admin(self) -> bool:
        return "cloud_controller.admin" in self.scopes

    @property
    def reads_globally(self) -> bool:
        """Admin, admin_read_only and global_auditor see every space."""
        return self.admin or bool(self.scopes & {"cloud_controller.admin_read_only", "cloud_controller.global_auditor"})

    @property
    def reads_secrets_globally(self) -> bool:
        return self.admin or "cloud_controller.admin_read_only" in self.scopes

    @property
    def updates_build_state(self) -> bool:
        return self.admin or "cloud_controller.update_build_state" in self.scopes

    def require_authenticated(self) -> None:
        if self.guid is None:
            raise CfError(self.refusal)

    def require_scope(self, method: str) -> None:
        """Reading needs a reader's scope, anything else a writer's; judged before existence (cc-droplets 3)."""
        if method in ("GET", "HEAD"):
            allowed = self.reads_globally or "cloud_controller.read" in self.scopes
        else:
            allowed = self.admin or "cloud_controller.write" in self.scopes
        if not allowed:
            raise CfError("NotAuthorized")


class Authentication:
    """Turns an Authorization header into a caller, as CC's token decoder and security context do.

    *decode* gives the claims of a token that UAA's key signed and raises ValueError for any other; *issuer* is the
    `iss` it signs with. Judged tokens are remembered, their times are judged every time.
    """

    def __init__(self, store: Store, clock: Clock, decode: Callable[[str], Claims], issuer: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._decode = decode
        self._issuer = issuer
        self._judged: OrderedDict[str, Claims | None] = OrderedDict()
        self._lock = Lock()

    def who(self, header: str | None) -> Who:
        """The caller behind *header*; a user that CC sees for the first time becomes a row (cc-surface 5.6)."""
        if header is None or not header.lower().startswith("bearer"):
            return Who(refusal="NotAuthenticated")
        claims = self._claims(header[len("bearer") :].strip())
        if claims is None or not self._in_time(claims):
            return Who(refusal="InvalidAuthToken", expired=claims is not None and self._over(claims))
        who = Who(claims)
        return who if who.guid is not None and self._admit(who) else Who(refusal="InvalidAuthToken")

    def _claims(self, token: str) -> Claims | None:
        with self._lock:
            if token in self._judged:
                return self._judged[token]
        claims = self._judge(token)
        with self._lock:
            self._judged[token] = claims
            if len(self._judged) > _REMEMBERED:
                self._judged.popitem(last=False)
        return claims

    def _judge(self, token: str) -> Claims | None:
        try:
            claims = self._decode(token)
        except ValueError:
            return None
        return claims if self._acceptable(claims) else None

    def _in_time(self, claims: Claims) -> bool:
        return claims.get("nbf", 0) <= self._clock.timestamp() and not self._over(claims)

    def _over(self, claims: Claims) -> bool:
        return bool(claims["exp"] <= self._clock.timestamp())

    def _acceptable(self, claims: Claims) -> bool:
        """Audience, integer expiry, an id that is no refresh token's, and our issuer (cc-surface 5.6, 3 to 6)."""
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        jti = claims.get("jti")
        return (
            any(each in _AUDIENCES for each in audiences if isinstance(each, str))
            and isinstance(claims.get("exp"), int)
            and isinstance(claims.get("nbf", 0), int)
            and isinstance(jti, str)
            and not jti.endswith("-r")
            and claims.get("iss") == self._issuer()
        )

    def _admit(self, who: Who) -> bool:
        user = self._store.state[User].get(who.guid)
        if who.is_client and (_known_as_user(user) or self._shadows_a_user(who)):
            return False
        if not who.is_client and user is not None and user.is_oauth_client is True:
            return False
        if user is None or user.is_oauth_client is None:
            who.just_completed = user is not None
            self._remember(who)
        return True

    def _shadows_a_user(self, who: Who) -> bool:
        guid = who.guid or ""
        return bool(_UUID.fullmatch(guid)) and guid in self._store.state[UaaUser]

    def _remember(self, who: Who) -> None:
        now = self._clock.now()
        new = User(guid=who.guid or "", created_at=now, updated_at=now)
        with self._store.change() as change:
            change.update(change[User].get(who.guid) or new, is_oauth_client=who.is_client)


def _known_as_user(user: User | None) -> bool:
    return user is not None and user.is_oauth_client is False
