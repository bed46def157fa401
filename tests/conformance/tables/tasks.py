"""Tasks."""

from collections.abc import Iterator

from fakecf.state.app_records import Task
from tests.conformance.columns import alike, described
from tests.conformance.rows import Rows

ALIKE = (
    "app_guid",
    "name",
    "command",
    "sequence_id",
    "droplet_guid",
    "state",
    "memory_in_mb",
    "disk_in_mb",
    "log_rate_limit",
    "failure_reason",
    "user",
)


def records(rows: Rows) -> Iterator[Task]:
    for row in rows["tasks"]:
        yield Task(**described(rows, row, "task"), **alike(row, ALIKE))
