"""Whom the UAA knew: no table says it, but what the examples' doubles of its client answered, and the probes' stub."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, repeat

from fakecf.state.uaa_records import UaaUser
from tests.conformance.columns import moment
from tests.conformance.recordings import Exchange, UaaCall

PROBED = {"u-dev": ("dev@example.org", "uaa"), "u-admin": ("admin", "uaa")}


def uaa_users(exchange: Exchange) -> list[UaaUser]:
    """A look-up by id says more than one by name, which may have found the user by a part of it."""
    known = dict(PROBED) if exchange.before_ref is not None else {}
    for call in sorted(exchange.uaa, key=lambda call: call.method.endswith("_for_ids")):
        known |= {guid: (username, origin) for guid, username, origin in _named(call)}
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
        case "origins_for_username", [name, *_], list(origins):
            yield from ((f"{name}-of-{origin}", name, origin) for origin in origins)
