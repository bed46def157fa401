"""Feature flags."""

from collections.abc import Iterator

from fakecf.state.records import FeatureFlag
from tests.conformance.columns import identity
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[FeatureFlag]:
    for row in rows["feature_flags"]:
        yield FeatureFlag(
            **identity(row), name=row["name"], enabled=row["enabled"], error_message=row.get("error_message")
        )
