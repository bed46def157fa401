"""A document as it was read: values that remember where they stand."""

from typing import Any

from fakecf.seeds.places import Place

Scalar = str | int | float | bool | None
Key = str | int
Path = tuple[Key, ...]

_KINDS = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", type(None): "nothing"}


class Node:
    """A scalar, a list of nodes, or a mapping of nodes whose keys have places of their own."""

    __slots__ = ("keys", "place", "value")

    def __init__(
        self,
        place: Place,
        value: "Scalar | list[Node] | dict[str, Node]",
        keys: dict[str, Place] | None = None,
    ) -> None:
        self.place = place
        self.value = value
        self.keys = keys if keys is not None else {}

    def plain(self) -> Any:
        """The value as Python keeps it."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    @property
    def kind(self) -> str:
        """What to call it in a message."""
        return _KINDS.get(type(self.value)) or f"the number {self.value}"

    def child(self, key: Key) -> "Node | None":
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            return self.value[key]
        return None

    def at(self, path: Path) -> "Node":
        """The node at *path*, or the nearest one above it."""
        node = self
        for key in path:
            below = node.child(key)
            if below is None:
                return node
            node = below
        return node
