"""Finding what a caller may see and asks for: missing and unreadable look the same."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import ListQuery
from fakecf.errors import UnknownError
from fakecf.state import Record, State
from fakecf.state.records import App, Organization, Space

R = TypeVar("R", bound=Record)


class OfAnApp(Protocol):
    """A record that belongs to an app."""

    @property
    def app_guid(self) -> str: ...


A = TypeVar("A", bound=OfAnApp)


def readable(call: Call, record_type: type[R], guid: str | None, what: str) -> tuple[R, Space]:
    """The record and its space; `<what> not found` when it is missing or in a space the caller cannot read."""
    record = call.find(record_type, guid)
    space = space_of(call, record) if record is not None else None
    if record is None or space is None or not call.permissions.can_read_from_space(space):
        raise not_found(what)
    return record, space


def readable_or_updatable(call: Call, record_type: type[R], guid: str, what: str) -> tuple[R, Space]:
    """As `readable`; who may update build states needs no role for what is made by staging."""
    record = call.find(record_type, guid)
    space = space_of(call, record) if record is not None else None
    if record is not None and space is not None and call.who.updates_build_state:
        return record, space
    return readable(call, record_type, guid, what)


def found_by(state: State, record_type: type[R], asked: Any) -> R | None:
    """The record whose guid a body asks for without that anybody looked at it.

    PostgreSQL takes a list for a choice of its members, an empty one for none, and fails over what is no text
    (recorded: live_write, deployments).
    """
    choice = asked if isinstance(asked, list) else [] if asked is None else [asked]
    if any(not isinstance(guid, str) or "\0" in guid for guid in choice):
        raise UnknownError
    return next((record for record in map(state[record_type].get, choice) if record is not None), None)


def readable_organization(call: Call, guid: str | None) -> Organization:
    """The organization; `Organization not found` when it is missing or the caller cannot read it."""
    organization = call.find(Organization, guid)
    if organization is None or not call.permissions.can_read_from_org(organization):
        raise not_found("Organization")
    return organization


def space_of(call: Call, record: Record) -> Space | None:
    """The space a record is in, or is."""
    return record if isinstance(record, Space) else call.state.owner(record, Space)


def readable_spaces(call: Call) -> frozenset[str] | None:
    """The guids of the spaces a list may show; None for all."""
    return None if call.permissions.can_read_globally else call.permissions.readable_space_guids()


def visible(call: Call, records: Iterable[A]) -> Iterator[A]:
    """Those records of apps (`app_guid`) that are in a space the caller may read."""
    spaces = readable_spaces(call)
    apps = None if spaces is None else apps_in(call, spaces)
    return (record for record in records if apps is None or record.app_guid in apps)


def apps_in(call: Call, space_guids: Iterable[str]) -> frozenset[str]:
    """The guids of the apps in those spaces."""
    return frozenset(app.guid for guid in space_guids for app in call.state[App].where("space_guid", guid))


def spaces_of(call: Call, organization_guids: Iterable[str]) -> frozenset[str]:
    """The guids of the spaces in those organizations."""
    return frozenset(
        space.guid for guid in organization_guids for space in call.state[Space].where("organization_guid", guid)
    )


def of_asked_apps(call: Call, query: ListQuery, rows: Iterable[A]) -> Iterator[A]:
    """Those *rows* whose apps `app_guids`, `space_guids` and `organization_guids` leave."""
    left: list[frozenset[str]] = []
    if query.asks("app_guids"):
        left.append(frozenset(query.values("app_guids")))
    if query.asks("space_guids"):
        left.append(apps_in(call, query.values("space_guids")))
    if query.asks("organization_guids"):
        left.append(apps_in(call, spaces_of(call, query.values("organization_guids"))))
    return (row for row in rows if all(row.app_guid in guids for guids in left))


def having(query: ListQuery, rows: Iterable[R], **columns: str) -> Iterator[R]:
    """Those *rows* that hold what was asked for: *columns* names the column behind each filter."""
    asked = [(column, frozenset(query.values(key))) for key, column in columns.items() if query.asks(key)]
    return (row for row in rows if all(getattr(row, column) in values for column, values in asked))
