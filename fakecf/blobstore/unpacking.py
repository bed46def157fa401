"""Packages as staging reads them: the files of an uploaded zip as entries, in memory and within bounds."""

import os
import posixpath
import stat
import zipfile

from fakecf.blobstore.archives import BitsError, Entry
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.unzipping import Archive

MOST_FILES = 20_000
MOST_BYTES = 128 * 2**20
MOST_GROWTH = 200
_ALWAYS_ALLOWED = 16 * 2**20


def package_entries(package: Body) -> list[Entry]:
    """The files and links of *package*; of a mode only whether it is executable is kept.

    Raises BitsError for what is no zip, for a path or link that leads out of it, and beyond 20,000 files or 128 MiB,
    or 16 MiB that were packed to less than a 200th.
    """
    archive = Archive(package)
    if len(archive.files) > MOST_FILES or archive.size > MOST_BYTES:
        raise BitsError(f"a package of more than {MOST_FILES} files or {MOST_BYTES >> 20} MiB is not staged")
    if archive.size > max(_ALWAYS_ALLOWED, MOST_GROWTH * len(package)):
        raise BitsError(f"a package that grows to more than {MOST_GROWTH} times its size is not staged")
    return [_entry(archive, info) for info in archive.files]


def _entry(archive: Archive, info: zipfile.ZipInfo) -> Entry:
    path, mode = info.filename, info.external_attr >> 16
    if path.startswith("/") or ".." in path.split("/"):
        raise BitsError(f"{path!r} leads out of the package")
    content = b"".join(archive.chunks(info))
    if not stat.S_ISLNK(mode):
        return Entry(path, content, stat.S_IFREG | (0o755 if mode & stat.S_IXUSR else 0o644))
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), os.fsdecode(content)))
    if target.startswith(("/", "../")) or target == "..":
        raise BitsError(f"the link {path!r} leads out of the package")
    return Entry(path, content, stat.S_IFLNK | 0o777)
