"""What a token may do, and for whom it is meant."""

from collections.abc import Iterable, Sequence

from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.uaa.answers import CLIENT_REALM, invalid_scope
from fakecf.uaa.stock import DEFAULT_GROUPS

NONE = ("uaa.none",)


def client_scopes(client: UaaClient) -> tuple[str, ...]:
    """What a user's token for *client* may carry at most; UAA registers `uaa.none` where nothing is named."""
    return client.scopes or NONE


def client_authorities(client: UaaClient) -> tuple[str, ...]:
    """What *client* may do by itself."""
    return client.authorities or NONE


def granted(client: UaaClient, user: UaaUser, requested: Sequence[str] = ()) -> tuple[str, ...]:
    """Client scopes that the user's groups or the default groups hold, cut down to *requested* (cc-surface 5.2)."""
    held = {*user.groups, *DEFAULT_GROUPS}
    wanted = set(requested or client_scopes(client))
    return tuple(scope for scope in client_scopes(client) if scope in held and scope in wanted)


def user_scopes(client: UaaClient, user: UaaUser, requested: Sequence[str]) -> tuple[str, ...]:
    """What is granted of what was *requested*; raises UaaError where that is nothing, or nothing of the client's."""
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


def audience(client_id: str, scopes: Iterable[str]) -> list[str]:
    """The client and the resource of each scope: all before its last dot; `openid` is its own (cc-surface 5.4)."""
    resources = [client_id]
    for scope in scopes:
        resource, dot, action = scope.rpartition(".")
        if scope == "openid":
            resources.append(scope)
        elif dot and action and scope not in NONE:
            resources.append(resource)
    return list(dict.fromkeys(resources))
