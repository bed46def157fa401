"""The journal: what was asked at every listener, joined into flows."""

import re

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.flow_payloads import FlowQuery, Verified, VerifyRequest, WaitRequest
from fakecf.control.problems import Missed, Refusal, wrong
from fakecf.journal import FORMATS, Flow, NotFoundInTimeError, NotVerifiedError, Search, Times, WaitEndedError
from fakecf.web import Answer
from fakecf.words import duration

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
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
    seconds = _seconds(request.timeout)
    try:
        found = journal.wait_for(
            request.match, request.times, seconds, settled=request.settled, pause=asked.environ["fakecf.wait"]
        )
    except NotFoundInTimeError as error:
        raise Missed(408, error) from None
    except WaitEndedError:
        raise Refusal(503, "the wait ended because the server stops") from None
    return answer(200, journal.flows_of(found))


def verify(asked: Asked) -> Answer:
    request, journal = asked.payload(VerifyRequest), asked.foundation.journal
    try:
        if request.order is not None:
            found = journal.verify_order(*request.order)
        else:
            found = journal.verify(request.match or Search(), Times(min=1) if request.times is None else request.times)
    except NotVerifiedError as error:
        raise Missed(409, error) from None
    return answer(200, Verified(found=len(found), exchanges=[exchange.id for exchange in found]))


def _seconds(text: str) -> float:
    try:
        seconds = duration(text).total_seconds()
    except ValueError as error:
        raise wrong("/timeout", str(error)) from None
    if seconds < 0:
        raise wrong("/timeout", f"nobody can wait {text}")
    return seconds


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
    Endpoint("DELETE", "/v1/flows", clear, "Forget everything.", statuses=(204,)),
)
