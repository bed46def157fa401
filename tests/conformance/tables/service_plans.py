"""Service plans, with the organizations that may see them."""

from collections.abc import Iterator

from fakecf.state.service_records import ServicePlan
from tests.conformance.columns import alike, described, parsed
from tests.conformance.rows import Rows

ALIKE = (
    "name",
    "description",
    "free",
    "public",
    "active",
    "bindable",
    "plan_updateable",
    "unique_id",
    "maximum_polling_duration",
    "extra",
    "create_instance_schema",
    "update_instance_schema",
    "create_binding_schema",
)


def records(rows: Rows) -> Iterator[ServicePlan]:
    for row in rows["service_plans"]:
        seen = rows.where("service_plan_visibilities", "service_plan_id", row["id"])
        yield ServicePlan(
            **described(rows, row, "service_plan"),
            **alike(row, ALIKE),
            service_offering_guid=rows.guid("services", row["service_id"]) or "",
            maintenance_info=parsed(row.get("maintenance_info")),
            organization_guids=tuple(rows.guid("organizations", each["organization_id"]) or "" for each in seen),
        )
