"""Quotas of spaces."""

from collections.abc import Iterator

from fakecf.state.platform_records import SpaceQuota
from tests.conformance.columns import QUOTA, alike, described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[SpaceQuota]:
    for row in rows["space_quota_definitions"]:
        yield SpaceQuota(
            **described(rows, row, "space_quota"),
            **alike(row, QUOTA),
            organization_guid=rows.guid("organizations", row["organization_id"]) or "",
        )
