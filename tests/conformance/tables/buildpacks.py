"""Admin buildpacks."""

from collections.abc import Iterator

from fakecf.state.records import Buildpack
from tests.conformance.columns import described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Buildpack]:
    for row in rows["buildpacks"]:
        yield Buildpack(
            **described(rows, row, "buildpack"),
            name=row["name"],
            stack=row.get("stack"),
            lifecycle=row["lifecycle"],
            filename=row.get("filename"),
            position=row["position"],
            enabled=row["enabled"],
            locked=row["locked"],
        )
