"""Bodies that change or scale a process, in CC's words (`process_update_message.rb`, `process_scale_message.rb`)."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, metadata_errors, unknown_fields
from fakecf.capi.validators import (
    LARGEST_BIG_INTEGER,
    LARGEST_INTEGER,
    among,
    at_least,
    at_most,
    between,
    greater_than,
    string,
    uri_path,
)
from fakecf.errors import UnknownError

SCALED = {
    "instances": "instances",
    "memory_in_mb": "memory",
    "disk_in_mb": "disk_quota",
    "log_rate_limit_in_bytes_per_second": "log_rate_limit",
}

_TEXTS = {"command": 4096, "user": 255}
_NUMBERS = {
    "health_check": ("timeout", "invocation_timeout", "interval"),
    "readiness_health_check": ("invocation_timeout", "interval"),
}
_TYPES = ("port", "process", "http")
_LONGEST_ENDPOINT = 255


def update_errors(body: Body) -> Iterator[str]:
    """What is wrong with a change; CC fails over health checks that have no keys (corrections 16)."""
    checks = {name: _keys(body, name) for name in _NUMBERS}
    data = {name: _keys(check, "data") for name, check in checks.items()}
    yield from metadata_errors(body)
    yield from unknown_fields(body, (*_TEXTS, *_NUMBERS, "metadata"))
    for key, longest in _TEXTS.items():
        if body.get(key) is not None:
            yield from string(key.capitalize(), body[key])
            yield from between(key.capitalize(), body[key], 1, longest)
    for name, numbers in _NUMBERS.items():
        yield from _check_errors(name.replace("_", " ").capitalize(), checks[name], data[name], numbers)


def _keys(owner: Body, name: str) -> Body:
    """The object there, empty where there is none."""
    given = owner.get(name)
    if given is not None and not isinstance(given, dict):
        raise UnknownError
    return given or {}


def _check_errors(label: str, check: Body, data: Body, numbers: tuple[str, ...]) -> Iterator[str]:
    if "type" in check:
        yield from among(f"{label} type", check["type"], _TYPES, 'must be "port", "process", or "http"')
    for key in numbers:
        if data.get(key) is not None:
            yield from at_least(f"{label} {key.replace('_', ' ')}", data[key], 1, LARGEST_INTEGER)
    endpoint = data.get("endpoint")
    if endpoint is not None:
        yield from at_most(f"{label} endpoint", endpoint, _LONGEST_ENDPOINT)
        yield from uri_path(f"{label} endpoint", endpoint)


def changed_columns(body: Body) -> Body:
    """The columns that a valid change gives values (CC's ProcessUpdate)."""
    columns = {key: body[key] for key in _TEXTS if key in body}
    for name, numbers in _NUMBERS.items():
        check = _keys(body, name)
        data = _keys(check, "data")
        columns |= {f"{name}_{key}": _number(data[key]) for key in numbers if key in data}
        if "type" in check:
            columns[f"{name}_type"] = check["type"]
        if "type" in check and check["type"] != "http":
            columns[f"{name}_http_endpoint"] = None
        elif "endpoint" in data:
            columns[f"{name}_http_endpoint"] = data["endpoint"]
    return columns


def scale_errors(body: Body) -> Iterator[str]:
    """What is wrong with a scaling."""
    yield from unknown_fields(body, SCALED)
    if body.get("instances") is not None:
        yield from at_least("Instances", body["instances"], 0, LARGEST_INTEGER)
    for key in ("memory_in_mb", "disk_in_mb"):
        if body.get(key) is not None:
            yield from greater_than(key.replace("_", " ").capitalize(), body[key], 0, LARGEST_INTEGER)
    rate = body.get("log_rate_limit_in_bytes_per_second")
    if rate is not None:
        yield from at_least("Log rate limit in bytes per second", rate, -1, LARGEST_BIG_INTEGER)


def scaled_columns(body: Body) -> Body:
    """The columns that a valid scaling gives values; a log rate of null is none (CC's ProcessScale)."""
    columns = {column: _number(body[key]) for key, column in SCALED.items() if key in body}
    if columns.get("log_rate_limit") is None:
        columns.pop("log_rate_limit", None)
    return columns


def _number(value: Any) -> int | None:
    return None if value is None else int(value)
