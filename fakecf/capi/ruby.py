"""How Ruby writes values that a message quotes back without looking at their type."""

from typing import Any


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
