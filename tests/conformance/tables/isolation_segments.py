"""Isolation segments, with the organizations that are entitled to them."""

from collections.abc import Iterator

from fakecf.state.platform_records import IsolationSegment
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[IsolationSegment]:
    for row in rows["isolation_segments"]:
        entitled = rows.where("organizations_isolation_segments", "isolation_segment_guid", row["guid"])
        yield IsolationSegment(
            **described(rows, row, "isolation_segment"),
            name=row["name"],
            organization_guids=tuple(str(each["organization_guid"]) for each in entitled),
        )
