"""What CC asks UAA about users: here the foundation's own UAA users answer."""

from collections.abc import Iterable, Iterator

from fakecf.capi.call import Call
from fakecf.state import Change, State
from fakecf.state.uaa_records import UaaUser


def username_of(state: State, guid: str) -> str | None:
    """The name of the user of that guid; a client has none."""
    user = state[UaaUser].get(guid)
    return user.username if user is not None else None


def users_called(
    state: State, names: Iterable[str], origins: Iterable[str] | None = None, *, partly: bool = False
) -> Iterator[UaaUser]:
    """The users of these names, or of a part of one, in these origins; UAA looks past the case of both."""
    wanted = [name.casefold() for name in names]
    among = None if origins is None else {origin.casefold() for origin in origins}
    for user in state[UaaUser]:
        name = user.username.casefold()
        if not (any(each in name for each in wanted) if partly else name in wanted):
            continue
        if among is None or user.origin.casefold() in among:
            yield user


def user_in(call: Call, change: Change, name: str, origin: str) -> str:
    """The guid of the user of that name and origin; UAA gets one that knows nobody's password if there is none."""
    known = next(users_called(change, [name], [origin]), None)
    if known is not None:
        return known.guid
    guids = call.services.guids
    shadow = UaaUser(
        guid=guids.new(),
        created_at=call.services.clock.now(),
        username=name,
        origin=origin,
        email=name,
        password=guids.new(),
    )
    change.put(shadow)
    return shadow.guid
