"""Usage events of apps and of services."""

from collections.abc import Iterator

from fakecf.state.usage_records import AppUsageEvent, ServiceUsageEvent
from tests.conformance.columns import alike, identity
from tests.conformance.rows import Rows

SHARED = frozenset({"guid", "created_at", "updated_at"})


def records(rows: Rows) -> Iterator[AppUsageEvent | ServiceUsageEvent]:
    for kind in (AppUsageEvent, ServiceUsageEvent):
        for row in rows[kind.plural]:
            yield kind(**identity(row), **alike(row, set(kind.__struct_fields__) - SHARED))
