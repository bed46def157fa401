"""Droplets: what staging made, in every state that it can be in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

import msgspec
from msgspec import UNSET

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.bits import Bits
from fakecf.seeds.app_document import DropletEntry
from fakecf.seeds.bits import bits_of_droplet
from fakecf.seeds.lifecycles import staged, unfinished, uploaded
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Blob
from fakecf.seeds.staging import failure_fields, package_guid
from fakecf.seeds.timings import begin, finished, plan_of
from fakecf.state.records import Droplet, DropletState, Package
from fakecf.words import nearest

_STATES = {str(state): state for state in get_args(DropletState)}
_LIKE_A_STATE = re.compile("[A-Z_]+")
_UPLOADS = frozenset({"AWAITING_UPLOAD", "PROCESSING_UPLOAD"})
_UNFINISHED = frozenset({"STAGING", "FAILED"})
_NOT_YET_BITS = frozenset({"AWAITING_UPLOAD", "PROCESSING_UPLOAD", "COPYING"})
_SUMS = {"both": ("sha1", "sha256"), "none": (), "sha1": ("sha1",), "sha256": ("sha256",)}


def droplet_entries(app: NewApp, written: Sequence[str | DropletEntry | None]) -> list[DropletEntry]:
    """Every droplet in its long form; a text is a state or else the path of its bits."""
    return [_entry(app, each, place) for place, each in enumerate(written)]


def is_path(written: str) -> bool:
    """Whether a droplet that is a text alone stands for its bits."""
    return written not in _STATES and not _LIKE_A_STATE.fullmatch(written)


def _entry(app: NewApp, written: str | DropletEntry | None, place: int) -> DropletEntry:
    if not isinstance(written, str):
        return written or DropletEntry()
    if written in _STATES:
        return DropletEntry(state=_STATES[written])
    if not is_path(written):
        what = f"{written!r} is not a state of a droplet (bits of that name are ./{written})"
        app.site.problem(app.at("droplets", place), what, list(_STATES), nearest(written, _STATES))
        return DropletEntry()
    return DropletEntry(bits=written)


def add_droplets(
    app: NewApp, entries: Sequence[DropletEntry], packages: Sequence[Package], builds: Mapping[int, str]
) -> list[Droplet]:
    """The droplets of an app, in order; *builds* holds the guid of the build that each came from, by place."""
    return [_add(app, entry, place, packages, builds.get(place)) for place, entry in enumerate(entries)]


def _add(app: NewApp, entry: DropletEntry, place: int, packages: Sequence[Package], build_guid: str | None) -> Droplet:
    path = app.at("droplets", place)
    plan = plan_of(app.site, "droplets", entry, path)
    if plan is None:
        return _made(app, entry, path, packages, build_guid)
    first = msgspec.structs.replace(entry, state=plan.first, bits=UNSET)
    for reason in _refusals(app, first):
        app.site.impossible(entry, path, reason)
    by_hand = {"uploaded": True} if plan.first in _UPLOADS else {"package": None} if plan.first == "COPYING" else {}
    done = msgspec.structs.replace(finished(entry, "droplets"), **by_hand)
    return begin(app.site, _made(app, done, path, packages, build_guid), plan)


def _made(app: NewApp, entry: DropletEntry, path: Path, packages: Sequence[Package], build_guid: str | None) -> Droplet:
    for reason in _refusals(app, entry):
        app.site.impossible(entry, path, reason)
    bits = _bits(app, entry, path)
    droplet = app.site.make(
        Droplet,
        path,
        entry,
        app_guid=app.guid,
        build_guid=build_guid,
        lifecycle_type=app.lifecycle.type,
        package_guid=package_guid(app, entry, path, packages) if _has_package(entry) else None,
        **_profile(app, entry, packages),
        **(_sums(entry, bits) if bits else {}),
        **failure_fields(app, entry, path),
    )
    if bits and droplet.blobstore_key and entry.blob == "present":
        app.site.blobs.append(Blob(DROPLETS, droplet.blobstore_key, bits.body, droplet.created_at))
    if entry.fault is not None:
        app.site.fault((*path, "fault"), droplet=droplet.guid)
    return droplet


def _is_upload(entry: DropletEntry) -> bool:
    return entry.uploaded or entry.state in _UPLOADS


def _has_package(entry: DropletEntry) -> bool:
    """Uploads and copies have none (cc-droplets 5.2)."""
    return not _is_upload(entry) and entry.state != "COPYING"


def _refusals(app: NewApp, entry: DropletEntry) -> Iterator[str]:
    """What CC says of droplets that cannot be (cc-droplets 6, 7.2, 7.3, 8)."""
    kind = app.lifecycle.type
    if entry.lifecycle_type not in {UNSET, kind}:
        yield f"Lifecycle type cannot be changed from {kind} to {entry.lifecycle_type}"
    if kind != "docker" and (entry.image, entry.docker_receipt_image) != (UNSET, UNSET):
        yield f"a {kind} droplet has no image"
    if kind != "buildpack" and _is_upload(entry):
        yield "Droplet creation is not available for apps with docker lifecycles."
    elif kind == "docker" and entry.state not in {"STAGED", "EXPIRED"}:
        yield f"a docker droplet is made STAGED, it never is {entry.state}"
    elif kind == "cnb" and entry.state == "COPYING":
        yield "a cnb droplet cannot be copied"
    if entry.bits is not UNSET:
        yield from _refused_bits(kind, entry.state)


def _refused_bits(kind: str, state: str) -> Iterator[str]:
    if kind == "docker":
        yield "Cannot download droplets with 'docker' lifecycle."
    elif state == "FAILED":
        yield "Blobstore key not present on droplet. This may be due to a failed build."
    elif state in _NOT_YET_BITS:
        yield f"Only staged droplets can be downloaded. A droplet that is {state} has no bits"


def _bits(app: NewApp, entry: DropletEntry, path: Path) -> Bits | None:
    """The bits where CC has them: while STAGED, or as soon as the cell has sent them; they go when it expires."""
    if entry.bits is UNSET:
        made = entry.state == "STAGED" and app.lifecycle.type != "docker"
        return bits_of_droplet(app, UNSET, path) if made else None
    bits = bits_of_droplet(app, entry.bits, (*path, "bits"))
    return bits if entry.state in {"STAGED", "STAGING"} or entry.force else None


def _sums(entry: DropletEntry, bits: Bits) -> dict[str, str]:
    return {name: getattr(bits, name) for name in _SUMS[entry.hash]}


def _profile(app: NewApp, entry: DropletEntry, packages: Sequence[Package]) -> dict[str, Any]:
    """What the droplet's way into being leaves in it (cc-droplets 5.4)."""
    if _is_upload(entry):
        return uploaded()
    if entry.state in _UNFINISHED:
        return unfinished(app.lifecycle)
    pushed = next((package.docker_image for package in reversed(packages) if package.docker_image), app.image)
    return staged(app.lifecycle, pushed if entry.image is UNSET else str(entry.image))
