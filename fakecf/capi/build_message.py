"""What the body of a new or changed build may hold (BuildCreateMessage and BuildUpdateMessage)."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.lifecycle_message import content_errors, data_errors, lifecycle_part
from fakecf.capi.messages import Body, guid_errors, metadata_errors, unknown_fields
from fakecf.capi.ruby import is_blank, to_s
from fakecf.capi.validators import LARGEST_BIG_INTEGER, at_least, greater_than, presence, string

CREATABLE = (
    "staging_memory_in_mb",
    "staging_disk_in_mb",
    "staging_log_rate_limit_bytes_per_second",
    "environment_variables",
    "lifecycle",
    "package",
    "metadata",
)
UPDATABLE = ("state", "error", "lifecycle", "metadata")
_FINAL_STATES = ("FAILED", "STAGED")


def creation_errors(body: Body) -> Iterator[str]:
    """What is wrong with a new build; its environment variables nobody looks at here."""
    yield from metadata_errors(body)
    for key, label in (("staging_disk_in_mb", "Staging disk in mb"), ("staging_memory_in_mb", "Staging memory in mb")):
        if body.get(key) is not None:
            yield from greater_than(label, body[key], 0)
    log_rate = body.get("staging_log_rate_limit_bytes_per_second")
    if log_rate is not None:
        yield from at_least("Staging log rate limit bytes per second", log_rate, -1, LARGEST_BIG_INTEGER)
    yield from unknown_fields(body, CREATABLE)
    if "lifecycle" in body:
        yield from content_errors(body)
    yield from presence("Package guid", package_guid(body))
    yield from guid_errors("Package guid", package_guid(body))
    if "lifecycle" in body:
        yield from string("Lifecycle type", lifecycle_part(body, "type"))
        yield from data_errors(body)


def package_guid(body: Body) -> Any:
    """The package that the body names, whatever it names it."""
    package = body.get("package")
    return package.get("guid") if isinstance(package, dict) else None


def update_errors(body: Body) -> Iterator[str]:
    """What is wrong with a changed build."""
    yield from metadata_errors(body)
    yield from unknown_fields(body, UPDATABLE)
    if "state" in body:
        yield from _state_errors(body)
    if body.get("error") is not None:
        yield from string("Error", body["error"])


def _state_errors(body: Body) -> Iterator[str]:
    if body["state"] not in _FINAL_STATES:
        yield f"State '{to_s(body['state'])}' is not a valid state"
    if body["state"] == "STAGED" and is_blank(body.get("lifecycle")):
        yield "Lifecycle 'STAGED' builds require lifecycle data"
