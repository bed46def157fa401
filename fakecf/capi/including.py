"""The `included` object: the spaces and organizations of what is shown (CC's Include…Decorators)."""

from collections.abc import Iterable, Sequence
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.reading import readable_spaces
from fakecf.state import Record
from fakecf.state.records import App, Organization, Space


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


def _organizations(call: Call, spaces: Iterable[Space]) -> list[dict[str, Any]]:
    owners = _found(call.state[Organization].get(space.organization_guid) for space in spaces)
    return [call.present(owner) for owner in owners]


def _found(records: Iterable[Any]) -> list[Any]:
    """Each record once, in order of creation and then guid."""
    unique: dict[str, Record] = {record.guid: record for record in records if record is not None}
    return sorted(unique.values(), key=lambda record: (record.created_at, record.guid))
