"""A reader of documents that come as values, within the bounds of those that come as text."""

import math
from collections.abc import Mapping
from typing import Any

from fakecf.seeds.composer import DEEPEST, MOST_NODES
from fakecf.seeds.nodes import Node, Path, Scalar
from fakecf.seeds.places import Origin, Place, refusal
from fakecf.seeds.scalars import substitute

_LARGEST_NUMBER = 2**63


def read_values(value: Any, origin: Origin, environ: Mapping[str, str] | None) -> Node:
    """The document that *value* is; raises SeedError naming the path of what cannot stand in one."""
    return _Reader(origin, environ).node(value, ())


class _Reader:
    """Makes nodes of one value, and counts them."""

    def __init__(self, origin: Origin, environ: Mapping[str, str] | None) -> None:
        self._origin = origin
        self._environ = environ
        self._made = 0

    def node(self, value: Any, path: Path) -> Node:
        place = Place(self._origin, path=path)
        self._count(place)
        if isinstance(value, Mapping):
            keys = {key: Place(self._origin, path=(*path, self._key(key, place))) for key in value}
            return Node(place, {key: self.node(value[key], (*path, key)) for key in keys}, keys)
        if isinstance(value, list | tuple):
            return Node(place, [self.node(each, (*path, number)) for number, each in enumerate(value)])
        return Node(place, self._scalar(value, place))

    def _count(self, place: Place) -> None:
        self._made += 1
        if self._made > MOST_NODES:
            raise refusal(place, f"more than {MOST_NODES} values")
        if len(place.path) > DEEPEST:
            raise refusal(place, f"nested more than {DEEPEST} deep")

    def _key(self, key: object, place: Place) -> str:
        if not isinstance(key, str) or not key:
            raise refusal(place, f"a key must be text, not {key!r}")
        return _encodable(key, place)

    def _scalar(self, value: object, place: Place) -> Scalar:
        if isinstance(value, str):
            return self._text(_encodable(value, place), place)
        if value is None or isinstance(value, bool):
            return value
        if not isinstance(value, int | float):
            what = f"a {type(value).__name__} cannot stand in a document; write text, a number, true, false or nothing"
            raise refusal(place, what)
        if abs(value) >= _LARGEST_NUMBER or not math.isfinite(value):
            raise refusal(place, f"the numbers of a document are smaller than {_LARGEST_NUMBER}")
        return value

    def _text(self, text: str, place: Place) -> str:
        if "${" not in text:
            return text
        try:
            return substitute(text, self._environ)
        except ValueError as error:
            raise refusal(place, str(error)) from None


def _encodable(text: str, place: Place) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        what = f"the character U+{ord(text[error.start]):04X} cannot stand in a document"
        raise refusal(place, what) from None
    return text
