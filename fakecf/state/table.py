"""An immutable table of records that keeps insertion order, the Cloud Controller's default order."""

from collections.abc import Iterator
from itertools import islice
from typing import Generic, TypeVar

from fakecf.state.record import Record

R = TypeVar("R", bound=Record)


class Table(Generic[R]):
    """A value: every change returns another table and leaves this one as it was.

    Appending shares the rows of the table it extends (a table sees only its first `len` rows), replacing copies
    one list of references, deleting rebuilds. Only one writer at a time may derive tables: the store's lock.
    """

    __slots__ = ("_indexes", "_length", "_places", "_rows")

    def __init__(self, rows: list[R] | None = None, places: dict[str, int] | None = None) -> None:
        self._rows: list[R] = rows if rows is not None else []
        self._places = places if places is not None else {row.guid: n for n, row in enumerate(self._rows)}
        self._length = len(self._rows)
        self._indexes: dict[str, dict[object, tuple[R, ...]]] = {}

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[R]:
        return islice(self._rows, self._length)

    def __contains__(self, guid: str) -> bool:
        return self.get(guid) is not None

    def get(self, guid: str | None) -> R | None:
        place = self._places.get(guid) if guid is not None else None
        return self._rows[place] if place is not None and place < self._length else None

    def where(self, field: str, value: object) -> tuple[R, ...]:
        """The records whose *field* is *value*, in order; the index is built once for this table."""
        if field not in self._indexes:
            self._indexes[field] = self._indexed(field)
        return self._indexes[field].get(value, ())

    def _indexed(self, field: str) -> dict[object, tuple[R, ...]]:
        found: dict[object, list[R]] = {}
        for row in self:
            found.setdefault(getattr(row, field), []).append(row)
        return {value: tuple(rows) for value, rows in found.items()}

    def put(self, row: R) -> "Table[R]":
        """With *row* in the place of its namesake, or at the end."""
        place = self._places.get(row.guid)
        if place is not None and place < self._length:
            return self._replaced(place, row)
        return self._appended(row)

    def without(self, guids: set[str]) -> "Table[R]":
        return Table([row for row in self if row.guid not in guids])

    def _replaced(self, place: int, row: R) -> "Table[R]":
        rows = self._rows[: self._length]
        rows[place] = row
        places = self._places if len(self._places) == self._length else None
        return Table(rows, places)

    def _appended(self, row: R) -> "Table[R]":
        if len(self._rows) == self._length == len(self._places):
            self._places[row.guid] = self._length
            self._rows.append(row)
            return Table(self._rows, self._places)
        return Table([*self, row])
