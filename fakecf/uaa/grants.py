"""What is given in exchange for a token: the grants of `POST /oauth/token` (cc-surface 5.2)."""

from collections.abc import Sequence

from fakecf.clock import Clock
from fakecf.state import State, Store
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa.answers import CLIENT_REALM, ExpiredTokenError, UaaError, invalid_scope, unauthorized
from fakecf.uaa.client_document import JWT_BEARER
from fakecf.uaa.expiring_codes import ExpiringCode, taken
from fakecf.uaa.logins import PasswordLogins
from fakecf.uaa.pkce import require_proof, require_well_formed
from fakecf.uaa.scopes import client_authorities, granted, user_scopes
from fakecf.uaa.signing import Claims, InvalidToken
from fakecf.uaa.token_response import Form, Response, TokenResponses
from fakecf.uaa.validation import Validation, texts, user_of_token

_PASSCODE_REALM = 'Bearer realm="oauth"'


class Grants:
    """Trades a password, a code, another token or a client's own word for an access token."""

    def __init__(self, store: Store, clock: Clock, responses: TokenResponses, validation: Validation) -> None:
        self._store = store
        self._clock = clock
        self._responses = responses
        self._validation = validation
        self._logins = PasswordLogins(store, clock)
        self._kinds = {
            "password": self._password,
            "refresh_token": self._refresh,
            "client_credentials": self._client_credentials,
            "authorization_code": self._authorization_code,
            JWT_BEARER: self._jwt_bearer,
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
        if "passcode" in form:
            user = self._user_of_passcode(state, form["passcode"])
        else:
            user = self._logins.user(form.get("username", ""), form.get("password", ""), form.get("login_hint"))
        return self._responses.for_user(user, client, user_scopes(client, user, _requested(form)), form)

    def _user_of_passcode(self, state: State, passcode: str) -> UaaUser:
        code = self._taken(passcode)
        user = state[UaaUser].get(code.user_guid) if code is not None and code.client_id is None else None
        if user is None:
            raise unauthorized("Invalid passcode", _PASSCODE_REALM)
        return user

    def _authorization_code(self, state: State, client: UaaClient, form: Form) -> Response:
        """What `/oauth/authorize` promised to the client that it named, and to no other."""
        if "code" not in form:
            raise UaaError(400, "invalid_request", "An authorization code must be supplied.")
        require_well_formed(form.get("code_verifier"))
        code = self._taken(form["code"])
        user = state[UaaUser].get(code.user_guid) if code is not None else None
        if code is None or user is None or code.client_id is None:
            raise UaaError(400, "invalid_grant", f"Invalid authorization code: {form['code']}")
        require_proof(code, form.get("code_verifier"))
        if (code.redirect_asked or "redirect_uri" in form) and form.get("redirect_uri") != code.redirect_uri:
            raise UaaError(400, "invalid_grant", "Redirect URI mismatch.")
        if code.client_id != client.guid:
            raise UaaError(401, "invalid_client", "Client ID mismatch")
        return self._responses.for_user(user, client, code.scopes, form, "authorization_code")

    def _taken(self, code: str) -> ExpiringCode | None:
        with self._store.change() as change:
            return taken(change, code, self._clock.now())

    def _jwt_bearer(self, state: State, client: UaaClient, form: Form) -> Response:
        """The user of another token of ours; no other provider is known that could have made one."""
        if "assertion" not in form:
            raise unauthorized("Assertion is missing", CLIENT_REALM)
        try:
            claims = self._validation.access(state, form["assertion"])
            ended = self._validation.expired(claims)
            user = user_of_token(state, claims)
        except InvalidToken as error:
            raise unauthorized(str(error), CLIENT_REALM) from None
        if ended is not None:
            raise unauthorized(f"Invalid access token: expired at {ended}", CLIENT_REALM)
        return self._responses.for_user(user, client, user_scopes(client, user, _requested(form)), form, JWT_BEARER)

    def _client_credentials(self, _: State, client: UaaClient, form: Form) -> Response:
        authorities = client_authorities(client)
        for scope in _requested(form):
            if scope not in authorities:
                raise invalid_scope(f"Invalid scope: {scope}", allowed=authorities)
        return self._responses.for_client(client, _requested(form) or None, form)

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
        return self._responses.renewed(user, client, scopes, form, claims)

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


def _requested(form: Form) -> list[str]:
    """The scopes asked for; an empty `scope=`, as the Python client sends it, asks for the default."""
    return form.get("scope", "").split()


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
