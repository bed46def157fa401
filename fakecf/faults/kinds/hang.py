"""An answer that never comes, or never ends: `hang`, `hang@64KiB`."""

from collections.abc import Iterable, Iterator

from fakecf.faults.cutting import Cut
from fakecf.faults.fault import Passing
from fakecf.faults.interruption import Interruption
from fakecf.web import Answer


class Hang(Interruption, frozen=True, kw_only=True):
    """Waits without end, before the answer or within its body; once the rule is removed the answer goes on."""

    examples = ("hang", "hang@64KiB")

    def intercept(self, passing: Passing) -> Answer | None:
        if self.after is None:
            passing.sleep()
        return None

    def stream(self, passing: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterable[bytes]:
        if self.after is None:
            return chunks
        return self._held(passing, self.bytes_before(answer), Cut(chunks))

    def _held(self, passing: Passing, count: int, cut: Cut) -> Iterator[bytes]:
        yield from cut.first(count)
        passing.sleep()
        yield from cut.rest()
