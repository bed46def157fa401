"""Service brokers."""

from collections.abc import Iterator

from fakecf.state.service_records import ServiceBroker
from tests.conformance.columns import alike, described
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[ServiceBroker]:
    for row in rows["service_brokers"]:
        yield ServiceBroker(
            **described(rows, row, "service_broker"),
            **alike(row, ("name", "broker_url", "auth_username", "state")),
            space_guid=rows.guid("spaces", row.get("space_id")),
        )
