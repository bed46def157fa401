"""Lists of users: what they may be asked for, and whose names UAA knows as asked."""

from collections.abc import Iterable, Iterator

from fakecf.capi.call import Call
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.rails import Params
from fakecf.capi.usernames import users_called
from fakecf.state.records import Role, User


def _names(params: Params) -> Iterator[str]:
    """What goes together and what does not (UsersListMessage)."""
    exactly, partly = params.get("usernames"), params.get("partial_usernames")
    if params.get("origins") and not exactly and not partly:
        yield "Origins filter cannot be provided without usernames or partial_usernames filter."
    if exactly and partly:
        yield "Usernames filter cannot be provided with both usernames and partial_usernames filter."


def accepted_by(error: str) -> Accepts:
    """The parameters of a list of users; a bad query is *error*."""
    filters = ("usernames", "partial_usernames", "origins")
    return Accepts(keys=filters, arrays=filters, error=error, rule=_names)


MEMBERS = accepted_by("BadQueryParameter")


def called(call: Call, query: ListQuery, users: Iterable[User]) -> Iterable[User]:
    """Those *users* whose names UAA knows as asked."""
    origins = query.values("origins") if query.asks("origins") else None
    for key, partly in (("usernames", False), ("partial_usernames", True)):
        if query.asks(key):
            found = {user.guid for user in users_called(call.state, query.values(key), origins, partly=partly)}
            users = [user for user in users if user.guid in found]
    return users


def members(call: Call, query: ListQuery, field: str, guid: str) -> Iterable[User]:
    """The asked users among those with a role whose *field* is *guid*, in the order of users."""
    guids = {role.user_guid for role in call.state[Role].where(field, guid)}
    return called(call, query, (user for user in call.state[User] if user.guid in guids))
