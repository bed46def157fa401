"""What a foundation begins with, and how it is read from documents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from fakecf.config import Behaviour
from fakecf.seeds.document import Document
from fakecf.seeds.loader import Library
from fakecf.seeds.mismatch import mismatches
from fakecf.seeds.nodes import Node
from fakecf.seeds.places import Problem, SeedError
from fakecf.seeds.site import Blob, SeedFault
from fakecf.seeds.world import World
from fakecf.state import Record


class Row(NamedTuple):
    """A record by its path in the documents, its type (the plural that CAPI uses) and its guid."""

    path: str
    type: str
    guid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A beginning: how to behave, and all records in the order of their creation; `paths` runs beside `records`."""

    behaviour: Behaviour
    records: tuple[Record, ...]
    paths: tuple[str, ...]
    blobs: tuple[Blob, ...]
    faults: tuple[SeedFault, ...]
    sources: tuple[str, ...]

    @property
    def summary(self) -> dict[str, int]:
        """How many records there are of each type."""
        return dict(Counter(record.plural for record in self.records))


def load(sources: Sequence[str | Path], *, now: datetime, environ: Mapping[str, str]) -> Seed:
    """The seed that the documents make together, in order; a name without slash and dot is a shipped one's.

    Raises SeedError with every problem that was found, each at its file, line and column.
    """
    root = Library(environ).load(sources)
    document = _document(root)
    world = World(root, now, document.foundation)
    site = world.build(document)
    if site.problems:
        raise SeedError(dict.fromkeys(site.problems))
    made = sorted(site.made, key=lambda each: each[1].created_at)
    return Seed(
        behaviour=msgspec.structs.replace(document.foundation, default_stack=world.default_stack),
        records=tuple(record for _, record in made),
        paths=tuple(path for path, _ in made),
        blobs=tuple(site.blobs),
        faults=tuple(site.faults),
        sources=tuple(str(source) for source in sources),
    )


def _document(root: Node) -> Document:
    try:
        return msgspec.convert(root.plain(), Document, strict=False)
    except msgspec.ValidationError as error:
        found = list(mismatches(root, msgspec.inspect.type_info(Document)))
        raise SeedError(found or [Problem(root.place, str(error))]) from None


def explain(seed: Seed) -> list[Row]:
    """Every record with the path it came from, in the order of creation."""
    return [Row(path, record.plural, record.guid) for path, record in zip(seed.paths, seed.records, strict=True)]
