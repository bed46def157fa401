"""Groups, which are what users hold beyond what everybody does: SCIM's `/Groups`, as far as users keep them.

A group is there because UAA begins with it or because somebody is in it, so none is made or deleted here.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from fakecf.state import Change, State, Store
from fakecf.state.uaa_records import UaaUser
from fakecf.uaa.answers import answer
from fakecf.uaa.bearers import Bearers
from fakecf.uaa.form import FormRequest
from fakecf.uaa.scim import SCHEMAS, ScimError, asked, invalid_resource, listed, not_found, page
from fakecf.uaa.scim_filter import Row
from fakecf.uaa.stock import DEFAULT_GROUPS, OTHER_GROUPS
from fakecf.uaa.user_document import ZONE, group_id
from fakecf.uaa.user_message import struct_in
from fakecf.web import Answer

_WRITE = ("scim.write", "groups.update")


class Group(NamedTuple):
    """A group and the users in it; nobody is listed in those that everybody is in."""

    name: str
    members: Sequence[UaaUser]

    @property
    def guid(self) -> str:
        return group_id(self.name)


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A user to be put into a group; groups in groups are not kept."""

    value: str = ""
    origin: str = "uaa"
    type: str = "USER"


class Groups:
    """Reads groups, and lets users in and out."""

    def __init__(self, store: Store, bearers: Bearers) -> None:
        self._store = store
        self._bearers = bearers

    def list_groups(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require("scim.read")
        found, told = page(request, asked(request, _groups(self._store.state), _row, by="displayName"))
        return answer(200, listed(request, map(_document, found), told, SCHEMAS))

    def get_group(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require("scim.read")
        return answer(200, _document(_group_in(self._store.state, request)), ("ETag", '"0"'))

    def list_members(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require("scim.read")
        group = _group_in(self._store.state, request)
        return answer(200, [_member(user) for user in group.members])

    def get_member(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require("scim.read")
        return answer(200, _member(_member_in(self._store.state, request)))

    def add_member(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require(*_WRITE)
        wanted = struct_in(request.document, Member)
        with self._store.change() as change:
            user = self._joined(change, request, wanted)
        return answer(201, _member(user))

    def _joined(self, change: Change, request: FormRequest, wanted: Member) -> UaaUser:
        if request.params["group_id"] in map(group_id, DEFAULT_GROUPS):
            raise _already("Trying to add member to default group")
        if not wanted.value or not wanted.origin:
            raise invalid_resource("group-id, member-id, origin and member-type must be non-empty")
        group, user = _group_in(change, request), change[UaaUser].get(wanted.value)
        if user is None:
            raise not_found(f"User {wanted.value} does not exist")
        if user in group.members:
            raise _already(f"{user.guid} is already part of the group: {group.guid}")
        return change.update(user, groups=(*user.groups, group.name))

    def remove_member(self, request: FormRequest) -> Answer:
        self._bearers.of(request).require("scim.write")
        with self._store.change() as change:
            group, user = _group_in(change, request), _member_in(change, request)
            change.update(user, groups=tuple(name for name in user.groups if name != group.name))
        return answer(200, _member(user))


def _groups(state: State) -> list[Group]:
    """All there are: what UAA begins with, what users are in."""
    joined = {name for user in state[UaaUser] for name in user.groups}
    known = sorted({*DEFAULT_GROUPS, *OTHER_GROUPS, *joined})
    return [Group(name, [user for user in state[UaaUser] if name in user.groups]) for name in known]


def _group_in(state: State, request: FormRequest) -> Group:
    guid = request.params["group_id"]
    found = next((group for group in _groups(state) if group.guid == guid), None)
    if found is None:
        raise not_found(f"Group {guid} does not exist")
    return found


def _member_in(state: State, request: FormRequest) -> UaaUser:
    group, guid = _group_in(state, request), request.params["member_id"]
    found = next((user for user in group.members if user.guid == guid), None)
    if found is None:
        raise ScimError(404, "member_not_found", f"Member {guid} does not exist in group {group.guid}")
    return found


def _already(description: str) -> ScimError:
    return ScimError(409, "member_already_exists", description)


def _row(group: Group) -> Row:
    return {"id": group.guid, "displayname": group.name, "identity_zone_id": ZONE, "version": 0}


def _document(group: Group) -> dict[str, Any]:
    return {
        "id": group.guid,
        "meta": {"version": 0},
        "displayName": group.name,
        "zoneId": ZONE,
        "members": [_member(user) for user in group.members],
        "schemas": SCHEMAS,
    }


def _member(user: UaaUser) -> dict[str, str]:
    return {"origin": user.origin, "type": "USER", "value": user.guid}
