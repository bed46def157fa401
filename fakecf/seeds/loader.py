"""From the names of documents to one tree: files, shipped seeds, includes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fakecf.seeds.document import VERSION
from fakecf.seeds.merging import merge
from fakecf.seeds.nodes import Node
from fakecf.seeds.places import Origin, Place, SeedError, refusal
from fakecf.seeds.value_reader import read_values
from fakecf.seeds.yaml_reader import LARGEST, read
from fakecf.words import nearest

_PACKAGE = Path(__file__).parent.parent
_SUFFIX = ".yml"

# the name of a shipped seed, the path of a file, YAML, or what YAML stands for
Source = str | Path | bytes | Mapping[str, Any]


def shipped() -> dict[str, Path]:
    """The seeds that come with fakecf, by name: inside a wheel, or beside the package in a checkout."""
    folders = (_PACKAGE / "fixtures", _PACKAGE.parent / "fixtures")
    folder = next((each for each in folders if each.is_dir()), folders[0]).resolve()
    return {path.stem: path for path in sorted(folder.glob(f"*{_SUFFIX}"))}


class Library:
    """Reads each document once, and before it those that it includes.

    Those that are *known* by their names are not read again: `skipped` lists them, `read` all others that have a name.
    Documents that were *sent* from elsewhere name no files of this machine and no variables of *environ*.
    """

    def __init__(self, environ: Mapping[str, str], known: Iterable[str] = (), *, sent: bool = False) -> None:
        self.read: list[str] = []
        self.skipped: list[str] = []
        self._environ = environ
        self._known = frozenset(known)
        self._sent = sent
        self._reading: list[Path] = []

    def load(self, sources: Sequence[Source]) -> Node:
        """All documents merged in order; raises SeedError."""
        return merged(document for _, document in self.documents(sources))

    def documents(self, sources: Sequence[Source]) -> Iterator[tuple[str | None, Node]]:
        """Every document with its name, if it has one, in order."""
        for source in sources:
            if isinstance(source, str | Path):
                yield from self._file(source, None)
            else:
                document = self._given(source)
                yield from self._included(document)
                yield None, document

    def _given(self, source: bytes | Mapping[str, Any]) -> Node:
        origin = Origin("document", None if self._sent else Path())
        environ = None if self._sent else self._environ
        return read(source, origin, environ) if isinstance(source, bytes) else read_values(source, origin, environ)

    def _included(self, document: Node) -> Iterator[tuple[str | None, Node]]:
        for include in _includes(document):
            yield from self._file(str(include.value), include)

    def _file(self, source: str | Path, included: Node | None) -> Iterator[tuple[str | None, Node]]:
        label, path = self._located(source, included)
        asked = included.place if included else Place(Origin(label, path.parent))
        body = _bytes(path, label, asked)
        resolved = path.resolve()
        name = _name_of(resolved)
        if resolved in self._reading:
            chain = " -> ".join(each.name for each in [*self._reading, resolved])
            raise refusal(asked, f"documents include each other: {chain}")
        if name in self._known:
            self.skipped.append(name)
        if name in self._known or name in self.read:
            return
        self._reading.append(resolved)
        document = read(body, Origin(label, path.parent), {} if self._sent else self._environ)
        yield from self._included(document)
        self._reading.pop()
        self.read.append(name)
        yield name, document

    def _located(self, source: str | Path, included: Node | None) -> tuple[str, Path]:
        """What to call a source, and where it is; a name without slash and dot is a shipped seed's."""
        text = str(source)
        if isinstance(source, str) and not set(text) & set("/\\."):
            return text, _shipped(text, included)
        if self._sent:
            place = included.place if included else Place(Origin(text, None))
            raise refusal(
                place, "a document that was sent names no files: put into it what it includes", list(shipped())
            )
        if included is None:
            return text, Path(text)
        path = (included.place.origin.folder or Path()) / text
        return str(path), path


def merged(documents: Iterable[Node]) -> Node:
    """All of them as one; raises SeedError."""
    whole = Node(Place(Origin("no document", Path())), {})
    for document in documents:
        whole = merge(whole, document) if whole.value else document
    return whole


def _name_of(resolved: Path) -> str:
    """What tells a document from others: its path, but for a shipped one its name."""
    return resolved.stem if shipped().get(resolved.stem) == resolved else str(resolved)


def _shipped(name: str, included: Node | None) -> Path:
    known = shipped()
    if name not in known:
        place = included.place if included else Place(Origin(repr(name), Path()))
        what = "no shipped seed has this name; write a file as ./name.yml"
        raise refusal(place, what, list(known), nearest(name, known))
    return known[name]


def _bytes(path: Path, label: str, asked: Place) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise refusal(asked, f"cannot read {label}: {reason}") from None


def _includes(document: Node) -> list[Node]:
    """The `include` of a document, taken out of it; the document must be a mapping of this version."""
    if not isinstance(document.value, dict):
        raise refusal(document.place, f"a document is a mapping, not {document.kind}; begin it with 'fakecf: 1'")
    _check_version(document)
    include = document.value.pop("include", None)
    if include is None:
        return []
    included = include.value if isinstance(include.value, list) else [include]
    for each in included:
        if not isinstance(each.value, str) or not each.value:
            raise _not_a_path(each)
    return included


def _check_version(document: Node) -> None:
    version = document.child("fakecf")
    if version is None:
        raise refusal(document.place, f"document: the key 'fakecf' is missing; begin with 'fakecf: {VERSION}'")
    if type(version.value) is not int or version.value != VERSION:
        raise refusal(version.place, f"this fakecf reads version {VERSION} of the format only", [str(VERSION)])


def _not_a_path(node: Node) -> SeedError:
    return refusal(node.place, f"include takes the path of a document or a list of them, not {node.kind}")
