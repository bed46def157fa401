"""The sidecars of an app as its manifest wants them (AppManifestMessage and SidecarCreateMessage)."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.byte_quantities import QuantityError, to_megabytes
from fakecf.capi.messages import Body
from fakecf.capi.ruby import is_blank, to_s
from fakecf.capi.sidecar_message import create_errors
from fakecf.errors import UnknownError


def sidecar_list_errors(sidecars: Any) -> Iterator[str]:
    """What is wrong with the list of them."""
    if not isinstance(sidecars, list):
        yield "Sidecars must be an array of sidecar configurations"
        return
    for each in sidecar_requests({"sidecars": sidecars}):
        named = not is_blank(each.get("name"))
        for error in create_errors(each):
            yield f'Sidecar "{to_s(each["name"])}": {error}' if named else f"Sidecar {error.lower()}"


def sidecar_requests(asked: Body) -> list[Body]:
    """Each as the body that makes a sidecar; CC fails over those that are no objects."""
    return [_request(each) for each in asked.get("sidecars") or ()]


def _request(sidecar: Any) -> Body:
    if not isinstance(sidecar, dict):
        raise UnknownError
    made = {
        "name": sidecar.get("name"),
        "memory_in_mb": _memory(sidecar.get("memory")),
        "command": sidecar.get("command"),
        "process_types": sidecar.get("process_types"),
    }
    return {key: value for key, value in made.items() if value is not None}


def _memory(written: Any) -> Any:
    """What cannot be read stays as it is, to be refused as no number."""
    try:
        megabytes = to_megabytes(written)
    except QuantityError:
        return written
    return written if megabytes is None else megabytes
