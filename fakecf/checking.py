"""What people send, checked against our Structs: each wrong place told so that it can be put right."""

import re
from collections.abc import Iterable
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from fakecf.words import nearest

T = TypeVar("T")

_MESSAGE = re.compile(r"(?P<text>.*?)(?: - at (?:`key` in )?`\$(?P<path>[^`]*)`)?", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(?P<field>.*)`", re.DOTALL)
_QUOTED = re.compile(r"'(.*)'")


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One wrong place; `pointer` is a JSON pointer into what was sent."""

    pointer: str
    detail: str
    allowed: tuple[str, ...] = ()
    did_you_mean: str | None = None


class CheckError(ValueError):
    """Something that cannot be what it should be; `problems` names every wrong place."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.pointer or '/'}: {problem.detail}" for problem in problems))
        self.problems = problems


def problem(pointer: str, detail: str, allowed: Iterable[str] = (), word: str | None = None) -> Problem:
    """A single problem; *word* is what was written, for the nearest allowed one."""
    allowed = tuple(allowed)
    meant = nearest(word, allowed) if word is not None else None
    return Problem(pointer=pointer, detail=detail, allowed=allowed, did_you_mean=meant)


def converted(written: Any, wanted: type[T], pointer: str = "") -> T:
    """*written* as a *wanted*, a Struct or a list of one; raises CheckError."""
    try:
        return msgspec.convert(written, wanted)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, CheckError):
            where = pointer + _split(str(error))[1]
            raise CheckError(*(_under(where, each) for each in error.__cause__.problems)) from None
        raise CheckError(_translated(str(error), wanted, pointer)) from None


def _struct_in(hint: Any) -> type[msgspec.Struct]:
    """The first Struct of a union, a list or whatever else holds one; the bare one where none is."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    found = (_struct_in(inner) for inner in get_args(hint))
    return next((each for each in found if each is not msgspec.Struct), msgspec.Struct)


def _struct_at(wanted: Any, path: list[str]) -> type[msgspec.Struct]:
    """The Struct that *path* leads to inside *wanted*."""
    struct = _struct_in(wanted)
    for name in path:
        if not name.isdigit():  # the place in a list
            struct = _struct_in(get_type_hints(struct).get(name))
    return struct


def _under(pointer: str, below: Problem) -> Problem:
    return msgspec.structs.replace(below, pointer=pointer + below.pointer)


def _translated(message: str, wanted: Any, pointer: str) -> Problem:
    """Msgspec's `... - at `$.shape`` with a JSON pointer, and what the field allows."""
    text, below = _split(message)
    where, names = pointer + below, below.split("/")[1:]
    unknown = _UNKNOWN_FIELD.fullmatch(text)
    if unknown:
        field, struct = unknown["field"], _struct_at(wanted, names)
        return problem(f"{where}/{field}", f"{field!r} is not a key here", struct.__struct_encode_fields__, field)
    allowed = _choices(_struct_at(wanted, names[:-1]), names[-1]) if names else ()
    quoted = _QUOTED.search(text)
    return problem(where, text, allowed, quoted[1] if quoted and allowed else None)


def _split(message: str) -> tuple[str, str]:
    """The text, and the JSON pointer that its `$.shape` means."""
    found = _MESSAGE.fullmatch(message)
    text, path = (found["text"], found["path"] or "") if found else (message, "")
    return text, path.replace("[...]", "").replace("[", "/").replace("]", "").replace(".", "/")


def _choices(struct: type[msgspec.Struct], field: str) -> tuple[str, ...]:
    """The words that a field of literals allows."""
    hint = get_type_hints(struct).get(field)
    return tuple(word for inner in (hint, *get_args(hint)) if get_origin(inner) is Literal for word in get_args(inner))


def is_deeper(document: Any, limit: int) -> bool:
    """Whether objects and lists nest more than *limit* deep, level by level, as recursion would end the stack."""
    level = [document]
    for _ in range(limit):
        level = [inner for outer in level for inner in _inside(outer)]
    return any(isinstance(each, dict | list) for each in level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
