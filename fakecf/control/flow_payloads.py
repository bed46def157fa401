"""What the calls about the journal take and give."""

from typing import Annotated

import msgspec
from msgspec import Meta

from fakecf.checking import CheckError, problem
from fakecf.control.payloads import Given, Payload
from fakecf.journal import FORMATS, Search, Times

_MATCH = Meta(description="Which exchanges count.")


class FlowQuery(Payload, frozen=True, kw_only=True):
    """How a flow is shown."""

    as_: Annotated[str | None, Meta(description="For another tool.", extra_json_schema={"enum": [*FORMATS, None]})] = (
        msgspec.field(name="as", default=None)
    )

    def __post_init__(self) -> None:
        if self.as_ is not None and self.as_ not in FORMATS:
            raise CheckError(problem("/as", f"there is no format {self.as_!r}", FORMATS, self.as_))


class WaitRequest(Payload, frozen=True, kw_only=True):
    """What to wait for."""

    match: Annotated[Search, _MATCH] = Search()
    times: Annotated[int, Meta(ge=1, description="How many of them.")] = 1
    timeout: Annotated[str, Meta(description="How long at most: `5s`.")] = "5s"
    settled: Annotated[
        bool, Meta(description="Whether one counts only when it is over; else as soon as its answer begins.")
    ] = True


class VerifyRequest(Payload, frozen=True, kw_only=True):
    """What should have happened: something a number of `times`, or several things in an `order`."""

    match: Annotated[Search | None, _MATCH] = None
    times: Annotated[
        Annotated[int, Meta(ge=0)] | Times | None, Meta(description="How often: exactly so, or from `min` to `max`.")
    ] = None
    order: Annotated[
        Annotated[tuple[Search, ...], Meta(min_length=1)] | None,
        Meta(description="Exchanges of which each was asked after the one before it."),
    ] = None

    def __post_init__(self) -> None:
        if (self.match is None) == (self.order is None):
            raise CheckError(problem("", "say what to `match`, or in which `order` what should have happened"))
        if self.order is not None and self.times is not None:
            raise CheckError(problem("/times", "an order takes no times; name what is to come twice twice"))


class Verified(Given, frozen=True, kw_only=True):
    """What was found."""

    found: Annotated[int, Meta(description="How many exchanges.")]
    exchanges: Annotated[list[int], Meta(description="Their ids.")]
