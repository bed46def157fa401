"""The bits of packages and droplets: made, packed from a folder, or taken as they are."""

import base64
from collections.abc import Callable
from pathlib import Path as Folder
from typing import Any, NamedTuple

from msgspec import UnsetType

from fakecf.blobstore.archives import BitsError
from fakecf.blobstore.bits import (
    Bits,
    droplet_archive,
    droplet_bits,
    package_archive,
    package_bits,
    staged_bits,
)
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.unpacking import package_entries
from fakecf.seeds.app_document import BitsEntry
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.words import size

# nginx takes no larger body (cc-surface 4.8)
LARGEST = 2 * 2**30
LARGEST_CONTENT = 10 * 2**20
INSTEAD = "for bits that are made up, write {size: 5MiB}"
_ZIP = b"PK"


class Wanted(NamedTuple):
    """What to make bits of: an archive, which is a file or the content of one, a folder, or nothing but a size."""

    buildpack: str
    size: int | None
    archive: Folder | bytes | None = None
    folder: Folder | None = None
    called: str = "'content'"


def bits_of_droplet(app: NewApp, written: str | BitsEntry | UnsetType, path: Path) -> Bits | None:
    """The droplet's bits; None where they cannot be had, which is then the problem at *path*."""

    def make(wanted: Wanted) -> Bits:
        how: dict[str, Any] = {"app": app.bits_name, "cnb": app.lifecycle.type == "cnb", "size": wanted.size}
        if isinstance(wanted.archive, bytes) and wanted.archive.startswith(_ZIP):
            return staged_bits(wanted.buildpack, package_entries(Body.of(wanted.archive)), **how)
        if wanted.archive is not None:
            return droplet_archive(_whole(wanted.archive, wanted))
        return droplet_bits(wanted.buildpack, **how, directory=wanted.folder)

    return _made(app, written, path, make)


def bits_of_package(app: NewApp, written: str | BitsEntry | UnsetType, path: Path) -> Bits | None:
    """The package's bits, else as above."""

    def make(wanted: Wanted) -> Bits:
        if wanted.archive is not None:
            return package_archive(_whole(wanted.archive, wanted))
        return package_bits(wanted.buildpack, app=app.bits_name, size=wanted.size, directory=wanted.folder)

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
    length = None if isinstance(entry.size, UnsetType) else length_of(entry.size)
    if not isinstance(entry.content, UnsetType):
        if not isinstance(entry.path, UnsetType):
            raise BitsError("bits are at a 'path' or have 'content': give one of them")
        return Wanted(buildpack, length, archive=_decoded(entry.content))
    if isinstance(entry.path, UnsetType):
        return Wanted(buildpack, length)
    source = existing(app.site.folder(path), entry.path)
    if source.is_dir():
        return Wanted(buildpack, length, folder=source)
    return Wanted(buildpack, length, archive=source, called=entry.path)


def _whole(archive: Folder | bytes, wanted: Wanted) -> Folder | bytes:
    if wanted.size is not None:
        raise BitsError(f"{wanted.called} is an archive and has its size; leave out 'size', or name a folder")
    return archive


def _decoded(content: str) -> bytes:
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
    except ValueError:
        raise BitsError("'content' is an archive in base64 (RFC 4648, section 4), and this is no base64") from None
    if len(data) > LARGEST_CONTENT:
        raise BitsError(f"'content' holds at most {LARGEST_CONTENT // 2**20} MiB; {INSTEAD}")
    return data


def length_of(written: str | int) -> int:
    """The bytes that a size stands for; raises ValueError saying what is allowed."""
    length = size(written) if isinstance(written, str) else written
    if not 0 <= length <= LARGEST:
        raise BitsError(f"bits of {written} are not possible; write a size between 0B and {LARGEST // 2**30}GiB")
    return length


def existing(folder: Folder | None, written: str) -> Folder:
    """The file or folder of that path below *folder*; raises BitsError."""
    if folder is None:
        what = "a document that was sent names no files: send the archive itself as {content: <base64>}"
        raise BitsError(f"{what}; {INSTEAD}")
    source = folder / written
    if source.is_file() or source.is_dir():
        return source
    raise BitsError(f"no file or folder {written!r} in {source.parent}; write a path from the document's own folder")
