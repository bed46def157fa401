"""Numbers for Prometheus, where it looks for them."""

from fakecf.control.endpoint import Asked, Endpoint
from fakecf.control.metrics import MEDIA_TYPE, exposition
from fakecf.web import Answer


def show(asked: Asked) -> Answer:
    foundation = asked.foundation
    text = exposition(foundation.behaviour.name, foundation.journal.tally, foundation.connections(None, 0.0))
    return Answer(200, [("Content-Type", MEDIA_TYPE)], text.encode())


ENDPOINTS = (
    Endpoint(
        "GET",
        "/metrics",
        show,
        "How much was asked, struck and noticed, in Prometheus' text format.",
        gives=str,
        media=MEDIA_TYPE,
    ),
)
