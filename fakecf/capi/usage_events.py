"""What the two kinds of usage events have in common: who may read them, and how their lists are asked for."""

from collections.abc import Iterator
from itertools import dropwhile, islice
from typing import TypeVar

from fakecf.capi.call import Call, not_found
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.rails import Params
from fakecf.errors import CfError
from fakecf.state import Record

R = TypeVar("R", bound=Record)


def _unchanging(params: Params) -> Iterator[str]:
    if "updated_ats" in params:
        yield "Filtering by 'updated_ats' is not allowed on this resource."


def accepted(*filters: str) -> Accepts:
    """The parameters of a list of usage events with those *filters* besides the usual ones."""
    return Accepts(
        keys=("after_guid", *filters),
        arrays=filters,
        order_by=("created_at",),
        labelled=False,
        timestamped=False,
        error="UnprocessableEntity",
        rule=_unchanging,
    )


def readable_event(call: Call, kind: type[R], guid: str, what: str) -> R:
    """The event, for those who read everything."""
    event = call.find(kind, guid)
    if event is None or not call.permissions.can_read_globally:
        raise not_found(what)
    return event


def asked_events(call: Call, query: ListQuery, kind: type[R], what: str) -> Iterator[R]:
    """All events, or those after the one that is named; to most callers there are none."""
    events = iter(call.state[kind] if call.permissions.can_read_globally else ())
    if not query.asks("after_guid"):
        return events
    last = call.find(kind, query.filters["after_guid"])
    if last is None:
        raise CfError("UnprocessableEntity", f"After guid filter must be a valid {what} guid.")
    return islice(dropwhile(lambda event: event is not last, events), 1, None)
