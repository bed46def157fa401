"""Audit events: table `events`, which calls its target the actee."""

from collections.abc import Iterator

from fakecf.state.records import AuditEvent
from tests.conformance.columns import identity, parsed
from tests.conformance.rows import Rows


def records(rows: Rows) -> Iterator[AuditEvent]:
    for row in rows["events"]:
        yield AuditEvent(
            **identity(row),
            type=row["type"],
            actor=row["actor"],
            actor_type=row["actor_type"],
            actor_name=row.get("actor_name"),
            actor_username=row.get("actor_username"),
            target=row["actee"],
            target_type=row["actee_type"],
            target_name=row.get("actee_name"),
            data=parsed(row.get("metadata")) or {},
            space_guid=row.get("space_guid") or None,
            organization_guid=row.get("organization_guid") or None,
        )
