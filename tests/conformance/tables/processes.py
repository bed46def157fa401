"""Processes."""

from collections.abc import Iterator

from fakecf.state.app_records import Process
from tests.conformance.columns import alike, described
from tests.conformance.rows import Rows

ALIKE = (
    "app_guid",
    "type",
    "command",
    "state",
    "version",
    "instances",
    "memory",
    "log_rate_limit",
    "health_check_type",
    "health_check_http_endpoint",
    "health_check_timeout",
    "health_check_invocation_timeout",
    "health_check_interval",
    "readiness_health_check_type",
    "readiness_health_check_http_endpoint",
    "readiness_health_check_invocation_timeout",
    "readiness_health_check_interval",
    "revision_guid",
    "user",
)

DEFAULT_DISK = 1024


def records(rows: Rows) -> Iterator[Process]:
    """CC reads a null of `disk_quota` as its default."""
    for row in rows["processes"]:
        yield Process(
            **described(rows, row, "process"), **alike(row, ALIKE), disk_quota=row.get("disk_quota", DEFAULT_DISK)
        )
