"""Service instances, with the spaces that they are shared with."""

from collections.abc import Iterator

from fakecf.state.service_records import ServiceInstance
from tests.conformance.columns import alike, described, last_operation, parsed
from tests.conformance.rows import Rows

ALIKE = ("name", "syslog_drain_url", "route_service_url", "dashboard_url")


def records(rows: Rows) -> Iterator[ServiceInstance]:
    for row in rows["service_instances"]:
        shared = rows.where("service_instance_shares", "service_instance_guid", row["guid"])
        yield ServiceInstance(
            **described(rows, row, "service_instance"),
            **alike(row, ALIKE),
            space_guid=rows.guid("spaces", row["space_id"]) or "",
            service_plan_guid=rows.guid("service_plans", row.get("service_plan_id")),
            tags=tuple(parsed(row.get("tags")) or ()),
            credentials=parsed(row.get("credentials!")),
            maintenance_info=parsed(row.get("maintenance_info")),
            shared_space_guids=tuple(each["target_space_guid"] for each in shared),
            last_operation=last_operation(rows, row, "service_instance"),
        )
