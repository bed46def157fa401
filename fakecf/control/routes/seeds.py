"""Further documents: what a foundation gets besides what it began with."""

from fakecf.control.endpoint import Asked, Endpoint, answer, seeded
from fakecf.control.payloads import AddedRecord
from fakecf.control.problems import wrong
from fakecf.seeds.document import Document
from fakecf.web import Answer


def add(asked: Asked) -> Answer:
    written = asked.written()
    if not isinstance(written, dict | bytes):
        raise wrong("", "a document is a mapping; begin it with 'fakecf: 1'")
    rows = seeded(lambda: asked.foundation.add(written, sent=True))
    return answer(201, [AddedRecord(**row._asdict()) for row in rows])


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
