"""How a stream of YAML events becomes nodes, within bounds."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from fakecf.seeds.nodes import Node, Scalar
from fakecf.seeds.places import Origin, Place, SeedError, refusal
from fakecf.seeds.scalars import resolve, substitute

T = TypeVar("T")

DEEPEST = 100
MOST_NODES = 25_000


class Composer:
    """Builds the nodes of one document; `_made` counts them with every alias written out."""

    def __init__(self, events: Iterator[Any], origin: Origin, environ: Mapping[str, str] | None) -> None:
        self._events = events
        self._origin = origin
        self._environ = environ
        self._anchored: dict[str, tuple[Node, int] | None] = {}
        self._depth = 0
        self._made = 0

    def document(self) -> Node:
        """The root; raises SeedError for an empty stream and for a second document."""
        next(self._events)
        if _kind(next(self._events)) == "StreamEnd":
            raise refusal(Place(self._origin, 1, 1), "the document is empty; begin it with 'fakecf: 1'")
        root = self._node(next(self._events))
        next(self._events)
        after = next(self._events)
        if _kind(after) != "StreamEnd":
            raise self._refused(after, "a second document; a file holds one, name several files to merge them")
        return root

    def _refused(self, event: Any, what: str) -> SeedError:
        return refusal(self._place(event), what)

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._origin, mark.line + 1, mark.column + 1)

    def _node(self, event: Any) -> Node:
        if _kind(event) == "Alias":
            return self._alias(event)
        self._check_tag(event)
        before = self._made
        self._count(event, 1)
        if event.anchor is None:
            return self._built(event)
        self._anchored[event.anchor] = None
        node = self._built(event)
        self._anchored[event.anchor] = node, self._made - before
        return node

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None:
            raise self._refused(event, f"the tag {event.tag!r}; tags are not allowed, values are plain")

    def _count(self, event: Any, nodes: int) -> None:
        self._made += nodes
        if self._made > MOST_NODES:
            raise self._refused(event, f"more than {MOST_NODES} values, with every alias written out")

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self._anchored:
            raise self._refused(event, f"no anchor '&{event.anchor}' stands before '*{event.anchor}'")
        found = self._anchored[event.anchor]
        if found is None:
            raise self._refused(event, f"'*{event.anchor}' stands inside the value it refers to")
        node, nodes = found
        self._count(event, nodes)
        return node

    def _built(self, event: Any) -> Node:
        if _kind(event) == "Scalar":
            return Node(self._place(event), self._scalar(event))
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refused(event, f"nested more than {DEEPEST} deep")
        node = self._list(event) if _kind(event) == "SequenceStart" else self._mapping(event)
        self._depth -= 1
        return node

    def _scalar(self, event: Any) -> Scalar:
        if "${" not in event.value:
            return resolve(event.value) if event.implicit[0] else str(event.value)
        try:
            return substitute(event.value, self._environ)
        except ValueError as error:
            raise self._refused(event, str(error)) from None

    def _list(self, start: Any) -> Node:
        return Node(self._place(start), [self._node(event) for event in self._until("SequenceEnd")])

    def _until(self, end: str) -> Iterator[Any]:
        for event in self._events:
            if _kind(event) == end:
                return
            yield event

    def _mapping(self, start: Any) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        merged: list[Node] = []
        for event in self._until("MappingEnd"):
            key = self._key(event)
            value = self._node(next(self._events))
            if key == "<<" and event.implicit[0]:
                merged.extend(self._merged(event, value))
                continue
            if key in entries:
                raise self._refused(event, f"the key {key!r} stands twice; first at {keys[key]}")
            entries[key], keys[key] = value, self._place(event)
        for inherited in merged:
            _inherit(entries, inherited.value)
            _inherit(keys, inherited.keys)
        return Node(self._place(start), entries, keys)

    def _key(self, event: Any) -> str:
        if _kind(event) != "Scalar" or not event.value:
            raise self._refused(event, "a key must be text")
        self._check_tag(event)
        return str(event.value)

    def _merged(self, event: Any, value: Node) -> list[Node]:
        """The mappings that `<<` names; the first one wins a shared key."""
        mappings = value.value if isinstance(value.value, list) else [value]
        if not all(isinstance(mapping.value, dict) for mapping in mappings):
            raise self._refused(event, "'<<' takes a mapping or a list of mappings")
        return mappings


def _kind(event: Any) -> str:
    return type(event).__name__.removesuffix("Event")


def _inherit(own: dict[str, T], inherited: Any) -> None:
    """What is the mapping's own stays; keys that come by `<<` go behind."""
    own.update({key: value for key, value in inherited.items() if key not in own})
