"""Service offerings: table `services`."""

from collections.abc import Iterator

from fakecf.state.service_records import ServiceOffering
from tests.conformance.columns import alike, described, parsed
from tests.conformance.rows import Rows

ALIKE = (
    "label",
    "description",
    "active",
    "bindable",
    "plan_updateable",
    "instances_retrievable",
    "bindings_retrievable",
    "allow_context_updates",
    "unique_id",
    "extra",
)


def records(rows: Rows) -> Iterator[ServiceOffering]:
    for row in rows["services"]:
        yield ServiceOffering(
            **described(rows, row, "service_offering"),
            **alike(row, ALIKE),
            service_broker_guid=rows.guid("service_brokers", row["service_broker_id"]) or "",
            tags=tuple(parsed(row.get("tags")) or ()),
            requires=tuple(parsed(row.get("requires")) or ()),
        )
