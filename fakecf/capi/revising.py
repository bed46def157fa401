"""Keeping what an app runs with: a revision whenever that has changed (CC's RevisionResolver and RevisionCreate)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.web_processes import newest_web_process
from fakecf.errors import CfError
from fakecf.state import Change, State
from fakecf.state.app_records import WEB, Process, Revision, RevisionSidecar, Sidecar
from fakecf.state.records import App

_LAST_VERSION = 9999
_NOTHING_NEW = (
    "Unable to rollback. The code and configuration you are rolling back to is the same as the deployed revision."
)


class _Setup(NamedTuple):
    """What an app runs with, now or at the time of a revision."""

    droplet_guid: str | None
    environment_variables: dict[str, str] | None
    commands: dict[str, str | None]
    sidecars: tuple[RevisionSidecar, ...]


def resolve_revision(call: Call, change: Change, app: App) -> Revision | None:
    """The revision of what *app* runs with: its latest one where nothing has changed, else a new one."""
    if not app.revisions_enabled or app.droplet_guid is None:
        return None
    setup, latest = _setup_of_app(change, app), latest_revision(change, app)
    if latest is None:
        return _create(call, change, app, setup, "Initial revision.")
    reasons = sorted(_reasons(_setup_of_revision(latest), setup))
    return _create(call, change, app, setup, " ".join(reasons)) if reasons else latest


def rolled_back_revision(call: Call, change: Change, app: App, target: Revision) -> Revision | None:
    """A new revision with what *target* had; its sidecars are the app's, which has got them back by now."""
    latest = latest_revision(change, app)
    if latest is None:
        return None
    wanted = _setup_of_revision(target)
    reasons = sorted(_reasons(_setup_of_revision(latest), wanted))
    if not reasons:
        raise CfError("UnprocessableEntity", _NOTHING_NEW)
    reasons.append(f"Rolled back to revision {target.version}.")
    setup = wanted._replace(sidecars=_setup_of_app(change, app).sidecars)
    return _create(call, change, app, setup, " ".join(reasons))


def latest_revision(state: State, app: App) -> Revision | None:
    """The newest revision of *app*; none where revisions are off."""
    made = state[Revision].where("app_guid", app.guid) if app.revisions_enabled else ()
    return max(enumerate(made), key=lambda pair: (pair[1].created_at, pair[0]))[1] if made else None


def _setup_of_app(state: State, app: App) -> _Setup:
    """Of several web processes the newest counts: a deployment has made it."""
    newest = newest_web_process(state, app)
    processes = state[Process].where("app_guid", app.guid)
    commands = {each.type: each.command for each in processes if each.type != WEB or each == newest}
    sidecars = tuple(_as_it_is(each) for each in state[Sidecar].where("app_guid", app.guid))
    return _Setup(app.droplet_guid, app.environment_variables, commands, sidecars)


def _as_it_is(sidecar: Sidecar) -> RevisionSidecar:
    return RevisionSidecar(
        name=sidecar.name,
        command=sidecar.command,
        process_types=sidecar.process_types,
        memory=sidecar.memory,
    )


def _setup_of_revision(revision: Revision) -> _Setup:
    return _Setup(revision.droplet_guid, revision.environment_variables, revision.commands, revision.sidecars)


def _reasons(before: _Setup, after: _Setup) -> Iterator[str]:
    """What has changed; how much memory a sidecar has does not count."""
    if before.droplet_guid != after.droplet_guid:
        yield "New droplet deployed."
    if before.environment_variables != after.environment_variables:
        yield "New environment variables deployed."
    yield from _command_reasons(before.commands, after.commands)
    if _compared(before.sidecars) != _compared(after.sidecars):
        yield "Sidecars updated."


def _compared(sidecars: tuple[RevisionSidecar, ...]) -> list[tuple[str, str, list[str]]]:
    return sorted((each.name, each.command, sorted(each.process_types)) for each in sidecars)


def _command_reasons(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> Iterator[str]:
    for type_ in {**before, **after}:
        if type_ not in before:
            yield f"New process type '{type_}' added."
        elif type_ not in after:
            yield f"Process type '{type_}' removed."
        elif before[type_] != after[type_]:
            yield f"Custom start command {_turn(before[type_], after[type_])} for '{type_}' process."


def _turn(before: str | None, after: str | None) -> str:
    if before is None:
        return "added"
    return "removed" if after is None else "updated"


def _create(call: Call, change: Change, app: App, setup: _Setup, description: str) -> Revision:
    """After version 9999 comes 1 again, in the place of the one that has it."""
    latest, now = latest_revision(change, app), call.services.clock.now()
    version = 1 if latest is None or latest.version >= _LAST_VERSION else latest.version + 1
    change.delete(*(each for each in change[Revision].where("app_guid", app.guid) if each.version == version))
    revision = Revision(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        app_guid=app.guid,
        version=version,
        description=description,
        **setup._asdict(),
    )
    change.put(revision)
    record_revision_event(call, change, "create", app, revision)
    return revision


def record_revision_event(call: Call, change: Change, event: str, app: App, revision: Revision) -> None:
    """Write `audit.app.revision.<event>` about *revision* of *app*."""
    told = {"revision_guid": revision.guid, "revision_version": revision.version}
    record_app_event(call, change, f"revision.{event}", app, **told)
