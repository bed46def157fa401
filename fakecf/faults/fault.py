"""What can go wrong: the port that every file in `kinds/` fills."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

import msgspec

from fakecf.clock import Clock
from fakecf.faults.operations import Subject
from fakecf.faults.trouble import Dialect
from fakecf.web import Answer, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Passing:
    """A request that a fault strikes, and what the fault may use."""

    environ: WSGIEnvironment
    subject: Subject
    dialect: Dialect
    clock: Clock


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

    A subclass `Latency` alone in `kinds/latency.py` is written `{"latency": ...}`, its settings beside that key, or
    with the words that `from_word` knows. Every hook is harmless unless overridden.
    """

    examples: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_word(cls, _: str) -> Self | None:
        """The effect that a bare word in a rule stands for, if it is one of this kind."""
        return None

    @classmethod
    def words(cls) -> Iterable[str]:
        """Bare words that `from_word` knows, for the nearest one to a wrong one."""
        return ()

    def can_strike(self, _: str) -> bool:
        """Whether the effect makes sense at this listener."""
        return True

    def before(self, _: Passing) -> Answer | None:
        """What to answer instead of the listener; None lets the request through."""
        return None

    def after(self, _: Passing, answer: Answer) -> Answer:
        """The listener's answer, changed or not, before its first byte is sent."""
        return answer

    def body(self, _: Passing, chunks: Iterable[bytes]) -> Iterable[bytes]:
        """The chunks to send in place of *chunks*; may raise `web.Hangup` between them."""
        return chunks
