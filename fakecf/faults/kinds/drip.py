"""A body in few pieces over a long time: `drip=2s`, or `{"drip": {"over": "2s", "chunks": 5}}`."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from fakecf.faults.amounts import readable, seconds
from fakecf.faults.cutting import Cut
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Drip(Fault, frozen=True, kw_only=True):
    """Sends the body in pieces of equal size, spread evenly over a time."""

    examples = ("drip=2s",)
    main = "over"

    over: Annotated[str, Meta(description="How long the whole body takes: `2s`.")]
    chunks: Annotated[int, Meta(description="How many pieces.", ge=1, le=10_000)] = 10

    def __post_init__(self) -> None:
        readable("/over", seconds, self.over)

    @property
    def touches_body(self) -> bool:
        return True

    def stream(self, passing: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterator[bytes]:
        whole = answer.length or 0
        begun, between = passing.clock.now(), timedelta(seconds=seconds(self.over)) / self.chunks
        cut = Cut(chunks)
        for number in range(self.chunks):
            yield from cut.first(whole * (number + 1) // self.chunks - whole * number // self.chunks)
            if number + 1 < self.chunks:
                passing.sleep_until(begun + (number + 1) * between)
        yield from cut.rest()
