"""From the names of documents to one tree: files, shipped seeds, includes."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fakecf.seeds.document import VERSION
from fakecf.seeds.merging import merge
from fakecf.seeds.nodes import Node
from fakecf.seeds.places import Origin, Place, SeedError, refusal
from fakecf.seeds.yaml_reader import LARGEST, read
from fakecf.words import nearest

_PACKAGE = Path(__file__).parent.parent
_SUFFIX = ".yml"


def shipped() -> dict[str, Path]:
    """The seeds that come with fakecf, by name: inside a wheel, or beside the package in a checkout."""
    folders = (_PACKAGE / "fixtures", _PACKAGE.parent / "fixtures")
    folder = next((each for each in folders if each.is_dir()), folders[0])
    return {path.stem: path for path in sorted(folder.glob(f"*{_SUFFIX}"))}


class Library:
    """Reads each document once, and before it those that it includes."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._reading: list[Path] = []
        self._read: set[Path] = set()

    def load(self, sources: Sequence[str | Path]) -> Node:
        """All documents merged in order; raises SeedError."""
        merged = Node(Place(Origin("no document", Path())), {})
        for source in sources:
            for document in self._documents(source, None):
                merged = merge(merged, document) if merged.value else document
        return merged

    def _documents(self, source: str | Path, included: Node | None) -> Iterator[Node]:
        label, path = _located(source, included)
        asked = included.place if included else Place(Origin(label, path.parent))
        body = _bytes(path, label, asked)
        resolved = path.resolve()
        if resolved in self._reading:
            chain = " -> ".join(each.name for each in [*self._reading, resolved])
            raise refusal(asked, f"documents include each other: {chain}")
        if resolved in self._read:
            return
        self._reading.append(resolved)
        document = read(body, Origin(label, path.parent), self._environ)
        for include in _includes(document):
            yield from self._documents(str(include.value), include)
        self._reading.pop()
        self._read.add(resolved)
        yield document


def _located(source: str | Path, included: Node | None) -> tuple[str, Path]:
    """What to call a source, and where it is; a name without slash and dot is a shipped seed's."""
    text = str(source)
    if isinstance(source, str) and not set(text) & set("/\\."):
        return text, _shipped(text, included)
    if included is None:
        return text, Path(text)
    path = included.place.origin.folder / text
    return str(path), path


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
