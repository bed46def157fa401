"""Audit events: who did what to what, written when it is asked for (cc-droplets 14)."""

from typing import Any, NamedTuple

from fakecf.capi.call import CENSORED, Call
from fakecf.capi.event_log import log_events
from fakecf.state import Change
from fakecf.state.app_records import Task
from fakecf.state.records import App, AuditEvent, Organization, Space, User
from fakecf.state.routing_records import Route


class Target(NamedTuple):
    """What an event is about, and where that is."""

    guid: str
    type: str
    name: str
    space_guid: str | None = None
    organization_guid: str | None = None


def record_event(call: Call, change: Change, event: str, target: Target, data: dict[str, Any]) -> None:
    """Write `audit.<event>` about *target* into *change*, with the caller as actor (and AppManifestEventMixins)."""
    triggered = {"manifest_triggered": True} if call.by_manifest else {}
    now = call.services.clock.now()
    log_events(
        change,
        AuditEvent(
            guid=call.services.guids.new(),
            created_at=now,
            updated_at=now,
            type=f"audit.{event}",
            actor=call.who.guid or "",
            actor_type="user",
            actor_name=call.who.claims.get("email") or "",
            actor_username=call.who.claims.get("user_name") or "",
            target=target.guid,
            target_type=target.type,
            target_name=target.name,
            data={**data, **triggered},
            space_guid=target.space_guid,
            organization_guid=target.organization_guid,
        ),
    )


def record_app_event(call: Call, change: Change, event: str, app: App, **data: Any) -> None:
    """Write `audit.app.<event>` about *app*."""
    space = change[Space].get(app.space_guid)
    organization_guid = space.organization_guid if space is not None else None
    target = Target(app.guid, "app", app.name, app.space_guid, organization_guid)
    record_event(call, change, f"app.{event}", target, data)


def record_task_event(call: Call, change: Change, event: str, app: App, task: Task) -> None:
    """Write `audit.app.task.<event>` about a *task* of *app*; the command is nobody's to read."""
    request = {"name": task.name, "memory_in_mb": task.memory_in_mb, "command": CENSORED}
    record_app_event(call, change, f"task.{event}", app, task_guid=task.guid, request=request)


def record_route_event(call: Call, change: Change, event: str, route: Route, request: Any) -> None:
    """Write `audit.route.<event>` about *route*, which is named by its host, with what was asked for."""
    space = change[Space].get(route.space_guid)
    organization_guid = space.organization_guid if space is not None else None
    target = Target(route.guid, "route", route.host, route.space_guid, organization_guid)
    record_event(call, change, f"route.{event}", target, {"request": request})


def record_space_event(call: Call, change: Change, event: str, space: Space, request: Any) -> None:
    """Write `audit.space.<event>` about *space*, with what was asked for."""
    target = Target(space.guid, "space", space.name, space.guid, space.organization_guid)
    record_event(call, change, f"space.{event}", target, {"request": request})


def record_organization_event(call: Call, change: Change, event: str, organization: Organization, request: Any) -> None:
    """Write `audit.organization.<event>` about *organization*, with what was asked for."""
    target = Target(organization.guid, "organization", organization.name, None, organization.guid)
    record_event(call, change, f"organization.{event}", target, {"request": request})


def record_user_event(
    call: Call, change: Change, event: str, user: User, username: str, owner: Organization | Space, **data: Any
) -> None:
    """Write `audit.user.<event>` about what *user* becomes, or is no more, in *owner*."""
    space_guid = owner.guid if isinstance(owner, Space) else None
    organization_guid = owner.organization_guid if isinstance(owner, Space) else owner.guid
    target = Target(user.guid, "user", username, space_guid, organization_guid)
    record_event(call, change, f"user.{event}", target, data)
