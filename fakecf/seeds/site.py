"""A foundation under construction: what has been made so far, and what was found wrong."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path as Folder
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from msgspec import UNSET, UnsetType

from fakecf.blobstore.bodies import Body
from fakecf.config import Behaviour
from fakecf.guids import path_guid
from fakecf.seeds.entry import CheckedEntry, DatedEntry, given
from fakecf.seeds.moments import moment
from fakecf.seeds.nodes import Node, Path
from fakecf.seeds.places import Place, Problem
from fakecf.state import Record

R = TypeVar("R", bound=Record)


class Blob(NamedTuple):
    """Bits for the blobstore, there since *moment*; `key` is not yet partitioned."""

    bucket: str
    key: str
    body: Body
    moment: datetime


class SeedFault(NamedTuple):
    """A fault rule as it was written, or what goes wrong with the app or droplet it is *about*; not yet judged."""

    rule: Any
    place: Place
    about: Mapping[str, str] = MappingProxyType({})


class Site:
    """Takes records, blobs, faults and problems; every path is that of the entry in the document."""

    def __init__(self, root: Node, now: datetime, behaviour: Behaviour) -> None:
        self.now = now
        self.behaviour = behaviour
        self.made: list[tuple[str, Record]] = []
        self.blobs: list[Blob] = []
        self.faults: list[SeedFault] = []
        self.problems: list[Problem] = []
        self._root = root
        self._owners: dict[tuple[type[Record], str], Path] = {}

    def place(self, path: Path) -> Place:
        return self._root.at(path).place

    def raw(self, path: Path) -> Any:
        """What stands at *path*, as it was written."""
        return self._root.at(path).plain()

    def folder(self, path: Path) -> Folder:
        """Where relative paths written at *path* start."""
        return self.place(path).origin.folder

    def problem(self, path: Path, what: str, allowed: Sequence[str] = (), meant: str | None = None) -> None:
        self.problems.append(Problem(self.place(path), what, tuple(allowed), meant))

    def fault(self, path: Path, **about: str) -> None:
        """Note the fault that stands at *path*: it is *about* `app` or `droplet`, by guid."""
        self.faults.append(SeedFault(self.raw(path), self.place(path), about))

    def impossible(self, entry: CheckedEntry, path: Path, reason: str) -> None:
        """The Cloud Controller would have refused this; it stands only where the entry is forced."""
        if not entry.force:
            self.problem(path, f"{reason} (to have it all the same, write 'force: true')")

    def make(self, kind: type[R], path: Path, entry: DatedEntry, /, **defaults: Any) -> R:
        """The record of *entry*: what it says under CC's own names, else *defaults*; `guid` else from the path."""
        text = joined(path)
        guid = defaults.pop("guid", None) or guid_of(entry, path)
        record = kind(
            guid=guid,
            created_at=self._moment(path, "created_at", entry.created_at) or self.now,
            updated_at=self._moment(path, "updated_at", entry.updated_at),
            **(defaults | given(entry, kind)),
        )
        self._own(kind, guid, path)
        self.made.append((text, record))
        return record

    def exchange(self, made: Record, other: Record | None) -> str:
        """Put *other*, or nothing, in the place of a record that was made; gives its path."""
        place = next(place for place, (_, record) in enumerate(self.made) if record is made)
        path, _ = self.made[place]
        self.made[place : place + 1] = [(path, other)] if other is not None else []
        return path

    def _moment(self, path: Path, key: str, text: str | UnsetType | None) -> datetime | None:
        if text is None or text is UNSET:
            return None
        try:
            return moment(str(text), self.now)
        except ValueError as error:
            self.problem((*path, key), str(error))
            return None

    def _own(self, kind: type[Record], guid: str, path: Path) -> None:
        owner = self._owners.setdefault((kind, guid), path)
        if owner != path:
            self.problem((*path, "guid"), f"the guid {guid!r} is already that of {joined(owner)}")


def joined(path: Path) -> str:
    """The path as people write it, and as stable guids are made of it."""
    return "/".join(str(key) for key in path)


def guid_of(entry: DatedEntry, path: Path) -> str:
    """The guid that the entry chose, else the stable one of its path."""
    chosen = getattr(entry, "guid", UNSET)
    return path_guid(joined(path)) if chosen is UNSET else str(chosen)
