"""Service route bindings: table `route_bindings`."""

from collections.abc import Iterator

from fakecf.state.service_records import ServiceRouteBinding
from tests.conformance.columns import described, last_operation
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[ServiceRouteBinding]:
    for row in rows["route_bindings"]:
        yield ServiceRouteBinding(
            **described(rows, row, "route_binding"),
            service_instance_guid=rows.guid("service_instances", row["service_instance_id"]) or "",
            route_guid=rows.guid("routes", row["route_id"]) or "",
            route_service_url=row.get("route_service_url"),
            last_operation=last_operation(rows, row, "route_binding"),
        )
