"""Builds, each with the data of its lifecycle; their droplet points at them, not they at it."""

from collections.abc import Iterator

from fakecf.state.records import Build
from tests.conformance.columns import alike, described, lifecycle_data
from tests.conformance.rows import Rows

ALIKE = (
    "package_guid",
    "error_id",
    "error_description",
    "staging_memory_in_mb",
    "staging_disk_in_mb",
    "staging_log_rate_limit",
    "created_by_user_guid",
    "created_by_user_name",
    "created_by_user_email",
)


def records(rows: Rows) -> Iterator[Build]:
    for row in rows["builds"]:
        data = lifecycle_data(rows, row, "build")
        yield Build(
            **described(rows, row, "build"),
            **alike(row, ALIKE),
            app_guid=row["app_guid"],
            droplet_guid=rows.one("droplets", "build_guid", row["guid"]).get("guid"),
            state=row["state"],
            lifecycle_type=row["lifecycle_type"],
            buildpacks=data.names,
            stack=data.stack,
            credentials=data.credentials,
        )
