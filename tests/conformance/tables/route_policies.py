"""Route policies."""

from collections.abc import Iterator

from fakecf.state.routing_records import RoutePolicy
from tests.conformance.columns import alike, described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[RoutePolicy]:
    for row in rows["route_policies"]:
        yield RoutePolicy(
            **described(rows, row, "route_policy"),
            **alike(row, ("source_type", "source_guid")),
            route_guid=rows.guid("routes", row["route_id"]) or "",
        )
