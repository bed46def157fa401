"""A database as tables of a state: what every file of `tables` makes of its rows."""

from collections.abc import Iterator
from typing import Any, Protocol, cast

from fakecf.discovery import load_all
from fakecf.state import Record, Table
from tests.conformance import tables
from tests.conformance.rows import Rows


class Unit(Protocol):
    """A file of `tables`."""

    def records(self, rows: Rows) -> Iterator[Record]: ...


UNITS = cast("tuple[Unit, ...]", load_all(tables))


def tables_of(rows: Rows) -> dict[type[Record], Table[Any]]:
    """All records there are in *rows*, each kind in the order of its rows."""
    made: dict[type[Record], list[Any]] = {}
    for unit in UNITS:
        for record in unit.records(rows):
            made.setdefault(type(record), []).append(record)
    return {kind: Table(records) for kind, records in made.items()}
