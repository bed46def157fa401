"""Which security groups a caller may read, and which spaces they may be bound to."""

from collections.abc import Iterable

from fakecf.capi.call import Call, not_found
from fakecf.capi.reading import readable_spaces
from fakecf.capi.ruby import inspect
from fakecf.errors import CfError
from fakecf.state import State
from fakecf.state.platform_records import SecurityGroup
from fakecf.state.records import Space

WHENS = ("running", "staging")


def is_group_readable(group: SecurityGroup, spaces: frozenset[str] | None) -> bool:
    """Everybody may read what applies everywhere, or to one of the *spaces* that they may read."""
    if spaces is None or group.running_default or group.staging_default:
        return True
    return not spaces.isdisjoint((*group.running_space_guids, *group.staging_space_guids))


def readable_group(call: Call, guid: str) -> SecurityGroup:
    """The group; `Security group not found` when it is missing or the caller may not read it."""
    group = call.find(SecurityGroup, guid)
    if group is None or not is_group_readable(group, readable_spaces(call)):
        raise not_found("Security group")
    return group


def existing_spaces(state: State, guids: list[str]) -> list[Space]:
    """Those spaces; raises where one is missing."""
    missing = [guid for guid in guids if guid not in state[Space]]
    if missing:
        what = f"Spaces with guids {inspect(missing)} do not exist, or you do not have access to them."
        raise CfError("UnprocessableEntity", what)
    return [space for guid in guids if (space := state[Space].get(guid)) is not None]


def require_bindable(call: Call, spaces: Iterable[Space]) -> None:
    """Groups are bound and unbound by managers of the space or its organization, unless it is suspended."""
    for space in spaces:
        call.permissions.require_updating(space)
