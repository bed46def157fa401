"""An answer that never comes, or never ends: `hang`, `hang@64KiB`."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from msgspec import Meta

from fakecf.faults.amounts import place, readable
from fakecf.faults.cutting import Cut
from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer


class Hang(Fault, frozen=True, kw_only=True):
    """Waits without end, before the answer or within its body; once the rule is removed the answer goes on."""

    examples = ("hang",)
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

    def intercept(self, passing: Passing) -> Answer | None:
        if self.after is None:
            passing.sleep()
        return None

    def stream(self, passing: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterable[bytes]:
        if self.after is None:
            return chunks
        return self._held(passing, place(self.after)(answer.length or 0), Cut(chunks))

    def _held(self, passing: Passing, count: int, cut: Cut) -> Iterator[bytes]:
        yield from cut.first(count)
        passing.sleep()
        yield from cut.rest()
