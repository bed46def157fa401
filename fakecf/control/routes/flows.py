"""The journal: what was asked at every listener, joined into flows."""

import re

import msgspec

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.flow_payloads import FlowQuery, Verified, VerifyRequest, WaitRequest
from fakecf.control.problems import Refusal, WaitEnded, missed
from fakecf.control.time_payloads import patience
from fakecf.journal import (
    FORMATS,
    MAX_READERS,
    Flow,
    NotFoundInTimeError,
    NotVerifiedError,
    Search,
    Stream,
    Times,
    WaitEndedError,
)
from fakecf.web import Answer

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_EVENTS = "text/event-stream"
_FILTERS = ", ".join(Search.__struct_encode_fields__)


def list_(asked: Asked) -> Answer:
    return answer(200, asked.foundation.journal.flows(asked.query))


def show(asked: Asked, id: str) -> Answer:
    found = asked.foundation.journal.flow(int(id)) if _NUMBER.fullmatch(id) else None
    if found is None:
        raise Refusal(404, f"there is no flow {id!r}")
    if asked.query.as_ is None:
        return answer(200, found)
    format_ = FORMATS[asked.query.as_]
    return Answer(200, [("Content-Type", format_.media_type)], format_.written(found).encode())


def clear(asked: Asked) -> Answer:
    asked.foundation.journal.clear()
    return Answer(204)


def wait(asked: Asked) -> Answer:
    request, journal = asked.payload(WaitRequest), asked.foundation.journal
    seconds = patience("/timeout", request.timeout)
    try:
        found = journal.wait_for(
            request.match, request.times, seconds, settled=request.settled, pause=asked.environ["fakecf.wait"]
        )
    except NotFoundInTimeError as error:
        raise missed(408, error) from None
    except WaitEndedError:
        raise WaitEnded from None
    return answer(200, journal.flows_of(found))


def verify(asked: Asked) -> Answer:
    request, journal = asked.payload(VerifyRequest), asked.foundation.journal
    try:
        if request.order is not None:
            found = journal.verify_order(*request.order)
        else:
            found = journal.verify(request.match or Search(), Times(min=1) if request.times is None else request.times)
    except NotVerifiedError as error:
        raise missed(409, error) from None
    return answer(200, Verified(found=len(found), exchanges=[exchange.id for exchange in found]))


def stream(asked: Asked) -> Answer:
    search, journal = _resumed(asked), asked.foundation.journal
    if not journal.seats.acquire(blocking=False):
        raise Refusal(503, f"{MAX_READERS} streams are being read; end one of them first")
    events = Stream(journal, search, asked.environ["fakecf.wait"], closed=journal.seats.release)
    return Answer(200, [("Content-Type", _EVENTS), ("Cache-Control", "no-store")], events)


def _resumed(asked: Asked) -> Search:
    """`Last-Event-ID`, as a reader sends it that comes back, says more than the query it first came with."""
    last = asked.environ.get("HTTP_LAST_EVENT_ID")
    query: Search = asked.query
    if not last:
        return query
    if not _NUMBER.fullmatch(last):
        raise Refusal(400, f"Last-Event-ID is the id of an exchange, not {last!r}")
    return msgspec.structs.replace(query, since=int(last))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/flows",
        list_,
        f"Flows, oldest first; filters: {_FILTERS}.",
        query=Search,
        gives=list[Flow],
    ),
    Endpoint(
        "GET",
        "/v1/flows/<id>",
        show,
        f"One flow, also for another tool: `?as=` {', '.join(FORMATS)}.",
        query=FlowQuery,
        gives=Flow,
        offers=tuple(format_.media_type for format_ in FORMATS.values() if format_.media_type != "application/json"),
    ),
    Endpoint(
        "POST",
        "/v1/flows/wait",
        wait,
        "Wait until so many exchanges match, past ones included, and give their flows.",
        takes=WaitRequest,
        gives=list[Flow],
        refusals={408: "Time was up; `near_misses` came nearest.", 503: "The server stops."},
    ),
    Endpoint(
        "POST",
        "/v1/flows/verify",
        verify,
        "Check how often something was asked, or in which order.",
        takes=VerifyRequest,
        gives=Verified,
        refusals={409: "It was not so; `found` says how often it was, `near_misses` what came nearest."},
    ),
    Endpoint(
        "GET",
        "/v1/flows/stream",
        stream,
        "Server-sent events: every exchange when it is settled. `Last-Event-ID` or `?since=` begins after one.",
        query=Search,
        offers=(_EVENTS,),
        refusals={503: f"{MAX_READERS} streams are being read."},
    ),
    Endpoint("DELETE", "/v1/flows", clear, "Forget everything.", statuses=(204,)),
)
