"""Slow to answer: `latency=200ms~50ms`, or `{"latency": "lognormal(90ms,0.4)", "at": "chunks"}`."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from msgspec import Meta

from fakecf.faults.amounts import readable, span
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Latency(Fault, frozen=True, kw_only=True):
    """Lets time pass before the first byte, or before each block of the body."""

    examples = ("latency=200ms~50ms",)

    latency: Annotated[
        str, Meta(description="`200ms`, `200ms~50ms` (give or take), `100ms..300ms`, `lognormal(90ms,0.4)`.")
    ]
    at: Annotated[Literal["headers", "chunks"], Meta(description="What comes late.")] = "headers"

    def __post_init__(self) -> None:
        readable("/latency", span, self.latency)

    @property
    def touches_body(self) -> bool:
        return self.at == "chunks"

    def intercept(self, passing: Passing) -> Answer | None:
        if self.at == "headers":
            passing.sleep(span(self.latency)(passing.chance))
        return None

    def stream(self, passing: Passing, _: Answer, chunks: Iterable[bytes]) -> Iterable[bytes]:
        return self._slowed(passing, chunks) if self.at == "chunks" else chunks

    def _slowed(self, passing: Passing, chunks: Iterable[bytes]) -> Iterator[bytes]:
        yield b""
        length = span(self.latency)
        for chunk in chunks:
            passing.sleep(length(passing.chance))
            yield chunk
