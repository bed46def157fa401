"""A thin line: `bandwidth=64KiB/s`."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from fakecf.faults.amounts import readable
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer
from fakecf.words import size

_PIECES = 50  # a second


class Bandwidth(Fault, frozen=True, kw_only=True):
    """Sends the body at so many bytes a second."""

    examples = ("bandwidth=64KiB/s",)

    bandwidth: Annotated[str | int, Meta(description="Bytes a second: `64KiB/s`, `64KiB` or a number.")]

    def __post_init__(self) -> None:
        readable("/bandwidth", _rate, str(self.bandwidth))

    @property
    def touches_body(self) -> bool:
        return True

    def stream(self, passing: Passing, _: Answer, chunks: Iterable[bytes]) -> Iterator[bytes]:
        rate = _rate(str(self.bandwidth))
        piece = max(1, rate // _PIECES)
        begun, sent = passing.clock.now(), 0
        yield b""
        for chunk in chunks:
            for start in range(0, len(chunk), piece):
                part = chunk[start : start + piece]
                sent += len(part)
                yield part
                passing.sleep_until(begun + timedelta(seconds=sent / rate))


def _rate(text: str) -> int:
    rate = size(text.strip().removesuffix("/s"))
    if rate < 1:
        raise ValueError(f"{text!r} would never send anything")
    return rate
