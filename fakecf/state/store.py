"""The one place where state changes: a reference, swapped under a lock."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import msgspec

from fakecf.state.record import Record, owners_of, record_types
from fakecf.state.table import Table

R = TypeVar("R", bound=Record)


class State:
    """One moment of a foundation: all its tables. Keeping the reference is a snapshot."""

    __slots__ = ("_tables",)

    def __init__(self, tables: Mapping[type[Record], Table[Any]] | None = None) -> None:
        self._tables = dict(tables or {})

    def __getitem__(self, record_type: type[R]) -> Table[R]:
        table = self._tables.get(record_type)
        return cast("Table[R]", table if table is not None else _EMPTY)

    def seen(self, record_type: type[R], glasses: Callable[[R], R]) -> "State":
        """The same moment with every record of the type as *glasses* show it; nothing is changed."""
        return State({**self._tables, record_type: Table([glasses(record) for record in self[record_type]])})

    def owner(self, record: Record, owner_type: type[R]) -> R | None:
        """The *owner_type* that *record* belongs to, through as many owners as it takes."""
        for field, plural in owners_of(type(record)).items():
            above = record_types()[plural]
            found = self[above].get(getattr(record, field))
            if isinstance(found, owner_type):
                return found
            higher = self.owner(found, owner_type) if found is not None else None
            if higher is not None:
                return higher
        return None


_EMPTY: Table[Any] = Table()


class Change(State):
    """A state being made; nothing of it is seen before the block that opened it has ended well."""

    def put(self, *records: Record) -> None:
        """Add each record, or replace the one of the same kind and guid."""
        for record in records:
            self._tables[type(record)] = self[type(record)].put(record)

    def update(self, record: R, **fields: Any) -> R:
        """Replace fields of the record as it now stands and return it; read from the change, not from before."""
        current = self[type(record)].get(record.guid)
        changed = msgspec.structs.replace(current if current is not None else record, **fields)
        self.put(changed)
        return changed

    def delete(self, *records: Record) -> None:
        """Remove records and, with them, all that belongs to them."""
        for record_type in {type(record) for record in records}:
            doomed = {record.guid for record in records if type(record) is record_type}
            self._delete(record_type, doomed)

    def _delete(self, record_type: type[Record], guids: set[str]) -> None:
        self._tables[record_type] = self[record_type].without(guids)
        for other in record_types().values():
            for field, plural in owners_of(other).items():
                if plural == record_type.plural:
                    orphans = {row.guid for row in self[other] if getattr(row, field) in guids}
                    if orphans:
                        self._delete(other, orphans)

    def trial(self) -> "Change":
        """A change that begins here and leads nowhere."""
        return Change(self._tables)

    def clear(self, record_type: type[Record]) -> None:
        self._tables[record_type] = Table()

    def revert(self, record_type: type[Record], to: State) -> None:
        """Make all records of the kind what they were in *to*."""
        self._tables[record_type] = to[record_type]


class Store:
    """Holds the present state; readers take `state` once and see one moment, writers take turns."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._lock = threading.Lock()
        self._writer: int | None = None
        self._watchers: list[Watcher] = []
        self.state = State()
        with self.change() as change:
            change.put(*records)

    def watch(self, watcher: "Watcher") -> Callable[[], None]:
        """Call *watcher* with the state before and the state after, at every change until what this gives is called.

        It is called while writers wait: it must be quick and change nothing.
        """
        with self._lock:
            self._watchers = [*self._watchers, watcher]
        return lambda: self._unwatch(watcher)

    def _unwatch(self, watcher: "Watcher") -> None:
        with self._lock:
            self._watchers = [each for each in self._watchers if each is not watcher]

    @contextmanager
    def change(self) -> Iterator[Change]:
        """All or nothing: an exception inside the block leaves the state as it was."""
        if self._writer == threading.get_ident():
            raise RuntimeError("a change is already open in this thread; pass it on instead of opening another")
        with self._lock:
            self._writer = threading.get_ident()
            try:
                change = Change(self.state._tables)  # noqa: SLF001 - a change is a state
                yield change
                self._become(State(change._tables))  # noqa: SLF001
            finally:
                self._writer = None

    def restore(self, state: State) -> None:
        """Make *state*, kept from earlier, the present one."""
        with self._lock:
            self._become(state)

    def _become(self, after: State) -> None:
        before, self.state = self.state, after
        for watcher in self._watchers:
            watcher(before, after)


Watcher = Callable[[State, State], None]
