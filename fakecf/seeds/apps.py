"""Apps with all that belongs to them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import UNSET

from fakecf.seeds.accounts import Accounts
from fakecf.seeds.app_document import AppEntry, DropletEntry
from fakecf.seeds.builds import add_builds, add_droplets_to_make, build_entries, droplets_of_builds, guid_of_build
from fakecf.seeds.deployments import add_deployments, add_revisions
from fakecf.seeds.droplets import add_droplets, droplet_entries
from fakecf.seeds.lifecycles import Lifecycle, lifecycle_of
from fakecf.seeds.network import Network
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.seeds.packages import add_packages
from fakecf.seeds.platform import Platform
from fakecf.seeds.processes import add_processes
from fakecf.seeds.site import Site, guid_of
from fakecf.state.records import App, Droplet, Space

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
        """The app at *path*, with all that belongs to it; apps with one *bits_name* share made bits."""
        lifecycle = self._lifecycle(entry)
        name = str(path[-1])
        guid = guid_of(entry, path)
        app = NewApp(self._site, self._accounts, path, name, guid, lifecycle, bits_name)
        self._check(app, entry)
        packages = add_packages(app, entry.packages)
        builds = build_entries(entry.builds)
        droplets = droplet_entries(app, entry.droplets)
        add_droplets_to_make(builds, droplets)
        made_by = droplets_of_builds(app, builds, droplets)
        guids = {droplet: guid_of_build(app, builds, build) for droplet, build in made_by.items()}
        made = add_droplets(app, droplets, packages, guids)
        add_builds(app, builds, packages, made, made_by)
        record = self._make(app, entry, space, _current(app, entry, droplets, made))
        current = next((droplet for droplet in made if droplet.guid == record.droplet_guid), None)
        add_processes(app, entry.processes, record, current)
        self._network.add_routes(app, space, entry.routes)
        revisions = add_revisions(app, entry.revisions, made, record)
        add_deployments(app, entry.deployments, made, revisions)

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
        refusal = self._platform.refusal(app.lifecycle)
        if refusal:
            self._site.impossible(entry, app.at("lifecycle"), refusal)
        if len(app.name) > _LONGEST_NAME:
            reason = f"Name is too long (maximum is {_LONGEST_NAME} characters)"
            self._site.impossible(entry, app.path, reason)
        for variable in entry.env or entry.environment_variables or {}:
            if _FORBIDDEN_VARIABLE.fullmatch(variable):
                self._site.impossible(entry, app.at("env"), f"environment_variables cannot set {variable}")

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
        if entry.fault is not None:
            self._site.fault(app.at("fault"), app=app.guid)
        if made.desired_state == "STARTED" and made.droplet_guid is None:
            self._site.impossible(entry, app.at("state"), "Assign a droplet before starting this app.")
        return made


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
    if entry.droplet_guid not in {UNSET, None, current}:
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
