"""The family of faults that strike instead of an answer, or at a place in its body."""

from typing import Annotated, ClassVar

from msgspec import Meta

from fakecf.faults.amounts import place, readable
from fakecf.faults.fault import Fault
from fakecf.web import Answer


class Interruption(Fault, frozen=True, kw_only=True):
    """Strikes before the first byte, or once so much of the body has arrived."""

    main: ClassVar[str] = "after"
    needs_socket: ClassVar[bool] = True

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

    def bytes_before(self, answer: Answer) -> int:
        """How much of the body arrives first; all of it where it is shorter than was said."""
        return place(self.after or "0B")(answer.length or 0)
