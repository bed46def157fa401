"""A connection torn down: `reset` before any byte, `reset@64KiB`, `reset@50%`."""

from collections.abc import Iterable, Iterator

from fakecf.faults.cutting import Cut
from fakecf.faults.fault import Passing
from fakecf.faults.interruption import Interruption
from fakecf.web import Answer, Hangup


class Reset(Interruption, frozen=True, kw_only=True):
    """Ends the connection with a RST: instead of an answer, or after so much of its body."""

    examples = ("reset", "reset@64KiB")
    failures = ("reset", "reset@50%")

    def intercept(self, _: Passing) -> Answer | None:
        if self.after is None:
            raise Hangup
        return None

    def stream(self, _: Passing, answer: Answer, chunks: Iterable[bytes]) -> Iterator[bytes]:
        yield from Cut(chunks).first(self.bytes_before(answer))
        raise Hangup
