"""How Ruby writes values that a message quotes back without looking at their type."""

from typing import Any


def to_s(value: Any) -> str:
    """Ruby's `to_s` of a JSON value."""
    if value is None:
        return ""
    return value if isinstance(value, str) else inspect(value)


def is_blank(value: Any) -> bool:
    """Rails' `blank?`: nothing, false, empty, or only white space."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not _stripped(value))


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


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
