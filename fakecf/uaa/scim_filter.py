"""SCIM's filter language: `userName eq "alice" and origin eq "uaa"`, compared as UAA's database does."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

Row = Mapping[str, Any]
Predicate = Callable[[Row], bool]

_TOKEN = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<bracket>[()])|(?P<word>[^\s()"]+))')
_DEEPEST = 50
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda kept, given: bool(kept == given),
    "gt": lambda kept, given: bool(kept > given),
    "ge": lambda kept, given: bool(kept >= given),
    "lt": lambda kept, given: bool(kept < given),
    "le": lambda kept, given: bool(kept <= given),
}
_PARTS: dict[str, Callable[[str, str], bool]] = {
    "co": lambda kept, given: given in kept,
    "sw": lambda kept, given: kept.startswith(given),
}


class FilterError(ValueError):
    """A filter that cannot be read."""


class Clause(NamedTuple):
    """One comparison; `value` is None where the operator takes none, or where it is `null`."""

    attribute: str
    operator: str
    value: Any = None

    def holds(self, row: Row) -> bool:
        """Text is compared without regard to case, and what is not there only with `null`."""
        kept = row[self.attribute.lower()]
        if self.operator == "pr" or self.value is None:
            return (kept is None) != (self.operator == "pr")
        if self.operator in _PARTS:
            return kept is not None and _PARTS[self.operator](str(kept).casefold(), str(self.value).casefold())
        kept, value = _alike(kept, self.value)
        return type(kept) is type(value) and _ORDERS[self.operator](kept, value)


def _alike(kept: Any, given: Any) -> tuple[Any, Any]:
    if isinstance(kept, datetime):
        return kept, _moment(given)
    if isinstance(kept, str) and isinstance(given, str):
        return kept.casefold(), given.casefold()
    return (float(kept), given) if isinstance(kept, int) and isinstance(given, float) else (kept, given)


def _moment(text: Any) -> datetime | None:
    """A time as UAA writes it, milliseconds and all; anything else is like none."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None


class Filter(NamedTuple):
    """A filter that was read: what it asks of a row, and its comparisons."""

    holds: Predicate
    clauses: tuple[Clause, ...]


def parsed(text: str) -> Filter:
    """The filter that *text* is; with single quotes if it must be, as UAA once had them. Raises FilterError."""
    try:
        return _Reader(text).whole()
    except FilterError:
        return _Reader(text.replace("'", '"')).whole()


class _Reader:
    """Reads by recursive descent: `or` binds less than `and`, brackets bind most."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0
        self._clauses: list[Clause] = []

    def whole(self) -> Filter:
        holds = self._either()
        if self._place != len(self._tokens):
            raise FilterError(f"unexpected {self._tokens[self._place]!r}")
        return Filter(holds, tuple(self._clauses))

    def _either(self) -> Predicate:
        parts = [self._all()]
        while self._took("or"):
            parts.append(self._all())
        return lambda row: any(holds(row) for holds in parts)

    def _all(self) -> Predicate:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return lambda row: all(holds(row) for holds in parts)

    def _one(self) -> Predicate:
        if not self._took("("):
            return self._clause().holds
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FilterError("too many brackets")
        holds = self._either()
        if not self._took(")"):
            raise FilterError("a bracket is not closed")
        self._depth -= 1
        return holds

    def _clause(self) -> Clause:
        attribute, operator = self._next(), self._next().lower()
        if operator not in (*_ORDERS, *_PARTS, "pr"):
            raise FilterError(f"unknown operator {operator!r}")
        clause = Clause(attribute, operator, None if operator == "pr" else _value(self._next()))
        self._clauses.append(clause)
        return clause

    def _next(self) -> str:
        if self._place == len(self._tokens):
            raise FilterError("it ends early")
        self._place += 1
        return self._tokens[self._place - 1]

    def _took(self, word: str) -> bool:
        took = self._place < len(self._tokens) and self._tokens[self._place].lower() == word
        self._place += took
        return took


def _tokens(text: str) -> list[str]:
    tokens, place, end = [], 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None:
            raise FilterError("a text is not closed")
        tokens.append(found[0].strip())
        place = found.end()
    return tokens


def _value(written: str) -> Any:
    """A text in quotes, a number, or one of three words in any case."""
    words = {"true": True, "false": False, "null": None}
    if written.lower() in words:
        return words[written.lower()]
    try:
        return json.loads(written) if written.startswith('"') else float(written)
    except ValueError:
        raise FilterError(f"{written} is no value") from None
