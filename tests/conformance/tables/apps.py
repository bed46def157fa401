"""Apps, each with the data of its lifecycle."""

from collections.abc import Iterator

from fakecf.state.records import App
from tests.conformance.columns import alike, described, lifecycle_data, parsed
from tests.conformance.rows import Rows

ALIKE = (
    "enable_ssh",
    "revisions_enabled",
    "service_binding_k8s_enabled",
    "file_based_vcap_services_enabled",
    "max_task_sequence_id",
)


def records(rows: Rows) -> Iterator[App]:
    for row in rows["apps"]:
        data = lifecycle_data(rows, row, "app")
        yield App(
            **described(rows, row, "app"),
            **alike(row, ALIKE),
            name=row["name"],
            space_guid=row["space_guid"],
            desired_state=row["desired_state"],
            lifecycle_type=row["lifecycle_type"],
            buildpacks=data.names,
            stack=data.stack,
            credentials=data.credentials,
            environment_variables=parsed(row.get("environment_variables!")),
            droplet_guid=row.get("droplet_guid"),
        )
