"""Nothing wrong: `ok`, a step of a sequence that lets the request through."""

from collections.abc import Iterable
from typing import Self

from fakecf.faults.fault import Fault


class Ok(Fault, frozen=True, kw_only=True):
    """Lets the request through and counts it."""

    examples = ("ok",)

    @classmethod
    def from_word(cls, word: str) -> Self | None:
        return cls() if word == "ok" else None

    @classmethod
    def words(cls) -> Iterable[str]:
        return ("ok",)
