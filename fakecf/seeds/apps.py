"""Apps with all that belongs to them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import UNSET

from fakecf.seeds.accounts import Accounts
from fakecf.seeds.app_document import AppEntry, DropletEntry
from fakecf.seeds.builds import (
    add_builds,
    add_droplets_to_make,
    build_entries,
    droplets_of_builds,
    guid_of_build,
    name_droplets_there,
)
from fakecf.seeds.deployments import add_deployments, add_revisions
from fakecf.seeds.droplets import add_droplets, droplet_entries
from fakecf.seeds.lifecycles import Lifecycle, lifecycle_of
from fakecf.seeds.network import Network
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.seeds.packages import add_packages
from fakecf.seeds.platform import Platform
from fakecf.seeds.processes import add_processes
from fakecf.seeds.site import Site
from fakecf.state import Record
from fakecf.state.app_records import Deployment, Revision
from fakecf.state.records import App, Build, Droplet, Package, Space
from fakecf.state.routing_records import Destination, Route

_LONGEST_NAME = 255
_FORBIDDEN_VARIABLE = re.compile(r"VCAP_.*|VMC.*|PORT", re.DOTALL)
_SHORT_FORMS = {"state": "desired_state", "env": "environment_variables", "lifecycle": "lifecycle_type"}


class Apps:
    """Makes the apps of spaces."""

    def __init__(self, site: Site, accounts: Accounts, platform: Platform, network: Network) -> None:
        self._site = site
        self._accounts = accounts
        self._platform = platform
        self._network = network

    def add(self, space: Space, path: Path, entry: AppEntry, bits_name: str) -> None:
        """The app at *path*, with all that belongs to it; apps with one *bits_name* share made bits.

        To an app that is there already all this is added: its lists go on.
        """
        name = str(path[-1])
        there = self._site.meant(App, path, entry, name=name, space_guid=space.guid)
        lifecycle = self._lifecycle(entry) if there is None else self._lifecycle_of(there)
        guid = self._site.guid_of(App, entry, path) if there is None else there.guid
        app = NewApp(self._site, self._accounts, path, name, guid, lifecycle, bits_name, there)
        self._check(app, entry)
        if there is not None:
            _go_on(app, entry)
        before = app.rows(Droplet)
        packages = [*app.rows(Package), *add_packages(app, entry.packages)]
        builds = build_entries(entry.builds)
        droplets = droplet_entries(app, entry.droplets)
        name_droplets_there(app, builds, before)
        add_droplets_to_make(builds, droplets)
        made_by = droplets_of_builds(app, builds, droplets)
        guids = {droplet: guid_of_build(app, builds, build) for droplet, build in made_by.items()}
        made = add_droplets(app, droplets, packages, guids)
        add_builds(app, builds, packages, made, made_by)
        record = self._record(app, entry, space, _current(app, entry, droplets, made))
        current = next((droplet for droplet in made if droplet.guid == record.droplet_guid), None)
        add_processes(app, entry.processes, record, current)
        self._network.add_routes(app, space, entry.routes)
        every = [*before, *made]
        revisions = [*app.rows(Revision), *add_revisions(app, entry.revisions, every, record)]
        add_deployments(app, entry.deployments, every, revisions)

    def _lifecycle_of(self, there: App) -> Lifecycle:
        return Lifecycle(
            there.lifecycle_type, there.buildpacks, there.stack, there.credentials, self._platform.detected
        )

    def _lifecycle(self, entry: AppEntry) -> Lifecycle:
        """The short form with what is given under CC's own names laid over it, on the default stack."""
        own: dict[str, Any] = {name: getattr(entry, name) for name in ("buildpacks", "stack", "credentials")}
        own["type"] = entry.lifecycle_type
        given = {name: value for name, value in own.items() if value is not UNSET}
        lifecycle = lifecycle_of(entry.lifecycle)._replace(detected=self._platform.detected, **given)
        if lifecycle.stack is None and lifecycle.type != "docker":
            return lifecycle._replace(stack=self._platform.default_stack)
        return lifecycle

    def _check(self, app: NewApp, entry: AppEntry) -> None:
        for short, own in _SHORT_FORMS.items():
            if getattr(entry, short) is not UNSET and getattr(entry, own) is not UNSET:
                self._site.problem(app.at(own), f"{short!r} is short for {own!r}: give one of them")
        if app.there is not None:
            return
        refusal = self._platform.refusal(app.lifecycle)
        if refusal:
            self._site.impossible(entry, app.at("lifecycle"), refusal)
        if len(app.name) > _LONGEST_NAME:
            reason = f"Name is too long (maximum is {_LONGEST_NAME} characters)"
            self._site.impossible(entry, app.path, reason)
        for variable in entry.env or entry.environment_variables or {}:
            if _FORBIDDEN_VARIABLE.fullmatch(variable):
                self._site.impossible(entry, app.at("env"), f"environment_variables cannot set {variable}")

    def _record(self, app: NewApp, entry: AppEntry, space: Space, current: str | None) -> App:
        if entry.fault is not None:
            self._site.fault(app.at("fault"), app=app.guid)
        return self._make(app, entry, space, current) if app.there is None else _joined(app, entry, app.there, current)

    def _make(self, app: NewApp, entry: AppEntry, space: Space, current: str | None) -> App:
        made = self._site.make(
            App,
            app.path,
            entry,
            name=app.name,
            space_guid=space.guid,
            lifecycle_type=app.lifecycle.type,
            buildpacks=app.lifecycle.buildpacks,
            stack=app.lifecycle.stack,
            credentials=app.lifecycle.credentials,
            droplet_guid=current,
            **_short_forms(entry),
        )
        if made.desired_state == "STARTED" and made.droplet_guid is None:
            self._site.impossible(entry, app.at("state"), "Assign a droplet before starting this app.")
        return made


_LISTS: tuple[tuple[str, type[Record]], ...] = (
    ("packages", Package),
    ("builds", Build),
    ("droplets", Droplet),
    ("revisions", Revision),
    ("deployments", Deployment),
)


def _go_on(app: NewApp, entry: AppEntry) -> None:
    """Count the lists of an app that is there already on; a build may make one droplet more."""
    for name, kind in _LISTS:
        count = len(getattr(entry, name)) + (len(entry.builds) if kind is Droplet else 0)
        if count:
            app.site.begin_list(app.at(name), app.site.ground.most(kind, "app_guid", app.guid), count, {kind: ()})
    if entry.routes:
        first = app.site.ground.most(Destination, "app_guid", app.guid)
        kinds: dict[type[Record], Path] = {Route: (), Destination: ("destination",)}
        app.site.begin_list(app.at("routes"), first, len(entry.routes), kinds)


def _joined(app: NewApp, entry: AppEntry, there: App, current: str | None) -> App:
    """An app that is there already: only its current droplet becomes another."""
    changes = current is not None and current != there.droplet_guid
    record = app.site.change(there, droplet_guid=current) if changes else there
    app.site.agree(record, app.path, entry, _short_forms(entry) | _said_of_lifecycle(entry))
    return record


def _said_of_lifecycle(entry: AppEntry) -> dict[str, Any]:
    if entry.lifecycle is UNSET:
        return {}
    lifecycle = lifecycle_of(entry.lifecycle)
    said = {"stack": lifecycle.stack, "credentials": lifecycle.credentials}
    given = {name: value for name, value in said.items() if value is not None}
    return {"lifecycle_type": lifecycle.type, "buildpacks": lifecycle.buildpacks, **given}


def _short_forms(entry: AppEntry) -> dict[str, Any]:
    written = {"desired_state": entry.state, "environment_variables": entry.env}
    return {name: value for name, value in written.items() if value is not UNSET}


def _current(app: NewApp, entry: AppEntry, entries: Sequence[DropletEntry], made: Sequence[Droplet]) -> str | None:
    """The app's droplet: the one that calls itself current, or the one that the app names."""
    current: str | None = None
    for place, (written, droplet) in enumerate(zip(entries, made, strict=True)):
        if not written.current and droplet.guid != entry.droplet_guid:
            continue
        if current is not None:
            app.site.problem(app.at("droplets", place), "an app has one current droplet, and this would be its second")
        for reason in _unassignable(droplet):
            app.site.impossible(written, app.at("droplets", place), reason)
        current = droplet.guid
    if entry.droplet_guid not in {UNSET, None, current, app.there and app.there.droplet_guid}:
        what = "Unable to assign current droplet. Ensure the droplet exists and belongs to this app."
        app.site.impossible(entry, app.at("droplet_guid"), what)
    return current


def _unassignable(droplet: Droplet) -> Iterator[str]:
    """What CC says to a droplet that cannot be the current one (cc-droplets 17)."""
    if droplet.state != "STAGED":
        yield "droplet must be in staged state"
    elif droplet.process_types is None:
        what = "Unable to create process types for this app's droplet."
        yield f"{what} Please provide a droplet with valid process types."
