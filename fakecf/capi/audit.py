"""Audit events: who did what to what, written when it is asked for (cc-droplets 14)."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.state import Change
from fakecf.state.records import App, AuditEvent, Organization, Space, User

_KEPT = 10_000


def record_app_event(call: Call, change: Change, event: str, app: App, **data: Any) -> None:
    """Write `audit.app.<event>` about *app* into *change*, with the caller as actor."""
    space = change[Space].get(app.space_guid)
    _record(
        call,
        change,
        type=f"audit.app.{event}",
        target=app.guid,
        target_type="app",
        target_name=app.name,
        data=data,
        space_guid=app.space_guid,
        organization_guid=space.organization_guid if space is not None else None,
    )


def record_user_event(
    call: Call, change: Change, event: str, user: User, username: str, owner: Organization | Space, **data: Any
) -> None:
    """Write `audit.user.<event>` about what *user* becomes, or is no more, in *owner*."""
    _record(
        call,
        change,
        type=f"audit.user.{event}",
        target=user.guid,
        target_type="user",
        target_name=username,
        data=data,
        space_guid=owner.guid if isinstance(owner, Space) else None,
        organization_guid=owner.organization_guid if isinstance(owner, Space) else owner.guid,
    )


def _record(call: Call, change: Change, **what: Any) -> None:
    now = call.services.clock.now()
    change.put(
        AuditEvent(
            guid=call.services.guids.new(),
            created_at=now,
            updated_at=now,
            actor=call.who.guid or "",
            actor_type="user",
            actor_name=call.who.claims.get("email") or "",
            actor_username=call.who.claims.get("user_name") or "",
            **what,
        )
    )
    _forget_the_oldest(change)


def _forget_the_oldest(change: Change) -> None:
    """CC keeps events for 31 days; we keep the newest ten thousand, trimmed in blocks to stay cheap."""
    events = change[AuditEvent]
    if len(events) >= 2 * _KEPT:
        kept = list(events)[-_KEPT:]
        change.clear(AuditEvent)
        change.put(*kept)
