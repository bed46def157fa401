"""The journal: what was asked at every listener, joined into flows."""

import re

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.problems import Refusal
from fakecf.journal import Flow, Search
from fakecf.web import Answer

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_FILTERS = ", ".join(Search.__struct_encode_fields__)


def list_(asked: Asked) -> Answer:
    return answer(200, asked.foundation.journal.flows(asked.query))


def show(asked: Asked, id: str) -> Answer:
    found = asked.foundation.journal.flow(int(id)) if _NUMBER.fullmatch(id) else None
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
        query=Search,
        gives=list[Flow],
    ),
    Endpoint("GET", "/v1/flows/<id>", show, "One flow.", gives=Flow),
    Endpoint("DELETE", "/v1/flows", clear, "Forget everything.", statuses=(204,)),
)
