"""Service credential bindings: keys in table `service_keys`, bindings to apps in `service_bindings`."""

from collections.abc import Iterator

from fakecf.state.service_records import ServiceCredentialBinding
from tests.conformance.columns import alike, described, last_operation, parsed
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[ServiceCredentialBinding]:
    for row in rows["service_keys"]:
        yield ServiceCredentialBinding(
            **described(rows, row, "service_key"),
            name=row["name"],
            type="key",
            service_instance_guid=rows.guid("service_instances", row["service_instance_id"]) or "",
            credentials=parsed(row.get("credentials!")),
            last_operation=last_operation(rows, row, "service_key"),
        )
    for row in rows["service_bindings"]:
        volumes = parsed(row.get("volume_mounts!"))
        yield ServiceCredentialBinding(
            **described(rows, row, "service_binding"),
            **alike(row, ("name", "service_instance_guid", "app_guid", "syslog_drain_url")),
            credentials=parsed(row.get("credentials!")),
            volume_mounts=tuple(volumes) if volumes is not None else None,
            last_operation=last_operation(rows, row, "service_binding"),
        )
