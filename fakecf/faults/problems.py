"""What is wrong with a rule, told so that it can be put right: where, why, what is allowed, the nearest word."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from fakecf.words import nearest

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")

_MESSAGE = re.compile(r"(?P<text>.*?)(?: - at (?:`key` in )?`\$(?P<path>[^`]*)`)?", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(?P<field>.*)`", re.DOTALL)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong place; `pointer` is a JSON pointer into the rule as it was written."""

    pointer: str
    detail: str
    allowed: tuple[str, ...] = ()
    did_you_mean: str | None = None


class RuleError(ValueError):
    """A rule that cannot be one, or could never strike; `problems` names every wrong place."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.pointer or '/'}: {problem.detail}" for problem in problems))
        self.problems = problems


def wrong(pointer: str, detail: str, allowed: Iterable[str] = (), word: str | None = None) -> RuleError:
    """The error of a single problem; *word* is what was written, for the nearest allowed one."""
    allowed = tuple(allowed)
    meant = nearest(word, allowed) if word is not None else None
    return RuleError(Problem(pointer=pointer, detail=detail, allowed=allowed, did_you_mean=meant))


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
        return msgspec.convert(written, struct)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, RuleError):
            raise RuleError(*(_under(pointer, problem) for problem in error.__cause__.problems)) from None
        raise _translated(str(error), struct, pointer) from None


def _under(pointer: str, problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, pointer=pointer + problem.pointer)


def _translated(message: str, struct: type[S], pointer: str) -> RuleError:
    """Msgspec's `... - at `$.shape`` with a JSON pointer, and what the field allows."""
    found = _MESSAGE.fullmatch(message)
    text, path = (found["text"], found["path"] or "") if found else (message, "")
    unknown = _UNKNOWN_FIELD.fullmatch(text)
    if unknown:
        field = unknown["field"]
        return wrong(f"{pointer}/{field}", f"{field!r} is not a key here", _keys(struct), field)
    where = path.replace("[...]", "").replace("[", "/").replace("]", "").replace(".", "/")
    allowed = _choices(struct, where.removeprefix("/"))
    quoted = re.search(r"'(.*)'", text)
    return wrong(pointer + where, text, allowed, quoted[1] if quoted and allowed else None)


def _keys(struct: type[msgspec.Struct]) -> Sequence[str]:
    return struct.__struct_encode_fields__


def _choices(struct: type[msgspec.Struct], field: str) -> tuple[str, ...]:
    """The words that a field of literals allows."""
    hint = get_type_hints(struct).get(field)
    return tuple(word for inner in (hint, *get_args(hint)) if get_origin(inner) is Literal for word in get_args(inner))
