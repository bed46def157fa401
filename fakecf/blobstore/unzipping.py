"""Zips as they are uploaded: read where they lie, within bounds, and never extracted."""

import contextlib
import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from fakecf.blobstore.archives import BitsError
from fakecf.blobstore.bodies import CHUNK, Body

_MOST_AT_ONCE = 16 * 2**20  # a directory of some 200,000 files
_NEW_YEAR_1980 = (1980, 1, 1, 0, 0, 0)
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, UnicodeError, struct.error)


class Addition(NamedTuple):
    """A file to put into an archive."""

    path: str
    mode: int
    body: Body


class Archive:
    """A zip that was uploaded; every method raises BitsError for one that is none, or broken where it is read."""

    def __init__(self, body: Body) -> None:
        with _judged():
            self._zip = zipfile.ZipFile(_Reader(body))

    @property
    def files(self) -> list[zipfile.ZipInfo]:
        return [info for info in self._zip.infolist() if not info.is_dir()]

    @property
    def is_empty(self) -> bool:
        return not self._zip.infolist()

    @property
    def size(self) -> int:
        """How large its files are, as its directory says; none can be read beyond that."""
        return sum(info.file_size for info in self._zip.infolist())

    def chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """What a file holds."""
        with _judged(), self._zip.open(info) as file:
            yield from iter(lambda: file.read(CHUNK), b"")


class _Reader(io.RawIOBase):
    """A body as a file; a single read has a limit, so that a directory of lies does not fill the memory."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._body)}[whence]
        self._at = max(0, start + offset)
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._body[self._at :] if size < 0 else self._body[self._at : self._at + size]
        if len(wanted) > _MOST_AT_ONCE:
            raise zipfile.BadZipFile("a directory beyond all bounds")
        self._at += len(wanted)
        return bytes(wanted)


@contextlib.contextmanager
def _judged() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise BitsError(f"not a zip archive: {error}") from None


def enlarged(archive: Body | None, additions: Iterable[Addition], keep: Callable[[Iterator[bytes]], Body]) -> Body:
    """The archive, or one that is new, with *additions* behind what it holds; *keep* stores it."""
    with tempfile.TemporaryFile() as file:
        for chunk in archive or ():
            file.write(chunk)
        with _judged(), zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as enlarging:
            present = set(enlarging.namelist())
            for each in additions:
                if each.path not in present:
                    _add(enlarging, each)
        file.seek(0)
        return keep(iter(lambda: file.read(CHUNK), b""))


def _add(archive: zipfile.ZipFile, addition: Addition) -> None:
    info = zipfile.ZipInfo(addition.path, _NEW_YEAR_1980)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = addition.mode << 16
    with archive.open(info, "w") as file:
        for chunk in addition.body.chunks():
            file.write(chunk)
