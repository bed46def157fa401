"""Destinations: table `route_mappings`."""

from collections.abc import Iterator

from fakecf.state.routing_records import Destination
from tests.conformance.columns import alike, identity
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Destination]:
    for row in rows["route_mappings"]:
        yield Destination(
            **identity(row),
            **alike(row, ("route_guid", "app_guid", "process_type", "app_port", "weight", "protocol")),
        )
