"""Revisions of apps, and the deployments that made them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from fakecf.seeds.app_document import DeploymentEntry, RevisionEntry
from fakecf.seeds.new_app import NewApp, chosen
from fakecf.seeds.nodes import Path
from fakecf.state.app_records import Deployment, Revision
from fakecf.state.records import App, Droplet
from fakecf.state.steps import read_step

_FIRST = "Initial revision."
_LATER = "New droplet deployed."


def add_revisions(
    app: NewApp, written: Sequence[RevisionEntry | None], droplets: Sequence[Droplet], made: App
) -> list[Revision]:
    """The revisions of an app, in order; what they do not say is as the app *made* has it."""
    last = max((revision.version for revision in app.rows(Revision)), default=0)
    entries = [(app.at("revisions", place), each or RevisionEntry()) for place, each in enumerate(written)]
    return [_add_revision(app, path, entry, droplets, (last + n, made)) for n, (path, entry) in enumerate(entries, 1)]


def _add_revision(
    app: NewApp, path: Path, entry: RevisionEntry, droplets: Sequence[Droplet], of: tuple[int, App]
) -> Revision:
    version, made = of
    droplet = chosen(app, path, "droplet", entry.droplet, droplets)
    revision = app.site.make(
        Revision,
        path,
        entry,
        app_guid=app.guid,
        version=version,
        description=_FIRST if version == 1 else _LATER,
        droplet_guid=droplet.guid if droplet is not None else None,
        commands=dict.fromkeys(droplet.process_types or {}) if droplet is not None else {},
        environment_variables=made.environment_variables,
    )
    if revision.droplet_guid is None:
        app.site.impossible(entry, path, "droplet_guid presence")
    return revision


def add_deployments(
    app: NewApp,
    written: Sequence[str | DeploymentEntry | None],
    droplets: Sequence[Droplet],
    revisions: Sequence[Revision],
) -> None:
    """The deployments of an app, in order; each ended when it was last changed."""
    for place, each in enumerate(written):
        entry = msgspec.convert({"state": each}, DeploymentEntry) if isinstance(each, str) else each
        made = _add_deployment(app, place, entry or DeploymentEntry(), droplets, revisions)
        ended = made.updated_at or made.created_at
        app.site.exchange(made, msgspec.structs.replace(made, status_updated_at=ended, last_healthy_at=ended))


def _add_deployment(
    app: NewApp, place: int, entry: DeploymentEntry, droplets: Sequence[Droplet], revisions: Sequence[Revision]
) -> Deployment:
    path = app.at("deployments", place)
    droplet = chosen(app, path, "droplet", entry.droplet, droplets)
    previous = chosen(app, path, "previous_droplet", entry.previous_droplet, droplets)
    revision = chosen(app, path, "revision", entry.revision, revisions)
    made: dict[str, Any] = {
        "droplet_guid": droplet.guid if droplet is not None else None,
        "previous_droplet_guid": previous.guid if previous is not None else None,
        "revision_guid": revision.guid if revision is not None else None,
        "revision_version": revision.version if revision is not None else None,
        **read_step("deployments", entry.state).fields,
    }
    return app.site.make(Deployment, path, entry, app_guid=app.guid, **made)
