"""Quotas of organizations."""

from collections.abc import Iterator

from fakecf.state.platform_records import OrganizationQuota
from tests.conformance.columns import QUOTA, alike, described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[OrganizationQuota]:
    for row in rows["quota_definitions"]:
        yield OrganizationQuota(
            **described(rows, row, "organization_quota"), **alike(row, (*QUOTA, "total_private_domains"))
        )
