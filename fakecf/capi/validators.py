"""The validators of single values, in the exact words of Rails and CC (`app/messages/validators.rb`)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fakecf.capi.ruby import is_blank, to_s

LARGEST_INTEGER = 2**31 - 1  # in a column of that type of PostgreSQL
LARGEST_BIG_INTEGER = 2**63 - 1
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)

_URI_PATH = re.compile(r"^/(?:[^\s/]\S*)?$", re.ASCII | re.MULTILINE)


def presence(label: str, value: Any) -> Iterator[str]:
    """Anything but blank."""
    if is_blank(value):
        yield f"{label} can't be blank"


def string(label: str, value: Any) -> Iterator[str]:
    """A text."""
    if not isinstance(value, str):
        yield f"{label} must be a string"


def boolean(label: str, value: Any) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"{label} must be a boolean"


def at_most(label: str, value: Any, maximum: int) -> Iterator[str]:
    """The length of a text or list, or of what Ruby writes for anything else."""
    if length_of(value) > maximum:
        yield f"{label} is too long (maximum is {maximum} characters)"


def at_least_one(label: str, value: Any) -> Iterator[str]:
    """Not empty, as `at_most` measures."""
    if length_of(value) < 1:
        yield f"{label} is too short (minimum is 1 character)"


def between(label: str, value: Any, minimum: int, maximum: int) -> Iterator[str]:
    """Of a length in those bounds, as `at_most` measures."""
    if not minimum <= length_of(value) <= maximum:
        yield f"{label} must be between {minimum} and {maximum} characters"


def length_of(value: Any) -> int:
    """How long it is, or what Ruby writes for it."""
    return len(value) if isinstance(value, str | list | dict) else len(to_s(value))


def matching(label: str, value: Any, pattern: re.Pattern[str]) -> Iterator[str]:
    """What Ruby writes for it has that form."""
    if not pattern.fullmatch(to_s(value)):
        yield f"{label} is invalid"


def among(label: str, value: Any, allowed: Sequence[str], message: str) -> Iterator[str]:
    """A list is among them when everything in it is, so an empty one always."""
    if any(each not in allowed for each in (value if isinstance(value, list) else [value])):
        yield f"{label} {message}"


def at_least(label: str, value: Any, minimum: int, maximum: int | None = None) -> Iterator[str]:
    """An integer of that size, and not above *maximum*; the text of one will do."""
    if (error := _integer_error(value)) is not None:
        yield f"{label} {error}"
    elif int(value) < minimum:
        yield f"{label} must be greater than or equal to {minimum}"
    elif maximum is not None and int(value) > maximum:
        yield f"{label} must be less than or equal to {maximum}"


def greater_than(label: str, value: Any, bound: int, maximum: int | None = None) -> Iterator[str]:
    """An integer above *bound* and not above *maximum*; the text of one will do."""
    if (error := _integer_error(value)) is not None:
        yield f"{label} {error}"
    elif int(value) <= bound:
        yield f"{label} must be greater than {bound}"
    elif maximum is not None and int(value) > maximum:
        yield f"{label} must be less than or equal to {maximum}"


def uri_path(label: str, value: Any) -> Iterator[str]:
    """A path as a URL has it."""
    if not is_uri_path(value):
        yield f"{label} must be a valid URI path"


def is_uri_path(value: Any) -> bool:
    """Ruby's anchors look at each line: one that is a path will do (`UriUtils.is_uri_path?`)."""
    return isinstance(value, str) and _URI_PATH.search(value) is not None


def _integer_error(value: Any) -> str | None:
    is_number = not isinstance(value, bool) and isinstance(value, int | float | str)
    if not is_number or not _NUMBER.fullmatch(str(value).strip()):
        return "is not a number"
    return None if _INTEGER.fullmatch(str(value)) else "must be an integer"
