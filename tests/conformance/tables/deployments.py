"""Deployments, with the processes that they made."""

from collections.abc import Iterator
from datetime import datetime

from fakecf.state.app_records import DeployedProcess, Deployment
from tests.conformance.columns import alike, described, moment, parsed
from tests.conformance.rows import Row, Rows

ALIKE = (
    "app_guid",
    "state",
    "status_value",
    "status_reason",
    "strategy",
    "max_in_flight",
    "web_instances",
    "memory_in_mb",
    "disk_in_mb",
    "log_rate_limit_in_bytes_per_second",
    "canary_current_step",
    "droplet_guid",
    "previous_droplet_guid",
    "deploying_web_process_guid",
    "original_web_process_instance_count",
    "revision_guid",
    "revision_version",
    "error",
)


def records(rows: Rows) -> Iterator[Deployment]:
    for row in rows["deployments"]:
        steps = parsed(row.get("canary_steps"))
        yield Deployment(
            **described(rows, row, "deployment"),
            **alike(row, ALIKE),
            status_updated_at=_when(row, "status_updated_at"),
            last_healthy_at=_when(row, "last_healthy_at"),
            canary_steps=tuple(steps) if steps is not None else None,
            processes=tuple(_made(each) for each in rows.where("deployment_processes", "deployment_guid", row["guid"])),
        )


def _when(row: Row, column: str) -> datetime | None:
    return moment(row[column]) if row.get(column) is not None else None


def _made(row: Row) -> DeployedProcess:
    return DeployedProcess(guid=row["process_guid"], type=row["process_type"])
