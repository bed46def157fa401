"""Bodies: immutable bits that may be larger than memory, made of bytes, files and repetitions."""

import functools
import os
import weakref
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol, Self

CHUNK = 256 * 1024
_REPEATED = 2 * 1024 * 1024


class FileChangedError(OSError):
    """A file that a body stands for is no longer the file it was."""


class _Source(Protocol):
    """Where the bits of a segment come from."""

    def read(self, start: int, stop: int, size: int) -> Generator[bytes, None, None]: ...


@dataclass(frozen=True, slots=True)
class _Memory:
    data: bytes

    def read(self, start: int, stop: int, size: int) -> Generator[bytes, None, None]:
        for at in range(start, stop, size):
            yield self.data[at : min(at + size, stop)]


@functools.lru_cache(maxsize=8)
def _buffer(unit: bytes) -> bytes:
    return unit * max(1, _REPEATED // len(unit))


@dataclass(frozen=True, slots=True)
class _Repetition:
    unit: bytes

    def read(self, start: int, stop: int, size: int) -> Generator[bytes, None, None]:
        buffer = _buffer(self.unit)
        while start < stop:
            phase = start % len(self.unit)
            chunk = buffer[phase : phase + min(size, stop - start)]
            yield chunk
            start += len(chunk)


Fingerprint = tuple[int, int, int]


def _fingerprint(status: os.stat_result) -> Fingerprint:
    return status.st_size, status.st_mtime_ns, status.st_ino


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _File:
    path: Path
    fingerprint: Fingerprint

    def read(self, start: int, stop: int, size: int) -> Generator[bytes, None, None]:
        with self.path.open("rb", buffering=0) as file:
            if _fingerprint(os.fstat(file.fileno())) != self.fingerprint:
                raise self._changed()
            while start < stop:
                chunk = os.pread(file.fileno(), min(size, stop - start), start)
                if not chunk:
                    raise self._changed()
                yield chunk
                start += len(chunk)

    def _changed(self) -> FileChangedError:
        return FileChangedError(f"{self.path} is not the file it was: its size, time or inode changed; seed it again")


class _Segment(NamedTuple):
    source: _Source
    start: int
    stop: int

    def cut(self, start: int, stop: int) -> "_Segment":
        """The part between two offsets from the segment's own beginning, each kept within it."""
        held = self.stop - self.start
        return self._replace(
            start=self.start + min(max(start, 0), held),
            stop=self.start + min(max(stop, 0), held),
        )


class Body:
    """An immutable run of bytes that is read in chunks; slices and joins share what they are made of.

    `md5` is the hexadecimal MD5 of the bytes where it was reckoned on the way in.
    """

    __slots__ = ("_size", "md5", "segments")

    def __init__(self, segments: Iterable[_Segment], md5: str | None = None) -> None:
        self.md5 = md5
        self.segments = tuple(segment for segment in segments if segment.start < segment.stop)
        self._size = sum(segment.stop - segment.start for segment in self.segments)

    @classmethod
    def of(cls, data: bytes) -> Self:
        return cls([_Segment(_Memory(data), 0, len(data))])

    @classmethod
    def file(cls, path: str | os.PathLike[str], *, owned: bool = False) -> Self:
        """The file as it is now, opened only while it is read; reading raises FileChangedError if it changed since.

        An `owned` file is removed once no body needs it any more.
        """
        status = Path(path).stat()
        source = _File(Path(path), _fingerprint(status))
        if owned:
            weakref.finalize(source, source.path.unlink, missing_ok=True)
        return cls([_Segment(source, 0, status.st_size)])

    @classmethod
    def repeat(cls, unit: bytes, times: int) -> Self:
        """The unit over and over, never held in memory as a whole."""
        return cls([_Segment(_Repetition(unit), 0, len(unit) * times)])

    @classmethod
    def join(cls, bodies: Iterable["Body"]) -> Self:
        return cls(segment for body in bodies for segment in body.segments)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, wanted: slice) -> "Body":
        start, stop, step = wanted.indices(self._size)
        if step != 1:
            raise ValueError("a body is sliced without a step")
        return Body(self._cut(start, stop))

    def _cut(self, start: int, stop: int) -> Iterator[_Segment]:
        at = 0
        for segment in self.segments:
            yield segment.cut(start - at, stop - at)
            at += segment.stop - segment.start

    def chunks(self, size: int = CHUNK) -> Generator[bytes, None, None]:
        """The bytes in order, at most *size* at a time; closing the iterator closes the file it reads."""
        for source, start, stop in self.segments:
            yield from source.read(start, stop, size)

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks()

    def __bytes__(self) -> bytes:
        return b"".join(self.chunks())

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return bytes(self).decode(encoding, errors)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self
