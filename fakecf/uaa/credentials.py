"""Who asks: the client behind a request, and the user behind a password."""

import base64
import hmac
import json
from urllib.parse import unquote_plus

from fakecf.state import State
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa.answers import CLIENT_REALM, BadCredentialsError, UaaError, unauthorized
from fakecf.uaa.form import FormRequest, TooLargeError

_NO_SUCH_ORIGIN = (
    "The origin provided in the login_hint does not match an active Identity Provider, that supports password grant."
)


def client_of(state: State, request: FormRequest, *, by_form: bool = False) -> UaaClient:
    """The client that *request* proves itself to be: by Basic or, where *by_form* allows it, by the form.

    A form's client counts only without an Authorization header, as UAA's filters have it.
    """
    header = request.header("Authorization")
    if header is None and by_form and "client_id" in request.fields:
        return _proven_client(state, request.fields["client_id"], request.fields.get("client_secret"))
    if header is None or not header.lower().startswith("basic "):
        raise unauthorized("An Authentication object was not found in the SecurityContext", CLIENT_REALM)
    return _proven_client(state, *_basic(header[len("basic ") :]))


def _proven_client(state: State, client_id: str, secret: str | None) -> UaaClient:
    client = state[UaaClient].get(client_id)
    if client is None or secret is None or not is_same(secret, client.secret):
        raise BadCredentialsError
    return client


def _basic(encoded: str) -> tuple[str, str]:
    """Client id and secret; both are form-encoded inside (RFC 6749 2.3.1), as Go's oauth2 sends them."""
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        raise BadCredentialsError("Failed to decode basic authentication token") from None
    client_id, colon, secret = decoded.partition(":")
    if not colon:
        raise BadCredentialsError("Invalid basic authentication token")
    return unquote_plus(client_id), unquote_plus(secret)


def user_called(state: State, username: str, login_hint: str | None) -> UaaUser | None:
    """The user of that name at the origin of *login_hint* or, without one, at UAA before any other."""
    known = [user for user in state[UaaUser] if user.username.casefold() == username.casefold() and user.active]
    origin = _origin(login_hint)
    if origin is not None:
        _require_provider(state, origin)
        known = [user for user in known if user.origin == origin]
    return min(known, key=lambda user: user.origin != "uaa", default=None)


def _origin(login_hint: str | None) -> str | None:
    """The origin in `{"origin": "uaa"}`, url-encoded once more or not; UAA ignores a hint that it cannot read."""
    try:
        hint = json.loads(unquote_plus(login_hint or ""))
    except (ValueError, RecursionError):
        return None
    origin = hint.get("origin") if isinstance(hint, dict) else None
    return origin if isinstance(origin, str) else None


def _require_provider(state: State, origin: str) -> None:
    if origin != "uaa" and not state[UaaUser].where("origin", origin):
        raise unauthorized(_NO_SUCH_ORIGIN, CLIENT_REALM)


def claimed(request: FormRequest) -> dict[str, tuple[str, ...]]:
    """The client and user that *request* says it is, whether or not it can prove it, and the grant it asks for."""
    try:
        header = request.header("Authorization") or ""
        client = _basic(header[len("basic ") :])[0] if header.lower().startswith("basic ") else None
        fields = request.fields
    except (UaaError, TooLargeError):
        return {}
    asking = {"client": client or fields.get("client_id"), "user": fields.get("username")}
    names = {**asking, "grant": fields.get("grant_type")}
    return {kind: (name,) for kind, name in names.items() if name}


def is_same(given: str, kept: str) -> bool:
    """Whether two secrets are one, in a time that tells nothing of either."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), kept.encode("utf-8", "replace"))
