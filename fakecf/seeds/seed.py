"""What a foundation begins with, and how it is read from documents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from fakecf.config import Behaviour
from fakecf.seeds.document import Document
from fakecf.seeds.ground import Ground
from fakecf.seeds.loader import Library, Source, merged, shipped
from fakecf.seeds.merging import overlaid
from fakecf.seeds.mismatch import mismatches
from fakecf.seeds.nodes import Node
from fakecf.seeds.places import Origin, Problem, SeedError, refusal
from fakecf.seeds.records import SeedDocument
from fakecf.seeds.site import Blob, SeedFault, Site
from fakecf.seeds.value_reader import read_values
from fakecf.seeds.world import World
from fakecf.state import Record


class Row(NamedTuple):
    """A record by its path in the documents, its type (the plural that CAPI uses) and its guid."""

    path: str
    type: str
    guid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A beginning: how to behave, and all records in the order of their creation; `paths` runs beside `records`.

    `sources` is what it was made of as people call it, `documents` are the names of all documents that were read.
    """

    behaviour: Behaviour
    records: tuple[Record, ...]
    paths: tuple[str, ...]
    blobs: tuple[Blob, ...]
    faults: tuple[SeedFault, ...]
    sources: tuple[str, ...]
    documents: tuple[str, ...] = ()

    @property
    def summary(self) -> dict[str, int]:
        """How many records there are of each type."""
        return dict(Counter(record.plural for record in self.records))


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What further documents add to a foundation: new records with their `rows`, and others in the place of some.

    `documents` are the names of those that were read.
    """

    rows: tuple[Row, ...]
    records: tuple[Record, ...]
    changed: tuple[Record, ...]
    blobs: tuple[Blob, ...]
    faults: tuple[SeedFault, ...]
    documents: tuple[str, ...]


def load(
    sources: Sequence[Source],
    *,
    now: datetime,
    environ: Mapping[str, str],
    sent: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> Seed:
    """The seed that the documents make together, in order; a name without slash and dot is a shipped one's.

    A document may also come as YAML, in bytes, or as the mapping that YAML stands for. Those that were *sent* from
    elsewhere name no files and no variables. *settings* stand in the place of those in their `foundation:` blocks.
    Raises SeedError with every problem that was found, each at its place.
    """
    library = Library(environ, sent=sent)
    root = library.load(sources)
    if settings:
        root = overlaid(root, read_values({"foundation": dict(settings)}, Origin("settings", None), None))
    document = _document(root)
    world = World(root, now, document.foundation, Ground())
    site = _built(world, document)
    made = _in_order(site)
    return Seed(
        behaviour=msgspec.structs.replace(document.foundation, default_stack=world.default_stack),
        records=tuple(record for _, record in made),
        paths=tuple(path for path, _ in made),
        blobs=tuple(site.blobs),
        faults=tuple(site.faults),
        sources=tuple(str(source) if isinstance(source, str | Path) else "document" for source in sources),
        documents=tuple(library.read),
    )


def addition(
    sources: Sequence[Source],
    ground: Ground,
    *,
    now: datetime,
    behaviour: Behaviour,
    environ: Mapping[str, str],
    sent: bool = False,
) -> Addition:
    """What the documents add to the foundation that *ground* shows; the rest as for `load`.

    A document that has been read before is not read again.
    """
    library = Library(environ, (each.guid for each in ground.table(SeedDocument)), sent=sent)
    root = merged(_without_behaviour(name, document) for name, document in library.documents(sources))
    if not root.value:
        return Addition(rows=(), records=(), changed=(), blobs=(), faults=(), documents=())
    site = _built(World(root, now, behaviour, ground), _document(root))
    made = _in_order(site)
    return Addition(
        rows=tuple(Row(path, record.plural, record.guid) for path, record in made),
        records=tuple(record for _, record in made),
        changed=tuple(site.changed),
        blobs=tuple(site.blobs),
        faults=tuple(site.faults),
        documents=tuple(library.read),
    )


def _without_behaviour(name: str | None, document: Node) -> Node:
    """A foundation behaves as it began; that of a shipped seed is for those that begin with it."""
    if isinstance(document.value, dict) and "foundation" in document.value:
        if name not in shipped():
            what = "how a foundation behaves is decided when it begins: a document that is added takes no 'foundation'"
            raise refusal(document.keys["foundation"], what)
        del document.value["foundation"]
    return document


def _built(world: World, document: Document) -> Site:
    site = world.build(document)
    if site.problems:
        raise SeedError(dict.fromkeys(site.problems))
    return site


def _in_order(site: Site) -> list[tuple[str, Record]]:
    return sorted(site.made, key=lambda each: each[1].created_at)


def _document(root: Node) -> Document:
    try:
        return msgspec.convert(root.plain(), Document, strict=False)
    except msgspec.ValidationError as error:
        found = list(mismatches(root, msgspec.inspect.type_info(Document)))
        raise SeedError(found or [Problem(root.place, str(error))]) from None


def explain(seed: Seed) -> list[Row]:
    """Every record with the path it came from, in the order of creation."""
    return [Row(path, record.plural, record.guid) for path, record in zip(seed.paths, seed.records, strict=True)]
