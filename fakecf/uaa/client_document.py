"""An OAuth client as it is shown and as it is sent (UAA's UaaClientDetails and its validator)."""

import re
from typing import Any

from fakecf.state.uaa_records import UaaClient
from fakecf.uaa.answers import UaaError
from fakecf.uaa.scim import milliseconds
from fakecf.uaa.scim_filter import Row
from fakecf.uaa.scopes import NONE, client_authorities, client_scopes

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANTS = (
    *("implicit", "password", "client_credentials", "authorization_code", "refresh_token", "user_token"),
    *("urn:ietf:params:oauth:grant-type:saml2-bearer", JWT_BEARER),
)
_LISTS = {
    "scope": "scopes",
    "authorities": "authorities",
    "authorized_grant_types": "grant_types",
    "redirect_uri": "redirect_uris",
}
_MOST = 2**31 - 1
_REDIRECT = re.compile(r"(/|[a-z*][^\s:/,]*://)[\x21-\x2b\x2d-\x7e]*")
_NUMBERS = ("access_token_validity", "refresh_token_validity")
_NOT_KEPT = ("client_id", "client_secret", "resource_ids", "lastModified", "required_user_groups")


def client_document(client: UaaClient) -> dict[str, Any]:
    """All that UAA tells of *client*, which is not its secret; keys in UAA's order."""
    additional = dict(client.additional)
    approved = {"autoapprove": additional.pop("autoapprove")} if "autoapprove" in additional else {}
    return {
        "scope": list(client_scopes(client)),
        "client_id": client.guid,
        "resource_ids": ["none"],
        "authorized_grant_types": list(client.grant_types),
        **({"redirect_uri": list(client.redirect_uris)} if client.redirect_uris else {}),
        **approved,
        "access_token_validity": client.access_token_validity,
        "refresh_token_validity": client.refresh_token_validity,
        "authorities": list(client_authorities(client)),
        **additional,
        "lastModified": milliseconds(client.updated_at or client.created_at),
        "required_user_groups": [],
    }


def client_row(client: UaaClient) -> Row:
    """What a filter may ask of *client*."""
    return {"client_id": client.guid, "id": client.guid, "lastmodified": client.updated_at or client.created_at}


def client_columns(document: dict[str, Any]) -> dict[str, Any]:
    """What *document* makes of a client's record; what UAA does not know is kept as it is."""
    lists = {column: _texts(document[key]) for key, column in _LISTS.items() if document.get(key)}
    numbers = {key: _seconds(document[key]) for key in _NUMBERS if document.get(key) is not None}
    rest = {key: value for key, value in document.items() if key not in (*_LISTS, *_NUMBERS, *_NOT_KEPT)}
    if rest.get("autoapprove") is not None:
        rest["autoapprove"] = list(_texts(rest["autoapprove"]))
    return {**lists, **numbers, "additional": rest}


def _seconds(value: Any) -> int:
    """What Java takes for an Integer."""
    if type(value) is not int or not 0 <= value <= _MOST:
        raise UaaError(400, "invalid_request", f"JSON parse error: {value!r} is no number of seconds")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """Several texts, as a list or between commas; a word such as `true` stands for itself."""
    if isinstance(value, str):
        return tuple(value.split(","))
    if isinstance(value, bool):
        return ("true",) if value else ()
    return tuple(str(each) for each in value) if isinstance(value, list) else ()


def require_valid(client: UaaClient, *, new: bool) -> None:
    """UAA's rules for clients, in its order; raises UaaError."""
    grants = client.grant_types
    _require_redirects(client)
    listed = f"[{', '.join(GRANTS)}]"
    if not grants:
        raise invalid_client(f"An authorized grant type must be provided. Must be one of: {listed}")
    for grant in grants:
        if grant not in GRANTS:
            raise invalid_client(f"{grant} is not an allowed grant type. Must be one of: {listed}")
    if JWT_BEARER in grants and client_scopes(client) == NONE:
        raise invalid_client(f"Scope cannot be empty for grant_type {JWT_BEARER}")
    if "implicit" in grants and client.secret:
        raise invalid_client("Implicit grant should not have a client_secret")
    if new and not client.secret:
        _require_no_need_of_secret(grants)


def _require_redirects(client: UaaClient) -> None:
    """Whoever is sent codes says where to; no URI may end the header that it will stand in."""
    for grant in ("authorization_code", "implicit"):
        if grant in client.grant_types and not client.redirect_uris:
            raise invalid_client(f"{grant} grant type requires at least one redirect URL.")
    for uri in client.redirect_uris:
        if not _REDIRECT.fullmatch(uri):
            raise invalid_client(f"One of the redirect_uri is invalid: {uri}")


def _require_no_need_of_secret(grants: tuple[str, ...]) -> None:
    if JWT_BEARER in grants:
        raise invalid_client(f"Client secret is required for grant type {JWT_BEARER}")
    if "client_credentials" in grants:
        raise invalid_client("Client secret is required for client_credentials grant type")


def invalid_client(description: str, status: int = 400) -> UaaError:
    """A client that breaks a rule."""
    return UaaError(status, "invalid_client", description)
