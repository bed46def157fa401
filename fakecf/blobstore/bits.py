"""Bits: genuine droplets and packages with their true checksums, generated, from a directory or as given."""

import functools
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fakecf.blobstore.archives import Entry, arranged
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.folders import folder_entries
from fakecf.blobstore.layouts import family
from fakecf.blobstore.staging import buildpack_droplet_entries, cnb_droplet_entries, source_entries
from fakecf.blobstore.tarballs import require_tarball, tarball, tarball_of_size
from fakecf.blobstore.zips import require_zip, zip_archive, zip_of_size

_FILLER = "fakecf-filler.bin"
_LARGE = 4 * 2**20
_CHUNK = 2**20
_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Bits:
    """A body and the checksums that a droplet or package says of it, in hexadecimal."""

    body: Body
    sha1: str
    sha256: str

    @property
    def size(self) -> int:
        return len(self.body)


def digest(body: Body) -> Bits:
    """The body with its true checksums; those of a large one are computed side by side."""
    if len(body) < _LARGE:
        return Bits(body, _hexdigest("sha1", body), _hexdigest("sha256", body))
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as other:
        sha1 = other.submit(_hexdigest, "sha1", body)
        return Bits(body, sha256=_hexdigest("sha256", body), sha1=sha1.result())


def _hexdigest(algorithm: str, body: Body) -> str:
    digester = hashlib.new(algorithm, usedforsecurity=False)
    for chunk in body.chunks(_CHUNK):
        digester.update(chunk)
    return digester.hexdigest()


def droplet_bits(
    buildpack: str, *, app: str, cnb: bool = False, size: int | None = None, directory: Path | None = None
) -> Bits:
    """The gzipped tarball that staging *app* with *buildpack* (or a CNB) leaves.

    *buildpack* is a family, a buildpack's name or its URL; *size* is in bytes and met exactly; *directory* replaces
    the app's files. Raises BitsError for a size too small and a directory that cannot be packed.
    """
    if directory is None:
        return _generated_droplet(family(buildpack), app, cnb, size)
    return _droplet(family(buildpack), app, list(folder_entries(directory)), cnb, size)


def staged_bits(
    buildpack: str, sources: Sequence[Entry], *, app: str, cnb: bool = False, size: int | None = None
) -> Bits:
    """The same made of the files of an uploaded package."""
    return _droplet(family(buildpack), app, sources, cnb, size)


def package_bits(buildpack: str, *, app: str, size: int | None = None, directory: Path | None = None) -> Bits:
    """The zip archive of what a developer pushes; arguments and errors as for `droplet_bits`."""
    if directory is None:
        return _generated_package(family(buildpack), app, size)
    return _package(folder_entries(directory), size)


def droplet_archive(given: Path | bytes) -> Bits:
    """The given `.tgz`, a file or what is in one, as it is; raises BitsError if it is none. It is never extracted."""
    body = _body(given)
    require_tarball(given)
    return digest(body)


def package_archive(given: Path | bytes) -> Bits:
    """The given `.zip`, a file or what is in one, as it is; raises BitsError if it is none. It is never extracted."""
    body = _body(given)
    require_zip(given)
    return digest(body)


def _body(given: Path | bytes) -> Body:
    return Body.of(given) if isinstance(given, bytes) else Body.file(given)


@functools.lru_cache(_REMEMBERED)
def _generated_droplet(layout: str, app: str, cnb: bool, size: int | None) -> Bits:
    return _droplet(layout, app, source_entries(layout, app), cnb, size)


@functools.lru_cache(_REMEMBERED)
def _generated_package(layout: str, app: str, size: int | None) -> Bits:
    return _package(source_entries(layout, app), size)


def _droplet(layout: str, app: str, sources: Sequence[Entry], cnb: bool, size: int | None) -> Bits:
    if cnb:
        entries, filler = cnb_droplet_entries(layout, sources), f"workspace/{_FILLER}"
    else:
        entries, filler = buildpack_droplet_entries(layout, app, sources), f"./app/{_FILLER}"
    inside = arranged(entries)
    return digest(tarball(inside) if size is None else tarball_of_size(inside, filler, size))


def _package(sources: Iterable[Entry], size: int | None) -> Bits:
    inside = arranged(sources)
    return digest(zip_archive(inside) if size is None else zip_of_size(inside, _FILLER, size))
