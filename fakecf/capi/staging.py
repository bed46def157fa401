"""Staging: what a build makes of its package, as Diego and the buildpacks would."""

from typing import Any, NamedTuple

from fakecf.blobstore import DROPLETS, PACKAGES
from fakecf.blobstore.archives import BitsError, Entry
from fakecf.blobstore.bits import staged_bits
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.detection import FAMILIES, detected
from fakecf.blobstore.layouts import family
from fakecf.blobstore.profiles import buildpack_profile, cnb_profile, docker_profile
from fakecf.blobstore.staging import process_types_of
from fakecf.blobstore.unpacking import package_entries
from fakecf.capi.call import Call
from fakecf.capi.staging_events import record_droplet_create
from fakecf.capi.timings import Outcome, put_under_way
from fakecf.state import State
from fakecf.state.lifecycles import unfinished
from fakecf.state.records import App, Build, Buildpack, Droplet, Package

_FAILED = "FAILED"


class _Staged(NamedTuple):
    """The droplet's own fields and its bits, or why there is none."""

    fields: dict[str, Any]
    bits: Body | None = None
    ending: str | None = None


def stage(call: Call, build: Build, package: Package) -> None:
    """Put *build* under way to the droplet that comes of *package*.

    The droplet is made before the store is locked: it may take its time. That of docker is there in the end only.
    """
    staged = _staged(call, build, package)
    droplet = _droplet(call, build, staged)
    if staged.bits is not None and droplet.blobstore_key is not None:
        call.services.blobs.put(DROPLETS, droplet.blobstore_key, call.services.blobs.receive(staged.bits.chunks()))
    with call.services.store.change() as change:
        current = change[Build].get(build.guid)
        if current is None or current.state != "STAGING":
            return  # deleted, or ended by somebody in the meantime
        if staged.bits is not None:
            change.put(unfinished(droplet, "STAGING"))
            record_droplet_create(change, current, droplet)
        made = None if staged.ending else droplet
        put_under_way(call, change, current, Outcome(made, staged.ending))


def _droplet(call: Call, build: Build, staged: _Staged) -> Droplet:
    now = call.services.clock.now()
    return Droplet(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        app_guid=build.app_guid,
        package_guid=build.package_guid,
        build_guid=build.guid,
        lifecycle_type=build.lifecycle_type,
        **staged.fields,
    )


def _staged(call: Call, build: Build, package: Package) -> _Staged:
    if build.lifecycle_type == "docker":
        return _Staged(docker_profile(package.docker_image or ""))
    try:
        sources = package_entries(call.services.blobs.open(PACKAGES, package.guid))
    except (KeyError, OSError):
        return _failed("StagingError")  # no bits, or a file of them that is not what it was
    except BitsError as error:
        return _failed(f"StagingError: {error}")
    used = build.buildpacks or _detected(call.state, build, sources)
    if not used:
        return _failed("CNBDetectFailed" if build.lifecycle_type == "cnb" else "NoAppDetectedError")
    return _made(call, build, used, sources)


def _failed(reason: str) -> _Staged:
    return _Staged({}, ending=f"{_FAILED}: {reason}")


def _detected(state: State, build: Build, sources: list[Entry]) -> tuple[str, ...]:
    """The buildpack that takes it, of those that are on; Cloud Native ones come with the builder."""
    paths = [entry.path for entry in sources]
    if build.lifecycle_type == "cnb":
        found = detected(FAMILIES, paths)
    else:
        known = (each for each in state[Buildpack].where("lifecycle", "buildpack") if each.enabled and each.filename)
        fit = sorted((each for each in known if each.stack in (build.stack, None)), key=lambda each: each.order)
        found = detected([each.name for each in fit], paths)
    return () if found is None else (found,)


def _made(call: Call, build: Build, used: tuple[str, ...], sources: list[Entry]) -> _Staged:
    app = call.state[App].get(build.app_guid)
    is_cnb = build.lifecycle_type == "cnb"
    bits = staged_bits(used[-1], sources, app=app.name if app is not None else "", cnb=is_cnb)
    process_types = process_types_of(family(used[-1]), sources)
    if is_cnb:
        profile = cnb_profile(build.buildpacks, build.stack, process_types)
    else:
        profile = buildpack_profile(used, build.stack, process_types)
    return _Staged({**profile, "sha1": bits.sha1, "sha256": bits.sha256}, bits.body)
