"""The flat state document: what `GET /v1/state` gives and `PUT /v1/state` takes back."""

from typing import Any

import msgspec

from fakecf.checking import CheckError, converted, problem
from fakecf.state.record import Record, record_types
from fakecf.state.store import State

VERSION = 1


class DocumentError(CheckError):
    """A state document that cannot be one."""


def to_document(state: State) -> dict[str, Any]:
    """Everything in *state*, types in a fixed order, records in insertion order."""
    records = {plural: list(state[kind]) for plural, kind in record_types().items() if len(state[kind])}
    return {"fakecf": VERSION, "records": msgspec.to_builtins(records)}


def from_document(document: Any) -> list[Record]:
    """The records that *document* lists; raises DocumentError naming the first wrong place."""
    if not isinstance(document, dict) or not isinstance(document.get("records"), dict):
        raise DocumentError(problem("/records", "a state document is an object with the keys fakecf and records"))
    if document.get("fakecf") != VERSION:
        raise DocumentError(problem("/fakecf", f"must be {VERSION}, the version of this format", [str(VERSION)]))
    return [record for plural, rows in document["records"].items() for record in _table(plural, rows)]


def _table(plural: str, rows: Any) -> list[Record]:
    kinds = record_types()
    if plural not in kinds:
        detail = f"there is no record type {plural!r}"
        raise DocumentError(problem(f"/records/{plural}", detail, sorted(kinds), plural))
    wanted: Any = list[kinds[plural]]  # type: ignore[valid-type]
    try:
        records: list[Record] = converted(rows, wanted, f"/records/{plural}")
    except CheckError as error:
        raise DocumentError(*error.problems) from None
    return records
