"""What is wrong with a rule, told so that it can be put right: where, why, what is allowed, the nearest word."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from fakecf import checking
from fakecf.checking import CheckError, Problem, problem

__all__ = ["Problem", "RuleError", "all_of", "converted", "wrong"]

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")


class RuleError(CheckError):
    """A rule that cannot be one, or could never strike."""


def wrong(pointer: str, detail: str, allowed: Iterable[str] = (), word: str | None = None) -> RuleError:
    """The error of a single problem; *word* is what was written, for the nearest allowed one."""
    return RuleError(problem(pointer, detail, allowed, word))


def all_of(attempts: Iterable[Callable[[], T]]) -> list[T]:
    """What each attempt gives; raises one RuleError with the problems of all that failed."""
    given: list[T] = []
    problems: list[Problem] = []
    for attempt in attempts:
        try:
            given.append(attempt())
        except RuleError as error:
            problems += error.problems
    if problems:
        raise RuleError(*problems)
    return given


def converted(written: Any, struct: type[S], pointer: str) -> S:
    """*written* as a *struct*; raises RuleError."""
    try:
        return checking.converted(written, struct, pointer)
    except CheckError as error:
        raise RuleError(*error.problems) from None
