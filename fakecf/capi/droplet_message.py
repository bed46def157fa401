"""What is asked for with a droplet: CC's DropletCreateMessage and DropletCopyMessage."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, guid_errors, unknown_fields
from fakecf.capi.relationships import relationships_errors
from fakecf.capi.ruby import is_true


def droplet_errors(body: Body) -> Iterator[str]:
    """What is wrong with a body for a droplet that is to be uploaded."""
    yield from unknown_fields(body, ("relationships", "process_types"))
    yield from relationships_errors(body, "app")
    yield from _process_type_errors(body.get("process_types"))


def _process_type_errors(process_types: Any) -> Iterator[str]:
    if not is_true(process_types):
        return
    if not isinstance(process_types, dict):
        yield "Process types must be an object"
        return
    if "" in process_types:
        yield "Process types key must not be empty"
    if any(not isinstance(command, str) for command in process_types.values()):
        yield "Process types value must be a string"


def copy_errors(body: Body) -> Iterator[str]:
    """What is wrong with a body for a copy."""
    yield from unknown_fields(body, ("relationships",))
    if not isinstance(_dug(body, "relationships", "app"), dict):
        yield "App must be an object"
    yield from guid_errors("App guid", copy_app_guid(body))


def copy_app_guid(body: Body) -> Any:
    """The guid of the app to copy to, as far as the body has one."""
    return _dug(body, "relationships", "app", "data", "guid")


def _dug(found: Any, *keys: str) -> Any:
    """HashUtils.dig: nothing where the way does not lead through objects."""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found
