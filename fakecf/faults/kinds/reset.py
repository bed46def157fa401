"""A connection torn down: `reset` before any byte, `reset@64KiB`, `reset@50%`."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from msgspec import Meta

from fakecf.faults.amounts import place, readable
from fakecf.faults.cutting import Cut
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer, Hangup


class Reset(Fault, frozen=True, kw_only=True):
    """Ends the connection with a RST: instead of an answer, or after so much of its body."""

    examples = ("reset", "reset@64KiB")
    main = "after"
    needs_socket = True

    after: Annotated[
        str | None,
        Meta(description="The bytes of the body that arrive first: `64KiB`, `50%`; unset: no answer at all."),
    ] = None

    def __post_init__(self) -> None:
        if self.after is not None:
            readable("/after", place, self.after)

    @property
    def touches_body(self) -> bool:
        return self.after is not None

    def intercept(self, _: Passing) -> Answer | None:
        if self.after is None:
            raise Hangup
        return None

    def stream(self, _: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterator[bytes]:
        yield from Cut(chunks).first(place(self.after or "0B")(answer.length or 0))
        raise Hangup
