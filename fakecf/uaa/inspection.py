"""What a token says of itself and of its user: `/check_token` and `/userinfo`."""

from typing import Any

from fakecf.state import State, Store
from fakecf.state.records import UaaUser
from fakecf.uaa.answers import RESOURCE_REALM, ExpiredTokenError, UaaError, answer, invalid_scope, unauthorized
from fakecf.uaa.credentials import client_of
from fakecf.uaa.form import FormRequest
from fakecf.uaa.scopes import client_authorities
from fakecf.uaa.signing import Claims, InvalidToken
from fakecf.uaa.tokens import email_of
from fakecf.uaa.validation import Validation, texts, user_of_token
from fakecf.web import Answer


class Inspection:
    """Two endpoints that read tokens; they refuse the same tokens in different words (cc-surface 5.5)."""

    def __init__(self, store: Store, validation: Validation) -> None:
        self._store = store
        self._validation = validation

    def check_token(self, request: FormRequest) -> Answer:
        """What a resource server asks: are these claims good? A bad token is answered with 400."""
        state = self._store.state
        if "uaa.resource" not in client_authorities(client_of(state, request)):
            raise UaaError(403, "access_denied", "Access is denied")
        try:
            claims = self._checked(state, request.fields.get("token"))
        except InvalidToken as error:
            raise UaaError(400, "invalid_token", str(error)) from None
        wanted = [scope for scope in request.fields.get("scopes", "").split(",") if scope]
        missing = [scope for scope in wanted if scope not in texts(claims, "scope")]
        if missing:
            raise invalid_scope(f"Some requested scopes are missing: {','.join(missing)}")
        return answer(200, claims)

    def _checked(self, state: State, token: str | None) -> Claims:
        if not token:
            raise InvalidToken("Token parameter must be set")
        claims = self._validation.access(state, token)
        if self._validation.expired(claims):
            raise InvalidToken("Token has expired")
        return claims

    def userinfo(self, request: FormRequest) -> Answer:
        """Who the bearer is; a token without the scope `openid` is not meant for this resource at all."""
        state = self._store.state
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise unauthorized("Full authentication is required to access this resource", RESOURCE_REALM)
        try:
            claims, user = self._bearer(state, token.strip())
        except InvalidToken as error:
            raise UaaError(401, "invalid_token", str(error), realm=RESOURCE_REALM) from None
        if "openid" not in texts(claims, "aud"):
            description = "Invalid token does not contain resource id (openid)"
            raise UaaError(403, "access_denied", description, realm=RESOURCE_REALM)
        if "openid" not in texts(claims, "scope"):
            raise UaaError(403, "insufficient_scope", "Insufficient scope for this resource", scope="openid")
        return answer(200, _shown(user))

    def _bearer(self, state: State, token: str) -> tuple[Claims, UaaUser]:
        claims = self._validation.access(state, token)
        moment = self._validation.expired(claims)
        if moment is not None:
            raise ExpiredTokenError(f"Invalid access token: expired at {moment}", realm=RESOURCE_REALM)
        return claims, user_of_token(state, claims)


def _shown(user: UaaUser) -> dict[str, Any]:
    """UAA leaves out names that nobody gave, but not the time of a logon that it does not know."""
    return {
        "user_id": user.guid,
        "user_name": user.username,
        "email": email_of(user),
        "email_verified": user.verified,
        "previous_logon_time": None,
        "name": "",
        "sub": user.guid,
    }
