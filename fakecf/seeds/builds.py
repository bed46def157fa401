"""Builds: attempts to make a droplet out of a package."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from fakecf.errors import kind
from fakecf.seeds.app_document import BuildEntry, DropletEntry
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.seeds.staging import failure_fields, package_guid
from fakecf.seeds.timings import await_build, begin, finished, plan_of
from fakecf.state.records import Build, BuildState, Droplet, Package


def build_entries(written: Sequence[BuildState | BuildEntry | None]) -> list[BuildEntry]:
    """Every build in its long form."""
    return [BuildEntry(state=each) if isinstance(each, str) else each or BuildEntry() for each in written]


def name_droplets_there(app: NewApp, builds: list[BuildEntry], there: Sequence[Droplet]) -> None:
    """Let builds name droplets that are *there* by guid, and new ones by their places among themselves."""
    for place, build in enumerate(builds):
        if not there or not isinstance(build.droplet, int):
            continue
        path = app.at("builds", place, "droplet")
        if build.droplet >= len(there):
            builds[place] = msgspec.structs.replace(build, droplet=build.droplet - len(there))
        elif build.timing is UNSET and build.state == "STAGED":
            builds[place] = msgspec.structs.replace(build, droplet=None, droplet_guid=there[build.droplet].guid)
        else:
            app.site.problem(path, f"droplet {build.droplet} is there already: a STAGED build alone can have made it")


def add_droplets_to_make(builds: list[BuildEntry], droplets: list[DropletEntry]) -> None:
    """Every build under way makes a droplet: the one that it names, else one more."""
    for place, build in enumerate(builds):
        if build.timing is not UNSET and build.droplet is UNSET:
            builds[place] = msgspec.structs.replace(build, droplet=len(droplets))
            droplets.append(DropletEntry(package=build.package))


def droplets_of_builds(app: NewApp, builds: Sequence[BuildEntry], droplets: Sequence[DropletEntry]) -> dict[int, int]:
    """Which build made which droplet, by their places; a STAGED build takes the next STAGED droplet that is left."""
    chosen = {place: build.droplet for place, build in enumerate(builds) if isinstance(build.droplet, int)}
    for place, droplet in chosen.items():
        if droplet >= len(droplets):
            there = len(app.rows(Droplet))
            what = f"the app has no droplet {there + droplet}: it has {there + len(droplets)}, and the first is 0"
            app.site.problem(app.at("builds", place, "droplet"), what)
    left = [place for place, droplet in enumerate(droplets) if _is_staged(droplet) and place not in chosen.values()]
    waiting = [place for place, build in enumerate(builds) if build.droplet is UNSET and build.state == "STAGED"]
    return {droplet: place for place, droplet in chosen.items()} | dict(zip(left, waiting, strict=False))


def _is_staged(droplet: DropletEntry) -> bool:
    return droplet.state == "STAGED" and droplet.timing is UNSET


def guid_of_build(app: NewApp, builds: Sequence[BuildEntry], place: int) -> str:
    """The guid that the build at *place* will have."""
    return app.site.guid_of(Build, builds[place], app.at("builds", place))


def add_builds(
    app: NewApp,
    builds: Sequence[BuildEntry],
    packages: Sequence[Package],
    droplets: list[Droplet],
    made_by: Mapping[int, int],
) -> None:
    """The builds of an app, in order; *made_by* says which build each droplet came from.

    In *droplets*, those whose build is under way become what they are until it ends.
    """
    places = {build: place for place, build in made_by.items() if place < len(droplets)}
    is_busy = any(build.state == "STAGING" for build in app.rows(Build))
    staging = [place for place, build in enumerate(builds) if _is_staging(build) and not is_busy]
    for place, entry in enumerate(builds):
        path = app.at("builds", place)
        for reason in _refusals(app, entry, packages, first=place in staging[:1]):
            app.site.impossible(entry, path, reason)
        plan = plan_of(app.site, "builds", entry, path)
        droplet = droplets[places[place]] if place in places else None
        if plan is None:
            _make(app, entry, path, packages, droplet)
            continue
        begin(app.site, _make(app, finished(entry, "builds"), path, packages, droplet), plan, droplet)
        if droplet is not None:
            _check_to_be_made(app, droplet, path)
            droplets[places[place]] = await_build(app.site, droplet)


def _make(app: NewApp, entry: BuildEntry, path: Path, packages: Sequence[Package], droplet: Droplet | None) -> Build:
    return app.site.make(
        Build,
        path,
        entry,
        app_guid=app.guid,
        droplet_guid=droplet.guid if droplet is not None else None,
        package_guid=package_guid(app, entry, path, packages),
        lifecycle_type=app.lifecycle.type,
        buildpacks=app.lifecycle.buildpacks,
        stack=app.lifecycle.stack,
        credentials=app.lifecycle.credentials,
        **failure_fields(app, entry, path),
        **_creator(app, entry, path),
    )


def _check_to_be_made(app: NewApp, droplet: Droplet, path: Path) -> None:
    if droplet.state != "STAGED":
        what = f"a build under way makes a droplet that becomes STAGED with it, not one that is {droplet.state}"
        app.site.problem((*path, "droplet"), what)


def _is_staging(entry: BuildEntry) -> bool:
    return entry.state == "STAGING" or entry.timing is not UNSET


def _refusals(app: NewApp, entry: BuildEntry, packages: Sequence[Package], *, first: bool) -> Iterator[str]:
    """What CC says of builds that cannot be (cc-droplets 15)."""
    if _is_staging(entry) and not first:
        yield kind("StagingInProgress").template
    if _is_staging(entry) and _package_state(entry, packages) not in {None, "READY"}:
        yield "Bad request: Cannot stage package whose state is not ready."
    if entry.state != "STAGED" and entry.timing is UNSET and isinstance(entry.droplet, int):
        yield f"a build that is {entry.state} has no droplet"
    if entry.lifecycle_type not in {UNSET, app.lifecycle.type}:
        yield f"Lifecycle type cannot be changed from {app.lifecycle.type} to {entry.lifecycle_type}"


def _package_state(entry: BuildEntry, packages: Sequence[Package]) -> str | None:
    place = entry.package if isinstance(entry.package, int) else -1
    return packages[place].state if packages and place < len(packages) else None


def _creator(app: NewApp, entry: BuildEntry, path: Path) -> dict[str, Any]:
    if entry.created_by is UNSET:
        return {}
    user = app.accounts.user(str(entry.created_by), (*path, "created_by"))
    if user is None:
        return {}
    return {
        "created_by_user_guid": user.guid,
        "created_by_user_name": user.username,
        "created_by_user_email": user.email,
    }
