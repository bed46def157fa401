"""Routes, with the spaces that they are shared with."""

from collections.abc import Iterator

from fakecf.state.routing_records import Route
from tests.conformance.columns import alike, described, parsed
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[Route]:
    for row in rows["routes"]:
        shared = rows.where("route_shares", "route_guid", row["guid"])
        yield Route(
            **described(rows, row, "route"),
            **alike(row, ("host", "path", "port")),
            space_guid=rows.guid("spaces", row["space_id"]) or "",
            domain_guid=rows.guid("domains", row["domain_id"]) or "",
            options=parsed(row.get("options")) or {},
            shared_space_guids=tuple(each["target_space_guid"] for each in shared),
        )
