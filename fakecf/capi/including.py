"""The `included` object: the users, organizations and spaces of what is shown (CC's Include…Decorators)."""

from collections.abc import Iterable, Sequence
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.reading import readable_spaces
from fakecf.state import Record
from fakecf.state.records import App, Organization, Role, Space, User


def included_for_apps(call: Call, apps: Sequence[App], include: Sequence[str]) -> dict[str, Any]:
    """Spaces, only readable ones, and then organizations, each in order of creation."""
    spaces = _found(call.state[Space].get(app.space_guid) for app in apps)
    included: dict[str, Any] = {}
    if {"space", "space.organization"} & set(include):
        readable = readable_spaces(call)
        shown = [space for space in spaces if readable is None or space.guid in readable]
        included["spaces"] = [call.present(space) for space in shown]
    if {"org", "space.organization"} & set(include):
        included["organizations"] = _organizations(call, spaces)
    return included


def included_for_spaces(call: Call, spaces: Sequence[Space]) -> dict[str, Any]:
    """The organizations of those spaces."""
    return {"organizations": _organizations(call, spaces)}


def included_for_roles(call: Call, roles: Sequence[Role], include: Sequence[str]) -> dict[str, Any]:
    """Whom and what the roles are about: users, then organizations of their own roles, then spaces."""
    included: dict[str, Any] = {}
    if "user" in include:
        included["users"] = _presented(call, (call.state[User].get(role.user_guid) for role in roles))
    if "organization" in include:
        owners = (call.state[Organization].get(role.organization_guid) for role in roles)
        included["organizations"] = _presented(call, owners)
    if "space" in include:
        included["spaces"] = _presented(call, (call.state[Space].get(role.space_guid) for role in roles))
    return included


def _organizations(call: Call, spaces: Iterable[Space]) -> list[dict[str, Any]]:
    return _presented(call, (call.state[Organization].get(space.organization_guid) for space in spaces))


def _presented(call: Call, records: Iterable[Record | None]) -> list[dict[str, Any]]:
    return [call.present(record) for record in _found(records)]


def _found(records: Iterable[Any]) -> list[Any]:
    """Each record once, in order of creation and then guid."""
    unique: dict[str, Record] = {record.guid: record for record in records if record is not None}
    return sorted(unique.values(), key=lambda record: (record.created_at, record.guid))
