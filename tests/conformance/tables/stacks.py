"""Stacks."""

from collections.abc import Iterator

from fakecf.state.records import Stack
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Stack]:
    for row in rows["stacks"]:
        yield Stack(
            **described(rows, row, "stack"),
            name=row["name"],
            description=row.get("description"),
            state=row["state"],
            state_reason=row.get("state_reason"),
        )
