"""Organizations."""

from collections.abc import Iterator

from fakecf.state.records import Organization
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Organization]:
    for row in rows["organizations"]:
        yield Organization(
            **described(rows, row, "organization"),
            name=row["name"],
            status=row.get("status", "active"),
            quota_guid=rows.guid("quota_definitions", row.get("quota_definition_id")),
        )
