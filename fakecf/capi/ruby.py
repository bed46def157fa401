"""How Ruby judges values, and writes those that a message quotes back, without looking at their type."""

import unicodedata
from typing import Any

from fakecf.errors import UnknownError

_UNPRINTABLE = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})


def is_true(value: Any) -> bool:
    """Ruby's truth: of everything but nil and false."""
    return value is not None and value is not False


def is_blank(value: Any) -> bool:
    """Rails' `blank?` of a JSON value."""
    if isinstance(value, str):
        return not value.strip()
    return not is_true(value) or value in ([], {})


def is_printable(text: str) -> bool:
    r"""Ruby's `[[:alnum:][:punct:][:print:]]*\Z`, which lets a last newline pass."""
    return all(unicodedata.category(character) not in _UNPRINTABLE for character in text.removesuffix("\n"))


def dig(value: Any, *keys: str) -> Any:
    """Ruby's `dig` into a JSON value, as CC uses it: nothing leads to nothing, and it fails over all but objects."""
    for key in keys:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise UnknownError
        value = value.get(key)
    return value


def to_s(value: Any) -> str:
    """Ruby's `to_s` of a JSON value."""
    if value is None:
        return ""
    return value if isinstance(value, str) else inspect(value)


def inspect(value: Any) -> str:
    """Ruby's `inspect`, with object keys as symbols: `{:bogus=>1}` (corrections 18)."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f":{key}=>{inspect(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inspect(item) for item in value) + "]"
    return '"' + value.replace('"', '\\"') + '"' if isinstance(value, str) else str(value)
