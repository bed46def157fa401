"""Further documents: what a foundation gets besides what it began with."""

from fakecf.checking import Problem
from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.payloads import AddedRecord
from fakecf.control.problems import invalid, wrong
from fakecf.seeds import SeedError, SeedProblem
from fakecf.seeds.document import Document
from fakecf.web import Answer


def add(asked: Asked) -> Answer:
    written = asked.written()
    if not isinstance(written, dict | bytes):
        raise wrong("", "a document is a mapping; begin it with 'fakecf: 1'")
    try:
        rows = asked.foundation.add(written, sent=True)
    except SeedError as error:
        raise invalid(*map(_problem, error.problems)) from None
    return answer(201, [AddedRecord(**row._asdict()) for row in rows])


def _problem(found: SeedProblem) -> Problem:
    """With its pointer in JSON; in YAML, and in a shipped seed, with file, line and column."""
    detail = f"{found.place}: {found.what}" if found.place.line else found.what
    return Problem(pointer=found.place.pointer, detail=detail, allowed=tuple(found.allowed), did_you_mean=found.meant)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/seeds",
        add,
        "Add what a fixture document says, all of it or nothing, and tell what was added.",
        takes=Document,
        gives=list[AddedRecord],
        statuses=(201,),
    ),
)
