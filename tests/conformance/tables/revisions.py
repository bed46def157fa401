"""Revisions, with their commands and sidecars."""

from collections.abc import Iterator

from fakecf.state.app_records import Revision, RevisionSidecar
from tests.conformance.columns import alike, described, parsed
from tests.conformance.rows import Row, Rows

ALIKE = ("app_guid", "version", "droplet_guid", "description")


def records(rows: Rows) -> Iterator[Revision]:
    for row in rows["revisions"]:
        commands = rows.where("revision_process_commands", "revision_guid", row["guid"])
        sidecars = rows.where("revision_sidecars", "revision_guid", row["guid"])
        yield Revision(
            **described(rows, row, "revision"),
            **alike(row, ALIKE),
            environment_variables=parsed(row.get("environment_variables!")),
            commands={each["process_type"]: each.get("process_command") for each in commands},
            sidecars=tuple(_sidecar(rows, each) for each in sidecars),
        )


def _sidecar(rows: Rows, row: Row) -> RevisionSidecar:
    types = rows.where("revision_sidecar_process_types", "revision_sidecar_guid", row["guid"])
    return RevisionSidecar(
        **alike(row, ("name", "command", "memory")), process_types=tuple(each["type"] for each in types)
    )
