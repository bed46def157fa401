"""Security groups, with the spaces that run or stage under them."""

from collections.abc import Iterator

from fakecf.state.platform_records import SecurityGroup
from tests.conformance.columns import alike, described, parsed
from tests.conformance.rows import Row, Rows


def records(rows: Rows) -> Iterator[SecurityGroup]:
    for row in rows["security_groups"]:
        yield SecurityGroup(
            **described(rows, row, "security_group"),
            **alike(row, ("name", "running_default", "staging_default")),
            rules=tuple(parsed(row.get("rules")) or ()),
            running_space_guids=_spaces(rows, row, ""),
            staging_space_guids=_spaces(rows, row, "staging_"),
        )


def _spaces(rows: Rows, row: Row, prefix: str) -> tuple[str, ...]:
    joined = rows.where(f"{prefix}security_groups_spaces", f"{prefix}security_group_id", row["id"])
    return tuple(rows.guid("spaces", each[f"{prefix}space_id"]) or "" for each in joined)
