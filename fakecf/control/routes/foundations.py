"""Further foundations in the same server, each with ports, state, faults, journal and clock of its own."""

from fakecf.control.endpoint import Asked, Endpoint, answer, seeded
from fakecf.control.further import Further
from fakecf.control.payloads import FoundationRequest, FurtherFoundation
from fakecf.control.problems import Refusal
from fakecf.foundation import Foundation
from fakecf.web import Answer


def list_(asked: Asked) -> Answer:
    return answer(200, [_document(asked, name, each) for name, each in _further(asked).all().items()])


def add(asked: Asked) -> Answer:
    wanted, further = asked.payload(FoundationRequest), _further(asked)
    name, foundation = seeded(lambda: further.add(wanted.id, wanted.seeds, wanted.foundation), "/seeds")
    return answer(201, _document(asked, name, foundation), ("Location", f"{asked.root}/foundations/{name}"))


def show(asked: Asked, id: str) -> Answer:
    return answer(200, _document(asked, id, _further(asked).get(id)))


def remove(asked: Asked, id: str) -> Answer:
    _further(asked).remove(id)
    return Answer(204)


def _further(asked: Asked) -> Further:
    if asked.further is None:
        raise Refusal(404, "further foundations belong to the server: ask for them at /v1/foundations itself")
    return asked.further


def _document(asked: Asked, name: str, foundation: Foundation) -> FurtherFoundation:
    return FurtherFoundation(id=name, **foundation.document(asked.host))


ENDPOINTS = (
    Endpoint("GET", "/v1/foundations", list_, "Every further foundation.", gives=list[FurtherFoundation]),
    Endpoint(
        "POST",
        "/v1/foundations",
        add,
        "Start a further foundation; below its path every call is about it.",
        takes=FoundationRequest,
        gives=FurtherFoundation,
        statuses=(201,),
        refusals={409: "There is one of that id.", 503: "There are as many as there can be, or no port is free."},
    ),
    Endpoint("GET", "/v1/foundations/<id>", show, "One of them.", gives=FurtherFoundation),
    Endpoint("DELETE", "/v1/foundations/<id>", remove, "End it, and let go of its ports.", statuses=(204,)),
)
