"""What is given in exchange for a token: the grants of `POST /oauth/token` (cc-surface 5.2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fakecf.state import State
from fakecf.state.records import UaaClient, UaaUser
from fakecf.uaa.answers import CLIENT_REALM, ExpiredTokenError, UaaError, invalid_scope
from fakecf.uaa.credentials import user_of
from fakecf.uaa.scopes import client_authorities, client_scopes, granted
from fakecf.uaa.signing import Claims, InvalidToken
from fakecf.uaa.tokens import Token, Tokens
from fakecf.uaa.validation import Validation, texts, user_of_token

Form = Mapping[str, str]
Response = dict[str, Any]


class Grants:
    """Trades a password, a refresh token or a client's own word for an access token."""

    def __init__(self, tokens: Tokens, validation: Validation) -> None:
        self._tokens = tokens
        self._validation = validation
        self._kinds = {
            "password": self._password,
            "refresh_token": self._refresh,
            "client_credentials": self._client_credentials,
        }

    def issue(self, state: State, client: UaaClient, form: Form) -> Response:
        """The token response, its keys in UAA's order (cc-surface 5.3); raises UaaError."""
        if form.get("client_id", client.guid) != client.guid:
            raise UaaError(401, "invalid_client", "Given client ID does not match authenticated client")
        grant_type = form.get("grant_type")
        if not grant_type:
            raise UaaError(400, "invalid_request", "Missing grant type")
        grant = self._kinds.get(grant_type)
        if grant is None:
            raise UaaError(400, "unsupported_grant_type", "Unsupported grant type")
        if grant_type not in client.grant_types:
            raise UaaError(401, "invalid_client", "Unauthorized grant type")
        return grant(state, client, form)

    def _password(self, state: State, client: UaaClient, form: Form) -> Response:
        user = user_of(state, form.get("username", ""), form.get("password", ""), form.get("login_hint"))
        scopes = _user_scopes(client, user, _requested(form))
        access = self._tokens.for_user(user, client, scopes)
        offers_refresh = "refresh_token" in client.grant_types
        refresh = self._tokens.refresh_token(access, client) if offers_refresh else None
        return self._response(access, user, refresh)

    def _client_credentials(self, _: State, client: UaaClient, form: Form) -> Response:
        authorities = client_authorities(client)
        for scope in _requested(form):
            if scope not in authorities:
                raise invalid_scope(f"Invalid scope: {scope}", allowed=authorities)
        return self._response(self._tokens.for_client(client, _requested(form) or None))

    def _refresh(self, state: State, client: UaaClient, form: Form) -> Response:
        """Another access token for the same login; the refresh token stays as it is (cc-surface 5.2)."""
        refresh = form.get("refresh_token")
        if not refresh:
            raise UaaError(400, "invalid_request", "refresh_token parameter not provided")
        try:
            user, claims = self._login(state, client, refresh)
        except InvalidToken as error:
            raise UaaError(401, "invalid_token", str(error)) from None
        scopes = _narrowed(texts(claims, "granted_scopes"), _requested(form))
        access = self._tokens.for_user(user, client, scopes, auth_time=claims.get("auth_time"))
        return self._response(access, user, refresh)

    def _login(self, state: State, client: UaaClient, refresh: str) -> tuple[UaaUser, Claims]:
        """The user who logged in and what the refresh token says of it; raises InvalidToken or UaaError."""
        claims = self._validation.refresh(state, refresh)
        if claims["cid"] != client.guid:
            raise UaaError(400, "invalid_grant", f"Wrong client for this refresh token: {claims['cid']}")
        moment = self._validation.expired(claims)
        if moment is not None:
            raise ExpiredTokenError(f"Invalid refresh token expired at {moment}")
        user = user_of_token(state, claims)
        _require_held(client, user, texts(claims, "granted_scopes"))
        return user, claims

    def _response(self, access: Token, user: UaaUser | None = None, refresh: str | None = None) -> Response:
        claims = access.claims
        identity = self._tokens.id_token(access, user) if user is not None and "openid" in claims["scope"] else None
        return {
            "access_token": access,
            "token_type": "bearer",
            **({"id_token": identity} if identity else {}),
            **({"refresh_token": refresh} if refresh else {}),
            "expires_in": claims["exp"] - claims["iat"] - 1,
            "scope": " ".join(claims["scope"]),
            "jti": claims["jti"],
        }


def _requested(form: Form) -> list[str]:
    """The scopes asked for; an empty `scope=`, as the Python client sends it, asks for the default."""
    return form.get("scope", "").split()


def _user_scopes(client: UaaClient, user: UaaUser, requested: Sequence[str]) -> tuple[str, ...]:
    for scope in requested:
        if scope not in client_scopes(client):
            description = f"{scope} is invalid. Please use a valid scope name in the request"
            raise invalid_scope(description, realm=CLIENT_REALM)
    scopes = granted(client, user, requested)
    if not scopes:
        listed = ", ".join(requested or client_scopes(client))
        description = f"[{listed}] is invalid. This user is not allowed any of the requested scopes"
        raise invalid_scope(description, realm=CLIENT_REALM)
    return scopes


def _require_held(client: UaaClient, user: UaaUser, scopes: Sequence[str]) -> None:
    """What was granted at the login must still be the client's and the user's."""
    held = granted(client, user, scopes)
    missing = [scope for scope in scopes if scope not in held]
    if missing or not scopes:
        raise InvalidToken(f'Some required "granted_scopes" are missing: [{", ".join(missing)}]')


def _narrowed(held: Sequence[str], requested: Sequence[str]) -> Sequence[str]:
    if not set(requested) <= set(held):
        listed = ", ".join(requested)
        description = f"Unable to narrow the scope of the client authentication to [{listed}]."
        raise invalid_scope(description, allowed=tuple(held))
    return requested or held
