"""Who asks with a token: what it says, whose it is, and whether it may."""

from typing import NamedTuple

from fakecf.state import State, Store
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import RESOURCE_REALM, ExpiredTokenError, UaaError, unauthorized
from fakecf.uaa.form import FormRequest
from fakecf.uaa.signing import Claims, InvalidToken
from fakecf.uaa.validation import Validation, texts

ADMIN = "uaa.admin"
_ZONE_ADMIN = "zones.uaa.admin"


class Bearer(NamedTuple):
    """The claims of a good token, and its user; a client's own token has none."""

    claims: Claims
    user: UaaUser | None

    @property
    def scopes(self) -> list[str]:
        return texts(self.claims, "scope")

    @property
    def client_id(self) -> str:
        return str(self.claims["cid"])

    def may(self, *scopes: str) -> bool:
        """Whether the token carries one of *scopes*, or the one that may everything in UAA."""
        return any(scope in self.scopes for scope in (ADMIN, *scopes))

    def require(self, *scopes: str) -> None:
        """The rule that most endpoints have: one of *scopes*, or to administer the zone; tells all it looked for."""
        if not self.may(*scopes, _ZONE_ADMIN):
            raise insufficient_scope(ADMIN, *scopes, _ZONE_ADMIN)

    def require_resource(self, resource: str) -> None:
        """A token that is not meant for *resource* is not judged any further."""
        if resource not in texts(self.claims, "aud"):
            description = f"Invalid token does not contain resource id ({resource})"
            raise UaaError(403, "access_denied", description, realm=RESOURCE_REALM)

    def is_user(self, guid: str) -> bool:
        return self.user is not None and self.user.guid == guid


class Bearers:
    """Reads the token that a request comes with, as the filters before UAA's resources do."""

    def __init__(self, store: Store, validation: Validation) -> None:
        self._store = store
        self._validation = validation

    def of(self, request: FormRequest) -> Bearer:
        """Who sent *request*; raises UaaError."""
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer":
            raise unauthorized("Full authentication is required to access this resource", RESOURCE_REALM)
        try:
            return self._judged(self._store.state, token.strip())
        except InvalidToken as error:
            raise UaaError(401, "invalid_token", str(error), realm=RESOURCE_REALM) from None

    def _judged(self, state: State, token: str) -> Bearer:
        claims = self._validation.access(state, token)
        moment = self._validation.expired(claims)
        if moment is not None:
            raise ExpiredTokenError(f"Invalid access token: expired at {moment}", realm=RESOURCE_REALM)
        return Bearer(claims, state[UaaUser].get(claims.get("user_id")))


def insufficient_scope(*scopes: str) -> UaaError:
    """A good token that may not; UAA names every scope that would have done."""
    description = "Insufficient scope for this resource"
    return UaaError(403, "insufficient_scope", description, scope=" ".join(scopes))
