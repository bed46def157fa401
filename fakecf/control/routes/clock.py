"""Time: read it, stop it, set it, let it pass."""

from collections.abc import Callable
from typing import Any

from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.problems import wrong
from fakecf.control.time_payloads import ClockChange, ClockStatus, Passing
from fakecf.web import Answer


def show(asked: Asked) -> Answer:
    clock = asked.foundation.clock
    return answer(200, ClockStatus(now=clock.now(), frozen=clock.frozen, ahead=clock.ahead()))


def change(asked: Asked) -> Answer:
    wanted, clock = asked.payload(ClockChange), asked.foundation.clock
    if wanted.freeze is not None:
        _timed("/freeze", clock.freeze, None if wanted.freeze is True else wanted.freeze)
    elif wanted.set is not None:
        _timed("/set", clock.set, wanted.set)
    else:
        clock.live()
    return show(asked)


def advance(asked: Asked) -> Answer:
    _timed("/by", asked.foundation.clock.advance, asked.payload(Passing).by)
    return show(asked)


def _timed(pointer: str, do: Callable[[Any], None], written: Any) -> None:
    try:
        do(written)
    except ValueError as error:
        raise wrong(pointer, str(error)) from None


ENDPOINTS = (
    Endpoint("GET", "/v1/clock", show, "What time it is.", gives=ClockStatus),
    Endpoint("PUT", "/v1/clock", change, "Freeze, set or free the clock.", takes=ClockChange, gives=ClockStatus),
    Endpoint("POST", "/v1/clock/advance", advance, "Let time pass at once.", takes=Passing, gives=ClockStatus),
)
