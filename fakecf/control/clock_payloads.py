"""What the calls about the clock take and give."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from fakecf.checking import CheckError, problem
from fakecf.control.payloads import Given, Payload


class ClockChange(Payload, frozen=True, kw_only=True):
    """How time goes from now on: exactly one of these."""

    freeze: Annotated[str | bool | None, Meta(description="Where to stand still: a moment, or true for now.")] = None
    set: Annotated[str | None, Meta(description="The moment to go on from.")] = None
    live: Annotated[bool | None, Meta(description="True: with the machine's clock.")] = None

    def __post_init__(self) -> None:
        names = self.__struct_fields__
        given = [name for name in names if getattr(self, name) is not None]
        if len(given) != 1:
            raise CheckError(problem("", f"one of {', '.join(names)} is wanted, not {len(given)} of them", names))
        if getattr(self, given[0]) is False:
            raise CheckError(problem(f"/{given[0]}", "false says not what is wanted; freeze, set, or live: true"))


class Passing(Payload, frozen=True, kw_only=True):
    """How much time passes."""

    by: Annotated[str, Meta(description="A time span: `15m`, `12h`, `30d`.")]


class ClockStatus(Given, frozen=True, kw_only=True):
    """What time it is."""

    now: Annotated[datetime, Meta(description="The foundation's time, in UTC.")]
    frozen: Annotated[bool, Meta(description="Whether it stands still.")]
    ahead: Annotated[float, Meta(description="Seconds by which it is ahead of the machine's clock.")]
