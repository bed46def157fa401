"""The journal: what was asked at every listener, joined into flows."""

import msgspec

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.payloads import FlowFilters
from fakecf.control.problems import Refusal
from fakecf.journal import Flow, Search
from fakecf.web import Answer

_FILTERS = ", ".join(FlowFilters.__struct_encode_fields__)


def list_(asked: Asked) -> Answer:
    return answer(200, asked.foundation.journal.flows(Search(**msgspec.structs.asdict(asked.query))))


def show(asked: Asked, id: str) -> Answer:
    found = next((flow for flow in asked.foundation.journal.flows() if str(flow.id) == id), None)
    if found is None:
        raise Refusal(404, f"there is no flow {id!r}")
    return answer(200, found)


def clear(asked: Asked) -> Answer:
    asked.foundation.journal.clear()
    return Answer(204)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/flows",
        list_,
        f"Flows, oldest first; filters: {_FILTERS}.",
        query=FlowFilters,
        gives=list[Flow],
    ),
    Endpoint("GET", "/v1/flows/<id>", show, "One flow.", gives=Flow),
    Endpoint("DELETE", "/v1/flows", clear, "Forget everything.", statuses=(204,)),
)
