"""Spaces."""

from collections.abc import Iterator

from fakecf.state.records import Space
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Space]:
    for row in rows["spaces"]:
        yield Space(
            **described(rows, row, "space"),
            name=row["name"],
            organization_guid=rows.guid("organizations", row["organization_id"]) or "",
            status=row.get("status", "active"),
            allow_ssh=row["allow_ssh"],
            quota_guid=rows.guid("space_quota_definitions", row.get("space_quota_definition_id")),
            isolation_segment_guid=row.get("isolation_segment_guid"),
        )
