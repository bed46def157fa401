"""What the name of an organization or a space may be, and how the database compares names."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from fakecf.capi.list_query import ListQuery
from fakecf.capi.ruby import is_blank, to_s
from fakecf.errors import CfError

_LONGEST = 255
_UNPRINTABLE = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})
_BLANKS = "\t\n\v\f\r \0"  # what Ruby's `strip` takes away


class Named(Protocol):
    """A record with a name."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def name_errors(name: Any, *, shortest: int = 0) -> Iterator[str]:
    """What is wrong with a name that was given: its type, its length and its characters, in that order."""
    if name is None:
        return
    if not isinstance(name, str):
        yield "Name must be a string"
    length = len(name) if isinstance(name, str | list | dict) else len(to_s(name))
    if length < shortest:
        yield f"Name is too short (minimum is {shortest} character)"
    if length > _LONGEST:
        yield f"Name is too long (maximum is {_LONGEST} characters)"
    if not _printable(to_s(name)):
        yield "Name must not contain escaped characters"


def _printable(text: str) -> bool:
    r"""Ruby's `\A[[:alnum:][:punct:][:print:]]+\Z`, which lets a last newline pass."""
    line = text.removesuffix("\n")
    return bool(line) and not any(unicodedata.category(character) in _UNPRINTABLE for character in line)


def presence_errors(name: Any) -> Iterator[str]:
    """What is wrong with a name that is not there, or is nothing but white space."""
    if is_blank(name):
        yield "Name can't be blank"


def stored_name(name: str | None) -> str:
    """The name as CC keeps it, without white space around it; raises in Sequel's words when nothing is left."""
    stripped = (name or "").strip(_BLANKS)
    if not stripped:
        raise CfError("UnprocessableEntity", "name presence, name format")
    return stripped


def is_taken(name: str, others: Iterable[Named]) -> bool:
    """Names are unique whatever their case: the column is PostgreSQL's `citext`."""
    return any(other.name.lower() == name.lower() for other in others)


def named(query: ListQuery, rows: Iterable[N]) -> Iterator[N]:
    """Those *rows* that `names` leaves, whatever the case."""
    asked = frozenset(name.lower() for name in query.values("names")) if query.asks("names") else None
    return (row for row in rows if asked is None or row.name.lower() in asked)
