"""The body of a task to be run, in the Cloud Controller's words (`TaskCreateMessage`)."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, guid_errors, metadata_errors, unknown_fields
from fakecf.capi.ruby import is_true
from fakecf.capi.validators import LARGEST_BIG_INTEGER, between, greater_than, string

KEYS = (
    "name",
    "command",
    "disk_in_mb",
    "memory_in_mb",
    "log_rate_limit_in_bytes_per_second",
    "user",
    "droplet_guid",
    "template",
)

_LONGEST_USER = 255


def task_errors(body: Body) -> Iterator[str]:
    """What is wrong with it, in the order the message's validators run."""
    yield from metadata_errors(body)
    yield from unknown_fields(body, (*KEYS, "metadata"))
    yield from _size_errors(body)
    if body.get("droplet_guid") is not None:
        yield from guid_errors("Droplet guid", body["droplet_guid"])
    if "template" in body:
        yield from guid_errors("Template process guid", template_process_guid(body))
    if not is_true(body.get("command")) and not is_true(body.get("template")):
        yield "Command No command or template provided"
    if body.get("user") is not None:
        yield from string("User", body["user"])
        yield from between("User", body["user"], 1, _LONGEST_USER)


def template_process_guid(body: Body) -> Any:
    """The process that the task is to be like, whatever stands in its place."""
    process = body["template"].get("process") if isinstance(body["template"], dict) else None
    return process.get("guid") if isinstance(process, dict) else None


def _size_errors(body: Body) -> Iterator[str]:
    for key, label in (("disk_in_mb", "Disk in mb"), ("memory_in_mb", "Memory in mb")):
        if body.get(key) is not None:
            yield from greater_than(label, body[key], 0)
    rate = body.get("log_rate_limit_in_bytes_per_second")
    if rate is not None:
        yield from greater_than("Log rate limit in bytes per second", rate, -2, LARGEST_BIG_INTEGER)
