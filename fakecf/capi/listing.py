"""Every list: filtered, ordered, cut into pages, and shown with its links."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from fakecf.capi.call import Call
from fakecf.capi.list_query import ListQuery
from fakecf.capi.reading import having
from fakecf.state import Described, Record
from fakecf.web import Answer

R = TypeVar("R", bound=Record)

# CC treats a second as all its microseconds (BaseListFetcher)
_WITHIN_A_SECOND = timedelta(microseconds=999999)


def list_answer(
    call: Call,
    query: ListQuery,
    rows: Iterable[R],
    path: str,
    decorate: Callable[[list[R]], Any] | None = None,
    **how: Any,
) -> Answer:
    """The page of *rows* that *query* asks for, each presented as *how* says.

    *decorate* gives the `included` object of the shown records.
    """
    return page_answer(call, query, ordered(query, list(filtered(query, rows))), path, decorate=decorate, **how)


def page_answer(
    call: Call,
    query: ListQuery,
    chosen: Sequence[R],
    path: str,
    *,
    counts_beyond: bool = False,
    decorate: Callable[[list[R]], Any] | None = None,
    **how: Any,
) -> Answer:
    """The page of what was *chosen*, in this order; *counts_beyond* where the total does not come from the page."""
    start = (query.page - 1) * query.per_page
    shown = list(islice(chosen, start, start + query.per_page))
    # the total comes from the first row, so a page beyond the end counts nothing (cc-droplets F13)
    total = len(chosen) if shown or counts_beyond else 0
    document: dict[str, Any] = {
        "pagination": _pagination(call, query, total, path),
        "resources": [call.present(row, listed=True, **how) for row in shown],
    }
    if decorate is not None:
        document["included"] = decorate(shown)
    return call.json(200, document)


def filtered(query: ListQuery, rows: Iterable[R]) -> Iterator[R]:
    """Those *rows* that have what every list can be asked for: guids, times and labels."""
    for row in having(query, rows, guids="guid"):
        if _in_time(query, row) and _labelled(query, row):
            yield row


def _labelled(query: ListQuery, row: Record) -> bool:
    return not query.requirements or (
        isinstance(row, Described) and all(requirement.holds(row.labels) for requirement in query.requirements)
    )


def _in_time(query: ListQuery, row: Record) -> bool:
    return all(
        _matches(getattr(row, column), query.filters[key])
        for key, column in (("created_ats", "created_at"), ("updated_ats", "updated_at"))
        if query.asks(key)
    )


def _matches(moment: datetime | None, asked: Any) -> bool:
    if moment is None:
        return False
    if isinstance(asked, dict):
        return all(_compares(moment, relation, _moment(text)) for relation, text in asked.items())
    return any(_moment(text) <= moment <= _moment(text) + _WITHIN_A_SECOND for text in asked)


def _compares(moment: datetime, relation: str, given: datetime) -> bool:
    if relation == "lt":
        return moment < given
    if relation == "lte":
        return moment <= given + _WITHIN_A_SECOND
    if relation == "gt":
        return moment > given + _WITHIN_A_SECOND
    return moment >= given


def _moment(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def ordered(query: ListQuery, rows: list[R]) -> list[R]:
    """Insertion order, or by the asked column and then the guid, both in one direction (cc-droplets 11)."""
    column = query.column
    if column is None:
        return rows
    return sorted(rows, key=lambda row: (_rank(getattr(row, column)), row.guid), reverse=query.descending)


def _rank(value: Any) -> Any:
    """Text as PostgreSQL's usual collation ranks it: letters before case; nulls last."""
    if isinstance(value, str):
        return (value.casefold(), value.swapcase())
    return (value is None, value or 0)


def _pagination(call: Call, query: ListQuery, total: int, path: str) -> dict[str, Any]:
    last = max(1, -(-total // query.per_page))

    def link(page: int) -> dict[str, str]:
        return call.link(f"{path}?{query.query_string(page)}")

    return {
        "total_results": total,
        "total_pages": last,
        "first": link(1),
        "last": link(last),
        "next": link(query.page + 1) if query.page < last else None,
        "previous": link(query.page - 1) if query.page > 1 else None,
    }
