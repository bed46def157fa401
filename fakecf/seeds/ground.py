"""What is there already when a document is read: nothing at a beginning, else the foundation that it adds to."""

from collections.abc import Iterable
from typing import Any, TypeVar

from fakecf.state import Record, State, Table

R = TypeVar("R", bound=Record)


class Ground:
    """The records there are, and those of the *beginning*: what was there then and is no more has been deleted."""

    def __init__(self, state: State | None = None, beginning: State | None = None) -> None:
        self.is_bare = state is None
        self._state = state or State()
        self._beginning = beginning or State()

    def table(self, kind: type[R]) -> Table[R]:
        return self._state[kind]

    def rows(self, kind: type[R], field: str, guid: str) -> list[R]:
        """The records whose *field* is *guid*, in order."""
        return [row for row in self._state[kind] if getattr(row, field) == guid]

    def one(self, kind: type[R], **like: Any) -> R | None:
        """The first record that is *like* that; the case of letters makes no difference, as for CC."""
        rows: Iterable[R] = self._state[kind]
        for field, value in like.items():
            rows = _like(rows, field, value)
        return next(iter(rows), None)

    def last(self, kind: type[R], guid: str) -> R | None:
        """The record of that guid as it is, or as it was in the beginning if it is gone since."""
        return self._state[kind].get(guid) or self._beginning[kind].get(guid)

    def most(self, kind: type[Record], field: str, guid: str) -> int:
        """How many records have that *field*, now or in the beginning, whichever is more."""
        counts: list[int] = [
            sum(getattr(row, field) == guid for row in moment[kind]) for moment in (self._state, self._beginning)
        ]
        return max(counts)


def _like(rows: Iterable[R], field: str, value: Any) -> list[R]:
    if not isinstance(value, str):
        return [row for row in rows if getattr(row, field) == value]
    folded = value.lower()
    return [row for row in rows if (getattr(row, field) or "").lower() == folded]
