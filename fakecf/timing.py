"""When something under way ends: at once, after some polls or some time, when it is released, or step by step."""

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from fakecf.checking import CheckError, problem
from fakecf.words import duration

FORMS = ("instant", "3 polls", "5s", "held", "STAGING, STAGING, FAILED: BuildpackCompileFailed")
MAX_STEPS = 1000

_LONGEST = timedelta(days=36_500)
_POLLS = re.compile(r"(\d{1,6}) *polls?", re.ASCII)
_AFTER = re.compile(r"(?:after +)?(\d\S*)")
_STEP = re.compile(r"[A-Z_]+(?: *:.*)?", re.DOTALL)
_BETWEEN_STEPS = re.compile(r" *, *(?=[A-Z_]+ *(?:[:,]|$))")

Written = str | tuple[str, ...]


class Timing(NamedTuple):
    """A timing as it was read: one of these, or none where only a release ends it."""

    polls: int | None = None
    after: timedelta | None = None
    script: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether polls bring it forward."""
        return self.polls is not None or bool(self.script)


def written(timing: str | Sequence[str | Mapping[str, str]]) -> Written:
    """*timing* in the one form that is kept: a text, or the steps of a script, each `STATE` or `FAILED: reason`.

    Raises CheckError.
    """
    if not isinstance(timing, str):
        return tuple(part for each in timing for part in _parts(each))
    text = timing.strip()
    return tuple(_BETWEEN_STEPS.split(text)) if _STEP.fullmatch(text) or "," in text else text


def _parts(step: str | Mapping[str, str]) -> list[str]:
    """YAML reads `FAILED: reason` as a mapping."""
    return [step] if isinstance(step, str) else [f"{state}: {reason}" for state, reason in step.items()]


@functools.lru_cache(maxsize=1024)
def read_timing(timing: Written) -> Timing:
    """What *timing*, as `written` gives it, means; raises CheckError with the nearest form."""
    if isinstance(timing, tuple):
        return Timing(script=_script(timing))
    polls, after = _POLLS.fullmatch(timing), _AFTER.fullmatch(timing)
    if polls:
        return Timing(polls=int(polls[1]))
    if after:
        return Timing(after=_span(after[1]))
    known = {"instant": Timing(after=timedelta()), "held": Timing()}
    if timing not in known:
        raise CheckError(problem("", f"{timing[:60]!r} is not a timing", FORMS, timing))
    return known[timing]


def _script(steps: tuple[str, ...]) -> tuple[str, ...]:
    if not 0 < len(steps) <= MAX_STEPS:
        raise CheckError(problem("", f"a script has 1 to {MAX_STEPS} steps, not {len(steps)}"))
    return steps


def _span(text: str) -> timedelta:
    try:
        span = duration(text)
    except ValueError as error:
        raise CheckError(problem("", str(error))) from None
    if span > _LONGEST:
        raise CheckError(problem("", f"{text} is longer than a century"))
    return span
