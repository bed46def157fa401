"""What the end of a build brings with it besides its droplet: audit events, and droplets that expire."""

from datetime import datetime
from typing import Any

from fakecf.capi.event_log import log_events
from fakecf.capi.presenting import starred
from fakecf.errors import kind
from fakecf.guids import path_guid
from fakecf.state import Change
from fakecf.state.records import App, AuditEvent, Build, Droplet, Space

_UNKNOWN = "UNKNOWN"  # CC's UserAuditInfo::DATA_UNAVAILABLE
_KEPT = 5  # CC's droplets.max_staged_droplets_stored


def record_droplet_create(change: Change, build: Build, droplet: Droplet) -> None:
    """Write that *build* has made *droplet*, in the name of whom the build is of."""
    told = {"droplet_guid": droplet.guid, "package_guid": droplet.package_guid}
    _record(change, build, "droplet.create", droplet.created_at, told)


def end_build(change: Change, build: Build, moment: datetime) -> None:
    """Write how *build* has ended; a good end is where older droplets of the app go (StagingCompletionHandler)."""
    told = {"build_guid": build.guid, "package_guid": build.package_guid}
    if build.state == "FAILED":
        failure = {"error_id": build.error_id, "error_message": _message(build)}
        _record(change, build, "build.failed", moment, {**told, **failure})
        return
    droplet = change[Droplet].get(build.droplet_guid)
    made = {"droplet_guid": build.droplet_guid, "buildpacks": _buildpacks(droplet)}
    _record(change, build, "build.staged", moment, {**told, **made})
    _expire_droplets(change, build.app_guid, moment)


def _message(build: Build) -> str | None:
    """What Diego said: the details, or where the id says it all only that it failed (FailureReasonSanitizer)."""
    if build.error_id is None:
        return build.error_description
    before, hole, _ = kind(build.error_id).template.partition("%s")
    return (build.error_description or "").removeprefix(before) if hole else "staging failed"


def _buildpacks(droplet: Droplet | None) -> list[dict[str, Any]] | None:
    if droplet is None or droplet.lifecycle_type == "docker":
        return None
    return [
        {"name": starred(each.name), "buildpack_name": each.buildpack_name, "version": each.version}
        for each in droplet.buildpacks
    ]


def _expire_droplets(change: Change, app_guid: str, moment: datetime) -> None:
    """All but the newest five that are not in use (BitsExpiration); the bits stay for whoever restores a snapshot."""
    app = change[App].get(app_guid)
    current = app.droplet_guid if app is not None else None
    ended = [each for each in change[Droplet].where("app_guid", app_guid) if each.state in ("STAGED", "FAILED")]
    candidates = sorted((each for each in ended if each.guid != current), key=lambda each: each.created_at)
    for droplet in candidates[:-_KEPT]:
        change.update(droplet, state="EXPIRED", sha1=None, sha256=None, updated_at=moment)


def _record(change: Change, build: Build, event: str, moment: datetime, data: dict[str, Any]) -> None:
    """Write `audit.app.<event>` about the app of *build*; its guid is the same however often the build ends so."""
    app, space = change[App].get(build.app_guid), change.owner(build, Space)
    if app is None or space is None:
        return
    written = AuditEvent(
        guid=path_guid(f"builds/{build.guid}/{event}"),
        created_at=moment,
        updated_at=moment,
        type=f"audit.app.{event}",
        actor=build.created_by_user_guid or _UNKNOWN,
        actor_type="user",
        actor_name=build.created_by_user_email or "",
        actor_username=build.created_by_user_name or "",
        target=app.guid,
        target_type="app",
        target_name=app.name,
        data=data,
        space_guid=space.guid,
        organization_guid=space.organization_guid,
    )
    log_events(change, written)
