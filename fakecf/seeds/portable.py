"""Documents made ready for another machine: includes, variables and files put into one mapping."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path as Folder
from typing import Any

from fakecf.blobstore.archives import BitsError
from fakecf.blobstore.bits import package_bits
from fakecf.seeds.bits import INSTEAD, LARGEST_CONTENT, existing, length_of
from fakecf.seeds.document import VERSION
from fakecf.seeds.droplets import is_path
from fakecf.seeds.loader import Library, Source, shipped
from fakecf.seeds.nodes import Node, Path
from fakecf.seeds.places import Problem, SeedError

# orgs/<name>/spaces/<name>/apps/<name>/droplets/<place>
_ENTRY = 8


def portable(sources: Sequence[Source], *, environ: Mapping[str, str]) -> dict[str, Any]:
    """One mapping that says what the documents say together, wherever it is read.

    Shipped seeds stay names in its `include`. Bits of files are taken into it, at most 10 MiB of them. Raises
    SeedError.
    """
    library = Library(environ, shipped())
    root = library.load(sources)
    include = list(dict.fromkeys(library.skipped))
    packing = _Packing()
    written = packing.packed(root)
    if packing.problems:
        raise SeedError(packing.problems)
    return {"fakecf": VERSION, **({"include": include} if include else {}), **written}


class _Packing:
    """Writes nodes as plain values, with what is in the files that they name."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._left = LARGEST_CONTENT

    def packed(self, node: Node, path: Path = ()) -> Any:
        if len(path) == _ENTRY and path[0::2][:3] == ("orgs", "spaces", "apps") and path[6] in {"packages", "droplets"}:
            return self._entry(node, str(path[6]))
        return self._plain(node, path)

    def _plain(self, node: Node, path: Path) -> Any:
        if isinstance(node.value, dict):
            return {key: self.packed(child, (*path, key)) for key, child in node.value.items()}
        if isinstance(node.value, list):
            return [self.packed(child, (*path, place)) for place, child in enumerate(node.value)]
        return node.value.replace("${", "$${") if isinstance(node.value, str) else node.value

    def _entry(self, node: Node, kind: str) -> Any:
        """A package or a droplet; a text alone that names no file can be the image of a docker app."""
        plain = self._plain(node, ())
        if isinstance(node.value, str):
            names_file = is_path(node.value) if kind == "droplets" else _found(node)
            return {"bits": self._bits(node, {"path": node.value}, kind)} if names_file else plain
        bits = node.child("bits")
        if bits is None or not isinstance(plain, dict):
            return plain
        written = {"path": bits.value} if isinstance(bits.value, str) else bits.plain()
        return {**plain, "bits": self._bits(bits, written, kind)}

    def _bits(self, node: Node, written: Any, kind: str) -> Any:
        if not isinstance(written, dict) or not isinstance(written.get("path"), str):
            return self._plain(node, ())
        rest = {key: value for key, value in written.items() if key != "path"}
        try:
            source = existing(node.place.origin.folder, written["path"])
            if source.is_file():
                return {**rest, "content": self._encoded(source)}
            size = rest.pop("size", None) if kind == "packages" else None
            body = package_bits("", app="", size=None if size is None else length_of(size), directory=source).body
            return {**rest, "content": self._text(bytes(body))}
        except (OSError, ValueError) as error:
            self.problems.append(Problem(node.place, str(error)))
            return rest

    def _encoded(self, source: Folder) -> str:
        self._check(source.stat().st_size)
        return self._text(source.read_bytes())

    def _text(self, data: bytes) -> str:
        self._check(len(data))
        self._left -= len(data)
        return base64.b64encode(data).decode()

    def _check(self, size: int) -> None:
        if size > self._left:
            most = f"a document that is sent holds at most {LARGEST_CONTENT // 2**20} MiB of bits"
            raise BitsError(f"{most}, and with these {size} bytes it would hold more; {INSTEAD}")


def _found(node: Node) -> bool:
    folder = node.place.origin.folder
    return folder is not None and (folder / str(node.value)).exists()
