"""What can go wrong: the port that every file in `kinds/` fills."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

import msgspec

from fakecf.faults.operations import LISTENERS, Operation
from fakecf.faults.passing import Passing
from fakecf.web import Answer

__all__ = ["Fault", "Passing"]


class Fault(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    tag=str.lower,
):
    """One effect of a rule: its settings, and three moments at which it may interfere.

    A subclass `Latency` alone in `kinds/latency.py` is written `{"latency": {...}}` with its settings inside or beside
    that key, or as a word: `latency`, `latency=200ms` and `latency@200ms` set the field that `main` names. Every hook
    is harmless unless overridden. `failures` are the forms that `matrix` has of it. `needs_socket` effects can only
    happen behind our own server; those that are not `counted` happen where no request is seen.
    """

    examples: ClassVar[tuple[str, ...]] = ()
    failures: ClassVar[tuple[str | dict[str, Any], ...]] = ()
    main: ClassVar[str] = ""
    listeners: ClassVar[tuple[str, ...]] = LISTENERS
    needs_socket: ClassVar[bool] = False
    counted: ClassVar[bool] = True

    @classmethod
    def from_word(cls, _: str) -> Self | None:
        """The effect that a bare word of no other form stands for, if it is one of this kind."""
        return None

    @classmethod
    def words(cls) -> Iterable[str]:
        """Bare words that `from_word` knows, for the nearest one to a wrong one."""
        return ()

    @property
    def touches_body(self) -> bool:
        """Whether there must be a body for the effect to be seen."""
        return False

    def can_strike(self, operation: Operation) -> bool:
        """Whether the effect makes sense at this operation."""
        place = "none" if self.touches_body else "only"
        return operation.listener in self.listeners and operation.body != place

    def intercept(self, _: Passing) -> Answer | None:
        """What to answer instead of the listener; None lets the request through, `environ` changed or not."""
        return None

    def alter(self, _: Passing, answer: Answer) -> Answer:
        """The listener's answer, changed or not, before its first byte is sent."""
        return answer

    def stream(self, _passing: Passing, _answer: Answer, chunks: Iterable[bytes]) -> Iterable[bytes]:
        """The chunks to send in place of *chunks*; may raise `web.Hangup` between them."""
        return chunks
