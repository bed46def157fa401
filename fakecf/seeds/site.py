"""A foundation under construction: what is there, what has been made so far, and what was found wrong."""

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path as Folder
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from fakecf.blobstore.bodies import Body
from fakecf.config import Behaviour
from fakecf.guids import path_guid
from fakecf.seeds.entry import CheckedEntry, DatedEntry, Entry, given
from fakecf.seeds.ground import Ground
from fakecf.seeds.moments import is_relative, moment
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
    """Takes records, blobs, faults and problems; every path is that of the entry in the document.

    `made` are the new records, each with its path; `changed` those of the *ground* that are others now.
    """

    def __init__(self, root: Node, now: datetime, behaviour: Behaviour, ground: Ground) -> None:
        self.now = now
        self.behaviour = behaviour
        self.ground = ground
        self.made: list[tuple[str, Record]] = []
        self.changed: list[Record] = []
        self.blobs: list[Blob] = []
        self.faults: list[SeedFault] = []
        self.problems: list[Problem] = []
        self._root = root
        self._owners: dict[tuple[type[Record], str], Path] = {}
        self._firsts: dict[Path, int] = {}

    def place(self, path: Path) -> Place:
        return self._root.at(path).place

    def raw(self, path: Path) -> Any:
        """What stands at *path*, as it was written."""
        return self._root.at(path).plain()

    def folder(self, path: Path) -> Folder | None:
        """Where relative paths written at *path* start; nowhere in a document that was sent."""
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

    def add(
        self, kind: type[R], path: Path, entry: DatedEntry, there: R | None, said: dict[str, Any], /, **defaults: Any
    ) -> R:
        """The record that is *there* already, which must be as the entry says, or else a new one.

        *said* is what the entry says in short forms.
        """
        if there is None:
            return self.make(kind, path, entry, **defaults | said)
        self.agree(there, path, entry, said)
        return there

    def make(self, kind: type[R], path: Path, entry: DatedEntry, /, **defaults: Any) -> R:
        """The record of *entry*: what it says under CC's own names, else *defaults*; `guid` else from the path."""
        guid = defaults.pop("guid", None) or self.guid_of(kind, entry, path)
        record = kind(
            guid=guid,
            created_at=self._moment(path, "created_at", entry.created_at) or self.now,
            updated_at=self._moment(path, "updated_at", entry.updated_at),
            **(defaults | given(entry, kind)),
        )
        self._own(kind, guid, path)
        self.made.append((self.told(path), record))
        return record

    def meant(self, kind: type[R], path: Path, entry: Entry, **like: Any) -> R | None:
        """The record that is there already and that the entry adds to: that of its guid, else the one *like* that.

        One that was deleted or renamed since the beginning is a problem: the entry cannot mean another.
        """
        if self.ground.is_bare:
            return None
        namesake = self.ground.one(kind, **like)
        if isinstance(entry.guid, UnsetType):
            return namesake or self._lost(kind, path, like)
        there = self.ground.table(kind).get(entry.guid)
        if there is None and namesake is not None:
            what = f"{_called(namesake)} is there already, with the guid {namesake.guid!r}: give that one or none"
            self.problem((*path, "guid"), what)
        elif there is not None and not _belongs(there, like):
            self.problem((*path, "guid"), f"the guid {entry.guid!r} is that of {_called(there)} elsewhere")
        return there or namesake

    def _lost(self, kind: type[R], path: Path, like: dict[str, Any]) -> R | None:
        """What has the guid of the path under another name, which is a problem as it is where that was deleted."""
        last = self.ground.last(kind, path_guid(self.told(path)))
        if last is None or not _belongs(last, like):
            return None
        there = self.ground.table(kind).get(last.guid)
        if there is not None:
            what = f"what was here is {_called(there)} by now: give the guid {last.guid!r} to mean it, or another one"
        else:
            what = "what was here has been deleted since the beginning; to make another, give it a guid of its own"
        self.problem(path, what)
        return there

    def agree(self, there: Record, path: Path, entry: DatedEntry, said: dict[str, Any]) -> None:
        """What an entry says of a record that is *there* already must be so: documents add, and change nothing."""
        moments = {name: getattr(entry, name) for name in ("created_at", "updated_at")}
        absolute = {
            name: self._moment(path, name, text)
            for name, text in moments.items()
            if text is not UNSET and not is_relative(text)
        }
        for name, value in (absolute | given(entry, type(there)) | said).items():
            if getattr(there, name) != value:
                url = f"/v1/state/{there.plural}/{there.guid}"
                what = f"{_called(there)} is there already and has another {name}; leave that out, or PATCH {url}"
                self.problem((*path, name), what)

    def change(self, there: R, **fields: Any) -> R:
        """Another record in the place of one that is there."""
        changed = msgspec.structs.replace(there, updated_at=self.now, **fields)
        self.changed.append(changed)
        return changed

    def begin_list(self, path: Path, first: int, count: int, kinds: Mapping[type[Record], Path]) -> None:
        """Count the entries of the list at *path* from *first* on, or later: so that no guid has been given before.

        Each entry can become a record of each of the *kinds*, at a path below its own.
        """
        while any(
            self.ground.last(kind, path_guid(joined((*path, first + each, *below))))
            for kind, below in kinds.items()
            for each in range(count)
        ):
            first += 1
        self._firsts[path] = first

    def told(self, path: Path) -> str:
        """The path as people read it, and as stable guids are made of it: lists go on where the earlier ones ended."""
        if not self._firsts:
            return joined(path)
        keys = enumerate(path)
        return joined(tuple(key + self._firsts.get(path[:at], 0) if isinstance(key, int) else key for at, key in keys))

    def guid_of(self, kind: type[Record], entry: DatedEntry, path: Path) -> str:
        """The guid that the entry chose, else the stable one of its path, or the next where that is taken."""
        chosen = getattr(entry, "guid", UNSET)
        if chosen is not UNSET:
            return str(chosen)
        told, there = self.told(path), self.ground.table(kind)
        guids = (path_guid(f"{told}~{number}" if number > 1 else told) for number in itertools.count(1))
        return next(guid for guid in guids if guid not in there)

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
        there = self.ground.table(kind).get(guid)
        if there is not None:
            self.problem((*path, "guid"), f"the guid {guid!r} is already that of {_called(there)}")


def joined(path: Path) -> str:
    """The path as people write it, and as stable guids are made of it."""
    return "/".join(str(key) for key in path)


def _belongs(record: Record, like: dict[str, Any]) -> bool:
    """Whether it has the owners that are wanted."""
    return all(getattr(record, field) == guid for field, guid in like.items() if field.endswith("_guid"))


def _called(record: Record) -> str:
    """The noun for a record, and its name if it has one."""
    noun = re.sub("(?<!^)([A-Z])", r" \1", type(record).__name__).lower()
    name = getattr(record, "name", getattr(record, "username", None))
    return f"the {noun} {name!r}" if name else f"a {noun}"
