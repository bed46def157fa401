"""Whom the UAA knew: no table says it, but what the examples' doubles of its client answered, and the probes' stub."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, repeat

from fakecf.state.uaa_records import UaaUser
from tests.conformance.columns import moment
from tests.conformance.recordings import Exchange, UaaCall

# A look-up by id says more than one of names, which may have found the user by a part of one; one of a single name,
# or the making of that user, is what the answer depends on.
WORTH = {"users_for_ids": 1, "usernames_for_ids": 1, "id_for_username": 2, "create_shadow_user": 2}

PROBED = {"u-dev": ("dev@example.org", "uaa"), "u-admin": ("admin", "uaa")}


def uaa_users(exchange: Exchange) -> list[UaaUser]:
    """Where the doubles contradict each other, what says most of whom a name leads to counts."""
    known = dict(PROBED) if exchange.before_ref is not None else {}
    for call in sorted(exchange.uaa, key=lambda call: WORTH.get(call.method, 0)):
        told = {guid: (username, origin) for guid, username, origin in _named(call)}
        known = {guid: name for guid, name in known.items() if name not in told.values()} | told
    now = moment(exchange.now)
    return [_user(guid, username, origin, now) for guid, (username, origin) in known.items()]


def _user(guid: str, username: str, origin: str, now: datetime) -> UaaUser:
    return UaaUser(guid=guid, created_at=now, username=username, password=username, origin=origin)


def _named(call: UaaCall) -> Iterator[tuple[str, str, str]]:
    """The guid, user name and origin of everybody of whom the call told."""
    match call.method, call.args, call.result:
        case "users_for_ids", _, dict(found):
            yield from ((guid, user["username"], user["origin"]) for guid, user in found.items())
        case "usernames_for_ids", _, dict(found):
            yield from ((guid, username, "uaa") for guid, username in found.items())
        case "ids_for_usernames_and_origins", [list(names), origins, *_], list(guids):
            yield from zip(guids, names, chain(origins or (), repeat("uaa")), strict=False)
        case "id_for_username", [name, {"origin": origin}, *_], str(guid):
            yield guid, name, origin
        case "create_shadow_user", [name, origin, *_], {"id": str(guid)}:
            yield guid, name, origin
        case "origins_for_username", [name, *_], list(origins):
            yield from ((f"{name}-of-{origin}", name, origin) for origin in origins)
