"""The flat state document: what `GET /v1/state` gives and `PUT /v1/state` takes back."""

from collections.abc import Iterable
from typing import Any

import msgspec

from fakecf.state.record import Record, record_types
from fakecf.state.store import State
from fakecf.words import nearest

VERSION = 1


class DocumentError(ValueError):
    """A state document that cannot be one; `pointer` is the JSON pointer to the place."""

    def __init__(self, pointer: str, message: str, allowed: Iterable[str] = (), meant: str | None = None) -> None:
        super().__init__(f"{pointer or '/'}: {message}")
        self.pointer = pointer
        self.message = message
        self.allowed = list(allowed)
        self.meant = meant


def to_document(state: State) -> dict[str, Any]:
    """Everything in *state*, types in a fixed order, records in insertion order."""
    records = {plural: list(state[kind]) for plural, kind in record_types().items() if len(state[kind])}
    return {"fakecf": VERSION, "records": msgspec.to_builtins(records)}


def from_document(document: Any) -> list[Record]:
    """The records that *document* lists; raises DocumentError naming the first wrong place."""
    if not isinstance(document, dict) or not isinstance(document.get("records"), dict):
        raise DocumentError("/records", "a state document is an object with the keys fakecf and records")
    if document.get("fakecf") != VERSION:
        raise DocumentError("/fakecf", f"must be {VERSION}, the version of this format", ["1"])
    return [record for plural, rows in document["records"].items() for record in _table(plural, rows)]


def _table(plural: str, rows: Any) -> list[Record]:
    kinds = record_types()
    if plural not in kinds:
        meant = nearest(plural, kinds)
        raise DocumentError(f"/records/{plural}", f"there is no record type {plural!r}", sorted(kinds), meant)
    try:
        return msgspec.convert(rows, list[kinds[plural]])  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        raise DocumentError(*_located(f"/records/{plural}", str(error))) from None


def _located(prefix: str, message: str) -> tuple[str, str]:
    """Msgspec's `... - at `$[3].state`` as a JSON pointer and the message before it."""
    text, _, path = message.partition(" - at `$")
    pointer = path.rstrip("`").replace("[", "/").replace("]", "").replace(".", "/")
    return prefix + pointer, text
