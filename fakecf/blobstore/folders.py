"""Folders: the files of a directory as entries of an archive, none of which leads out of it."""

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NoReturn

from fakecf.blobstore.archives import BitsError, Entry

_MOST_FILES = 10_000
_MOST_BYTES = 64 * 2**20


def folder_entries(folder: Path) -> Iterator[Entry]:
    """Everything in *folder*, paths relative to it; of a mode only whether it is executable is kept.

    Raises BitsError for a link that leads out, a device, socket or pipe, and more than 10,000 files or 64 MiB.
    """
    if not folder.is_dir():
        raise BitsError(f"{folder} is not a directory")
    paths = list(islice(_walk(folder), _MOST_FILES + 1))
    if len(paths) > _MOST_FILES:
        raise _too_much(folder)
    root = os.path.realpath(folder)
    left = _MOST_BYTES
    for path in paths:
        entry = _entry(path, path.relative_to(folder).as_posix(), root, left)
        left -= len(entry.content)
        yield entry


def _walk(folder: Path) -> Iterator[Path]:
    """Every path below *folder*; links are not followed, and what cannot be read is an OSError."""
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        yield from (Path(parent, name) for name in sorted(folders + files))


def _refuse(error: OSError) -> NoReturn:
    raise error


def _entry(path: Path, name: str, root: str, left: int) -> Entry:
    status = path.lstat()
    if stat.S_ISDIR(status.st_mode):
        return Entry(name, mode=stat.S_IFDIR | 0o755)
    if stat.S_ISLNK(status.st_mode):
        return Entry(name, _link(path, name, root), stat.S_IFLNK | 0o777)
    if not stat.S_ISREG(status.st_mode):
        raise BitsError(f"{path} is neither a file, a directory nor a symbolic link")
    if status.st_size > left:
        raise _too_much(path)
    return Entry(name, path.read_bytes(), stat.S_IFREG | (0o755 if status.st_mode & stat.S_IXUSR else 0o644))


def _link(path: Path, name: str, root: str) -> bytes:
    """Where the link points: inside both by its words, which the archive keeps, and by what is on the disk."""
    target = path.readlink()
    by_words = Path(os.path.normpath(Path(name).parent / target))
    inside = by_words.parts[:1] != ("..",) and Path(os.path.realpath(path)).is_relative_to(root)
    if target.is_absolute() or not inside:
        raise BitsError(f"{path} is a symbolic link that leads out of {root}: {target}")
    return os.fsencode(target)


def _too_much(where: Path) -> BitsError:
    most = f"{_MOST_FILES} files or {_MOST_BYTES >> 20} MiB"
    return BitsError(f"{where}: bits are made from at most {most} of files; give a larger app as an archive")
