"""The bits of packages and droplets: made, packed from a folder, or taken as they are."""

from collections.abc import Callable
from pathlib import Path as Folder
from typing import NamedTuple

from msgspec import UnsetType

from fakecf.blobstore.archives import BitsError
from fakecf.blobstore.bits import Bits, droplet_bits, droplet_file, package_bits, package_file
from fakecf.seeds.app_document import BitsEntry
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.words import size

# nginx takes no larger body (cc-surface 4.8)
LARGEST = 2 * 2**30


class Wanted(NamedTuple):
    """What to make bits of: a folder, an archive, or nothing but a size."""

    buildpack: str
    size: int | None
    source: Folder | None


def bits_of_droplet(app: NewApp, written: str | BitsEntry | UnsetType, path: Path) -> Bits | None:
    """The droplet's bits; None where they cannot be had, which is then the problem at *path*."""

    def make(wanted: Wanted) -> Bits:
        if wanted.source is not None and wanted.source.is_file():
            return droplet_file(wanted.source)
        cnb = app.lifecycle.type == "cnb"
        return droplet_bits(wanted.buildpack, app=app.bits_name, cnb=cnb, size=wanted.size, directory=wanted.source)

    return _made(app, written, path, make)


def bits_of_package(app: NewApp, written: str | BitsEntry | UnsetType, path: Path) -> Bits | None:
    """The package's bits, else as above."""

    def make(wanted: Wanted) -> Bits:
        if wanted.source is not None and wanted.source.is_file():
            return package_file(wanted.source)
        return package_bits(wanted.buildpack, app=app.bits_name, size=wanted.size, directory=wanted.source)

    return _made(app, written, path, make)


def _made(app: NewApp, written: str | BitsEntry | UnsetType, path: Path, make: Callable[[Wanted], Bits]) -> Bits | None:
    entry = BitsEntry(path=written) if isinstance(written, str) else written
    if isinstance(entry, UnsetType):
        entry = BitsEntry()
    try:
        return make(_wanted(app, entry, path))
    except OverflowError:
        app.site.problem(path, "a size beyond all bounds")
    except OSError as error:
        app.site.problem(path, f"cannot read these bits: {error.strerror or error}")
    except ValueError as error:
        app.site.problem(path, str(error))
    return None


def _wanted(app: NewApp, entry: BitsEntry, path: Path) -> Wanted:
    buildpack = app.lifecycle.last_buildpack if isinstance(entry.buildpack, UnsetType) else entry.buildpack
    length = None if isinstance(entry.size, UnsetType) else _length(entry.size)
    source = None if isinstance(entry.path, UnsetType) else _existing(app.site.folder(path) / entry.path, entry.path)
    if source is not None and source.is_file() and length is not None:
        raise BitsError(f"{entry.path} is an archive and has its size; leave out 'size', or name a folder")
    return Wanted(buildpack, length, source)


def _length(written: str | int) -> int:
    length = size(written) if isinstance(written, str) else written
    if not 0 <= length <= LARGEST:
        raise BitsError(f"bits of {written} are not possible; write a size between 0B and {LARGEST // 2**30}GiB")
    return length


def _existing(source: Folder, written: str) -> Folder:
    if source.is_file() or source.is_dir():
        return source
    raise BitsError(f"no file or folder {written!r} in {source.parent}; write a path from the document's own folder")
