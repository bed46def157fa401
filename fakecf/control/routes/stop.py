"""The end of the process, where serving is all that it does."""

import os

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.payloads import Nothing, Stopping
from fakecf.control.problems import Refusal
from fakecf.web import Answer


def stop(asked: Asked) -> Answer:
    asked.payload(Nothing)
    end = asked.foundation.end
    if end is None:
        raise Refusal(
            409, "only what `fakecf serve` started can be stopped; this foundation belongs to another program"
        )
    end()
    return answer(202, Stopping(pid=os.getpid()))


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/stop",
        stop,
        "End the process that `fakecf serve` started.",
        takes=Nothing,
        gives=Stopping,
        statuses=(202,),
        refusals={409: "Another program, such as a test, started it."},
    ),
)
