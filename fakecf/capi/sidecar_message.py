"""The body of a sidecar, in CC's words: `sidecar_create_message.rb` and `sidecar_update_message.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, unknown_fields
from fakecf.capi.validators import greater_than, presence, string

KEYS = ("name", "command", "process_types", "memory_in_mb")


def create_errors(body: Body) -> Iterator[str]:
    """What is wrong with a new one."""
    yield from update_errors({**dict.fromkeys(("name", "command", "process_types")), **body})


def update_errors(body: Body) -> Iterator[str]:
    """What is wrong with a change, of what was asked for."""
    yield from unknown_fields(body, KEYS)
    for key in ("name", "command"):
        if key in body:
            yield from presence(key.capitalize(), body[key])
            yield from string(key.capitalize(), body[key])
    if "process_types" in body:
        yield from _type_list_errors(body["process_types"])
    if body.get("memory_in_mb") is not None:
        yield from greater_than("Memory in mb", body["memory_in_mb"], 0)


def _type_list_errors(types: Any) -> Iterator[str]:
    if not isinstance(types, list):
        yield "Process types must be an array"
    if types is None or types in ("", [], {}):
        yield "Process types must have at least 1 process_type"
