"""The flat state document: what `GET /v1/state` gives and `PUT /v1/state` takes back."""

import itertools
from typing import Any, cast

import msgspec

from fakecf.checking import CheckError, Problem, converted, problem
from fakecf.state.record import Record, record_types
from fakecf.state.store import State

VERSION = 1
MAX_PROBLEMS = 100


class DocumentError(CheckError):
    """A state document that cannot be one."""


def to_document(state: State) -> dict[str, Any]:
    """Everything in *state*, types in a fixed order, records in insertion order."""
    records = {plural: list(state[kind]) for plural, kind in record_types().items() if len(state[kind])}
    return {"fakecf": VERSION, "records": msgspec.to_builtins(records)}


def from_document(document: Any) -> list[Record]:
    """The records that *document* lists; raises DocumentError naming every record that cannot be one."""
    if not isinstance(document, dict) or not isinstance(document.get("records"), dict):
        raise DocumentError(problem("/records", "a state document is an object with the keys fakecf and records"))
    if document.get("fakecf") != VERSION:
        raise DocumentError(problem("/fakecf", f"must be {VERSION}, the version of this format", [str(VERSION)]))
    records: list[Record] = []
    problems: list[Problem] = []
    for plural, rows in document["records"].items():
        try:
            records += _table(plural, rows)
        except CheckError as error:
            problems += error.problems
    if problems:
        raise DocumentError(*problems[:MAX_PROBLEMS])
    return records


def _table(plural: str, rows: Any) -> list[Record]:
    kinds, pointer = record_types(), f"/records/{plural}"
    if plural not in kinds:
        raise CheckError(problem(pointer, f"there is no record type {plural!r}", sorted(kinds), plural))
    wanted: Any = list[kinds[plural]]  # type: ignore[valid-type]
    try:
        return cast("list[Record]", converted(rows, wanted, pointer))
    except CheckError:
        if not isinstance(rows, list):
            raise
        wrong = (_problems(row, kinds[plural], f"{pointer}/{number}") for number, row in enumerate(rows))
        raise CheckError(*itertools.islice(itertools.chain.from_iterable(wrong), MAX_PROBLEMS)) from None


def _problems(row: Any, kind: type[Record], pointer: str) -> tuple[Problem, ...]:
    try:
        converted(row, kind, pointer)
    except CheckError as error:
        return error.problems
    return ()
