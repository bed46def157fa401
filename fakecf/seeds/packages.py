"""Packages: what was pushed."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import UNSET

from fakecf.blobstore import PACKAGES
from fakecf.seeds.app_document import PackageEntry
from fakecf.seeds.bits import bits_of_package
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Blob
from fakecf.seeds.timings import begin, finished, plan_of
from fakecf.state.records import Package


def add_packages(app: NewApp, written: Sequence[str | PackageEntry | None]) -> list[Package]:
    """The packages of an app, in order."""
    return [_add(app, _entry(app, each), app.at("packages", place)) for place, each in enumerate(written)]


def _entry(app: NewApp, written: str | PackageEntry | None) -> PackageEntry:
    if isinstance(written, str):
        return PackageEntry(image=written) if app.lifecycle.type == "docker" else PackageEntry(bits=written)
    return written or PackageEntry()


def _add(app: NewApp, entry: PackageEntry, path: Path) -> Package:
    for reason in _refusals(app, entry):
        app.site.impossible(entry, path, reason)
    plan = plan_of(app.site, "packages", entry, path)
    if plan is not None:
        done = _with_bits(app, finished(entry, "packages"), path)
        return begin(app.site, done, plan)
    if _kind(app, entry) == "docker":
        return app.site.make(Package, path, entry, app_guid=app.guid, type="docker", docker_image=_image(app, entry))
    return _with_bits(app, entry, path)


def _kind(app: NewApp, entry: PackageEntry) -> str:
    if entry.type is not UNSET:
        return str(entry.type)
    return "docker" if app.lifecycle.type == "docker" or _names_image(entry) else "bits"


def _names_image(entry: PackageEntry) -> bool:
    return entry.image is not UNSET or entry.docker_image is not UNSET


def _image(app: NewApp, entry: PackageEntry) -> str:
    return app.image if entry.image is UNSET else str(entry.image)


def _refusals(app: NewApp, entry: PackageEntry) -> Iterator[str]:
    """What CC says of packages that cannot be (cc-surface 4.8, cc-droplets 16)."""
    docker_app = app.lifecycle.type == "docker"
    if docker_app and (_kind(app, entry) == "bits" or entry.bits is not UNSET):
        yield "Cannot create bits package for a Docker app."
    if not docker_app and _kind(app, entry) == "docker":
        yield "Cannot create Docker package for a buildpack app."
    if entry.timing is not UNSET and _kind(app, entry) == "docker":
        yield "a docker package is made READY, it never is under way"
    if entry.bits is not UNSET and entry.timing is UNSET and entry.state not in {"READY", "EXPIRED"}:
        yield f"Package has no bits to download. A package that is {entry.state} has none"


def _with_bits(app: NewApp, entry: PackageEntry, path: Path) -> Package:
    """Checksums and bits where CC has them: while READY; they go when the package expires."""
    kept = entry.state == "READY" or (entry.force and entry.bits is not UNSET)
    bits = bits_of_package(app, entry.bits, (*path, "bits")) if kept or entry.bits is not UNSET else None
    sums: dict[str, Any] = {"package_hash": bits.sha1, "sha256_checksum": bits.sha256} if bits and kept else {}
    package = app.site.make(Package, path, entry, app_guid=app.guid, type="bits", **sums)
    if bits and kept and entry.blob == "present":
        app.site.blobs.append(Blob(PACKAGES, package.guid, bits.body, package.created_at))
    return package
