"""What the name of an organization or a space may be, and how the database compares names."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from fakecf.capi.list_query import ListQuery
from fakecf.capi.ruby import is_printable, to_s
from fakecf.capi.validators import at_least_one, at_most, string
from fakecf.errors import CfError

_LONGEST = 255
_BLANKS = "\t\n\v\f\r \0"  # what Ruby's `strip` takes away


class Named(Protocol):
    """A record with a name."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def name_errors(name: Any, *, may_be_empty: bool = True) -> Iterator[str]:
    """What is wrong with a name that was given: its type, its length and its characters, in that order."""
    if name is None:
        return
    yield from string("Name", name)
    if not may_be_empty:
        yield from at_least_one("Name", name)
    yield from at_most("Name", name, _LONGEST)
    text = to_s(name)
    if not text.removesuffix("\n") or not is_printable(text):
        yield "Name must not contain escaped characters"


def stripped(name: str | None) -> str:
    """The name without white space around it, as CC keeps it."""
    return (name or "").strip(_BLANKS)


def stored_name(name: str | None) -> str:
    """The name as CC keeps it; raises in Sequel's words when nothing is left."""
    kept = stripped(name)
    if not kept:
        raise CfError("UnprocessableEntity", "name presence, name format")
    return kept


def is_taken(name: str, others: Iterable[Named]) -> bool:
    """Names are unique whatever their case: the column is PostgreSQL's `citext`."""
    return any(other.name.lower() == name.lower() for other in others)


def named(query: ListQuery, rows: Iterable[N]) -> Iterator[N]:
    """Those *rows* that `names` leaves, whatever the case."""
    asked = frozenset(name.lower() for name in query.values("names")) if query.asks("names") else None
    return (row for row in rows if asked is None or row.name.lower() in asked)
