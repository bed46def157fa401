"""How several documents become one: paths are joined, and one path has one content."""

from fakecf.seeds.nodes import Node
from fakecf.seeds.places import refusal

# What has no path of its own is put one after the other.
_JOINED = frozenset({("faults",)})
_SCALAR = str | int | float | bool | None


def merge(first: Node, second: Node, path: tuple[str, ...] = ()) -> Node:
    """Both together, the first one's order before the second's; raises SeedError naming both places of a clash."""
    if isinstance(first.value, dict) and isinstance(second.value, dict):
        return _mapping(first, second, path)
    if isinstance(first.value, list) and isinstance(second.value, list) and path in _JOINED:
        return Node(first.place, [*first.value, *second.value])
    if type(first.value) is type(second.value) and first.plain() == second.plain():
        return first
    raise refusal(second.place, f"{'/'.join(path)} is given twice with different content; first at {first.place}")


def overlaid(under: Node, over: Node) -> Node:
    """Both together, what *over* says in the place of what *under* says."""
    if not (isinstance(under.value, dict) and isinstance(over.value, dict)):
        return over
    both = {key: overlaid(under.value[key], over.value[key]) for key in under.value.keys() & over.value.keys()}
    return Node(under.place, {**under.value, **over.value, **both}, {**under.keys, **over.keys})


def _mapping(first: Node, second: Node, path: tuple[str, ...]) -> Node:
    merged: dict[str, Node] = {}
    for node in (first, second):
        if isinstance(node.value, dict):
            for key, value in node.value.items():
                merged[key] = merge(merged[key], value, (*path, key)) if key in merged else value
    return Node(first.place, merged, {**second.keys, **first.keys})
