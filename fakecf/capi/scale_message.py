"""How much of a process is asked for, in the Cloud Controller's words (`ProcessScaleMessage`)."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body
from fakecf.capi.validators import at_least, greater_than

MAX_INTEGER = 2**31 - 1
MAX_BIG_INTEGER = 2**63 - 1


def instances_errors(label: str, value: Any) -> Iterator[str]:
    """What is wrong with a number of instances that was given."""
    if value is not None:
        yield from at_least(label, value, 0, MAX_INTEGER)


def size_errors(body: Body) -> Iterator[str]:
    """What is wrong with the memory, the disk and the log rate that each instance shall have, where they are given."""
    for key, label in (("memory_in_mb", "Memory in mb"), ("disk_in_mb", "Disk in mb")):
        if body.get(key) is not None:
            yield from greater_than(label, body[key], 0, MAX_INTEGER)
    rate = body.get("log_rate_limit_in_bytes_per_second")
    if rate is not None:
        yield from at_least("Log rate limit in bytes per second", rate, -1, MAX_BIG_INTEGER)
