"""Sidecars, with the types of the processes that they run beside."""

from collections.abc import Iterator

from fakecf.state.app_records import Sidecar
from tests.conformance.columns import alike, identity
from tests.conformance.rows import Rows

ALIKE = ("app_guid", "name", "command", "memory", "origin")


def records(rows: Rows) -> Iterator[Sidecar]:
    for row in rows["sidecars"]:
        types = rows.where("sidecar_process_types", "sidecar_guid", row["guid"])
        yield Sidecar(**identity(row), **alike(row, ALIKE), process_types=tuple(each["type"] for each in types))
