"""Rows of the real Cloud Controller's tables, and how to find one by another."""

from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]


class Rows:
    """All tables of one moment; a table that was empty is not among them."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._indexes: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def where(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows of *table* with *value* in *column*, in the order of their ids."""
        found = self._indexes.get((table, column))
        if found is None:
            found = self._indexes[table, column] = {}
            for row in self[table]:
                found.setdefault(row.get(column), []).append(row)
        return found.get(value, [])

    def one(self, table: str, column: str, value: Any) -> Row:
        """The first such row, an empty one where there is none."""
        return next(iter(self.where(table, column, value)), {}) if value is not None else {}

    def guid(self, table: str, id_: int | None) -> str | None:
        """The GUID of the row that a numeric foreign key leads to."""
        return self.one(table, "id", id_).get("guid")


def moved_on(tables: Tables, diff: Mapping[str, Mapping[str, list[Row]]]) -> Tables:
    """*tables* after what *diff* says was added, removed and changed; those untouched are shared."""
    return {**tables, **{name: _moved_on(tables.get(name, []), **changes) for name, changes in diff.items()}}


def _moved_on(rows: list[Row], added: list[Row] = [], removed: list[Row] = [], changed: list[Row] = []) -> list[Row]:  # noqa: B006
    gone = {_key(row) for row in removed}
    sets = {_key(row): row["set"] for row in changed}
    kept = [_changed(row, sets.get(_key(row))) for row in rows if _key(row) not in gone]
    return [*kept, *added]


def _changed(row: Row, fields: Row | None) -> Row:
    """A column that became null is no longer there."""
    if fields is None:
        return row
    return {name: value for name, value in {**row, **fields}.items() if value is not None}


def _key(row: Row) -> Any:
    """What a row is called: its id, or where a join table has none, its own primary key."""
    if "id" in row:
        return row["id"]
    return next((value for name, value in row.items() if name.endswith("_pk")), row.get("guid"))
