"""The whole state as one document: read it, replace it, force a field, go back to the beginning."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fakecf.control.bodies import MAX_STATE
from fakecf.control.endpoint import Asked, Endpoint, answer, checked
from fakecf.control.filters import read_filters
from fakecf.control.payloads import Filters, ResetRequest, StateDocument
from fakecf.control.problems import Refusal, invalid, wrong
from fakecf.state import Record, State, record_types
from fakecf.state.document import DocumentError, from_document, to_document
from fakecf.web import Answer


def read(asked: Asked) -> Answer:
    return answer(200, to_document(asked.foundation.store.state))


def replace(asked: Asked) -> Answer:
    document = asked.payload(StateDocument, MAX_STATE)
    try:
        records = from_document({"fakecf": document.fakecf, "records": document.records})
    except DocumentError as error:
        raise invalid(*error.problems) from None
    asked.foundation.replace_records(records)
    return answer(200, to_document(asked.foundation.store.state))


def list_(asked: Asked, type: str) -> Answer:
    """The records of one type, those alone whose fields are as the query has them."""
    kind = _kind(type)
    wanted = read_filters(kind, asked.query.filters).items()
    rows = asked.foundation.store.state[kind]
    return answer(200, [row for row in rows if all(getattr(row, name) in values for name, values in wanted)])


def show(asked: Asked, type: str, guid: str) -> Answer:
    return answer(200, _known(asked.foundation.store.state, type, guid))


def force(asked: Asked, type: str, guid: str) -> Answer:
    """Any field of one record but its guid; impossible worlds included."""
    kind, fields = _kind(type), asked.body()
    with asked.foundation.store.change() as change:
        forced = _forced(kind, _known(change, type, guid), fields)
        change.put(forced)
    return answer(200, forced)


def reset(asked: Asked) -> Answer:
    asked.foundation.reset(*asked.payload(ResetRequest).scope)
    return Answer(204)


def _kind(plural: str) -> type[Record]:
    if plural not in record_types():
        raise wrong("/type", f"there is no record type {plural!r}", sorted(record_types()), plural)
    return record_types()[plural]


def _known(state: State, type: str, guid: str) -> Record:
    record = state[_kind(type)].get(guid)
    if record is None:
        raise Refusal(404, f"there is no {type} record {guid!r}")
    return record


def _forced(kind: type[Record], record: Record, fields: Any) -> Record:
    if not isinstance(fields, Mapping):
        raise wrong("", "the fields to force are an object")
    if fields.get("guid", record.guid) != record.guid:
        raise wrong("/guid", "a record keeps its guid")
    return checked({**msgspec.to_builtins(record), **fields}, kind)


_FREE = dict[str, Any]

ENDPOINTS = (
    Endpoint("GET", "/v1/state", read, "The whole state as one flat document.", gives=StateDocument),
    Endpoint("PUT", "/v1/state", replace, "Replace the state, all at once.", takes=StateDocument, gives=StateDocument),
    Endpoint(
        "GET",
        "/v1/state/<type>",
        list_,
        "The records of one type, filtered by any scalar field: `?name=web`.",
        query=Filters,
        gives=list[_FREE],
    ),
    Endpoint("GET", "/v1/state/<type>/<guid>", show, "One record.", gives=_FREE),
    Endpoint("PATCH", "/v1/state/<type>/<guid>", force, "Force fields of one record.", takes=_FREE, gives=_FREE),
    Endpoint("POST", "/v1/reset", reset, "Back to the beginning.", takes=ResetRequest, statuses=(204,)),
)
