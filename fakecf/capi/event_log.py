"""The log of audit events, which forgets the oldest."""

from fakecf.state import Change
from fakecf.state.records import AuditEvent

_KEPT = 10_000


def log_events(change: Change, *written: AuditEvent) -> None:
    """CC keeps events for 31 days; we keep the newest ten thousand, trimmed in blocks to stay cheap."""
    change.put(*written)
    events = change[AuditEvent]
    if len(events) >= 2 * _KEPT:
        kept = list(events)[-_KEPT:]
        change.clear(AuditEvent)
        change.put(*kept)
