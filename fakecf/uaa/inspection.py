"""What a token says of itself and of its user: `/check_token`, `/introspect` and `/userinfo`."""

from typing import Any

from fakecf.state import State, Store
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import RESOURCE_REALM, UaaError, answer, invalid_scope
from fakecf.uaa.bearers import Bearers, insufficient_scope
from fakecf.uaa.credentials import client_of
from fakecf.uaa.form import FormRequest
from fakecf.uaa.logins import logins_of
from fakecf.uaa.scim import milliseconds
from fakecf.uaa.scopes import client_authorities
from fakecf.uaa.signing import Claims, InvalidToken
from fakecf.uaa.tokens import email_of
from fakecf.uaa.validation import Validation, texts
from fakecf.web import Answer


class Inspection:
    """Three endpoints that read tokens; they refuse the same tokens in different words (cc-surface 5.5)."""

    def __init__(self, store: Store, validation: Validation, bearers: Bearers) -> None:
        self._store = store
        self._validation = validation
        self._bearers = bearers

    def check_token(self, request: FormRequest) -> Answer:
        """What a resource server asks: are these claims good? A bad token is answered with 400."""
        state = self._asked(request)
        try:
            claims = self._checked(state, request.fields.get("token"))
        except InvalidToken as error:
            raise UaaError(400, "invalid_token", str(error)) from None
        wanted = [scope for scope in request.fields.get("scopes", "").split(",") if scope]
        missing = [scope for scope in wanted if scope not in texts(claims, "scope")]
        if missing:
            raise invalid_scope(f"Some requested scopes are missing: {','.join(missing)}")
        return answer(200, claims)

    def introspect(self, request: FormRequest) -> Answer:
        """The same question, to which no is an answer (RFC 7662)."""
        state = self._asked(request)
        if "token" not in request.fields:
            raise UaaError(400, "invalid_request", "Required request parameter 'token' is not present")
        try:
            claims = self._checked(state, request.fields["token"])
        except InvalidToken:
            return answer(200, {"active": False})
        return answer(200, {**claims, "active": True})

    def _asked(self, request: FormRequest) -> State:
        state = self._store.state
        if "uaa.resource" not in client_authorities(client_of(state, request)):
            raise UaaError(403, "access_denied", "Access is denied")
        return state

    def _checked(self, state: State, token: str | None) -> Claims:
        if not token:
            raise InvalidToken("Token parameter must be set")
        claims = self._validation.access(state, token)
        if self._validation.expired(claims):
            raise InvalidToken("Token has expired")
        return claims

    def userinfo(self, request: FormRequest) -> Answer:
        """Who the bearer is; a token without the scope `openid` is not meant for this resource at all."""
        bearer = self._bearers.of(request)
        if bearer.user is None:
            raise UaaError(401, "invalid_token", "Token is not a user token.", realm=RESOURCE_REALM)
        bearer.require_resource("openid")
        if "openid" not in bearer.scopes:
            raise insufficient_scope("openid")
        return answer(200, _shown(self._store.state, bearer.user))


def _shown(state: State, user: UaaUser) -> dict[str, Any]:
    """UAA leaves out names that nobody gave, but not the time of a logon that it does not know."""
    names = {"given_name": user.given_name, "family_name": user.family_name, "phone_number": user.phone_number}
    return {
        "user_id": user.guid,
        "user_name": user.username,
        **{key: value for key, value in names.items() if value},
        "email": email_of(user),
        "email_verified": user.verified,
        "previous_logon_time": milliseconds(logins_of(state, user).previous),
        "name": " ".join(name for name in (user.given_name, user.family_name) if name),
        "sub": user.guid,
    }
