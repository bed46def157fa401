"""Environment variables in a body: what they may be, and what becomes of those there are already."""

import re
from collections.abc import Iterator
from typing import Any

from fakecf.capi.encoding import encode
from fakecf.capi.messages import Body, unknown_fields

# tried in this order; the second is CC's, whose text means another name
_RESERVED = (
    (re.compile("", re.ASCII), "key must be a minimum length of 1"),
    (re.compile("VCAP_.*", re.IGNORECASE | re.DOTALL), "cannot start with VCAP_"),
    (re.compile("VMC.*", re.IGNORECASE | re.DOTALL), "cannot start with VMC_"),
    (re.compile("PORT", re.IGNORECASE), "cannot set PORT"),
)


def var_errors(body: Body) -> Iterator[str]:
    """What is wrong with a body of `var` and nothing else (UpdateEnvironmentVariablesMessage)."""
    yield from unknown_fields(body, ("var",))
    if not isinstance(body.get("var"), dict):
        yield "Var must be an object"
        return
    for key, value in body["var"].items():
        yield from _variable_errors(key, value)


def reserved(key: str) -> str | None:
    """Why no variable may be called *key*; None where one may."""
    return next((why for pattern, why in _RESERVED if pattern.fullmatch(key)), None)


def _variable_errors(key: Any, value: Any) -> Iterator[str]:
    """What is written in YAML may have keys that are no texts."""
    refused = reserved(key) if isinstance(key, str) else "key must be a string"
    if refused is not None:
        yield f"Var {refused}"
    elif value is not None and not isinstance(value, str):
        written = encode(value).decode()
        yield f"Non-string value in environment variable for key '{key}', value '{written}'"


def merged(held: dict[str, str] | None, asked: dict[str, str | None]) -> dict[str, str]:
    """What there is of *held* after what was *asked*: null takes a variable away."""
    return {key: value for key, value in {**(held or {}), **asked}.items() if value is not None}
