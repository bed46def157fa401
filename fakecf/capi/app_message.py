"""What the body of a new or changed app may hold (AppCreateMessage, AppUpdateMessage and AppModel)."""

from collections.abc import Iterator, Mapping
from typing import Any

from fakecf.capi.environment_variables import reserved
from fakecf.capi.lifecycle_message import content_errors, data_errors, lifecycle_part
from fakecf.capi.messages import Body, metadata_errors, unknown_fields
from fakecf.capi.relationships import relationships_errors
from fakecf.capi.ruby import inspect, is_blank, is_printable
from fakecf.capi.validators import at_most, string

CREATABLE = ("name", "environment_variables", "relationships", "lifecycle", "metadata")
UPDATABLE = ("name", "lifecycle", "metadata")
_LONGEST_NAME = 255


def creation_errors(body: Body) -> Iterator[str]:
    """The data of a lifecycle that names no type is anybody's guess: only that there are some is checked."""
    yield from metadata_errors(body)
    yield from unknown_fields(body, CREATABLE)
    yield from relationships_errors(body, "space")
    names_type = not is_blank(lifecycle_part(body, "type"))
    if names_type:
        yield from content_errors(body)
    yield from _name_errors(body.get("name"))
    if body.get("environment_variables") is not None and not isinstance(body["environment_variables"], dict):
        yield "Environment variables must be an object"
    if names_type:
        yield from string("Lifecycle type", lifecycle_part(body, "type"))
    if "lifecycle" in body:
        yield from data_errors(body)


def update_errors(body: Body) -> Iterator[str]:
    """Here the data are checked also where no type is named, as those of the usual one."""
    yield from metadata_errors(body)
    yield from unknown_fields(body, UPDATABLE)
    if "lifecycle" in body:
        yield from content_errors(body)
    if body.get("name") is not None:
        yield from _name_errors(body["name"])
    if not is_blank(lifecycle_part(body, "type")):
        yield from string("Lifecycle type", lifecycle_part(body, "type"))
    if "lifecycle" in body:
        yield from data_errors(body)


def _name_errors(name: Any) -> Iterator[str]:
    yield from string("Name", name)
    yield from at_most("Name", name, _LONGEST_NAME)


def model_errors(name: str, environment_variables: Mapping[str, Any] | None) -> Iterator[str]:
    """What Sequel says of what the message let pass; of variables it shows the insides of their error (AppModel)."""
    if not name:
        yield "name presence"
    if not name or not is_printable(name):
        yield "name format"
    for variable in environment_variables or {}:
        error = reserved(variable)
        if error is not None:
            yield f"environment_variables {inspect({'message': error})}"
