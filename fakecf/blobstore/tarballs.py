"""Tarballs: gzipped tar archives such as staging makes, of the size that results or of a given one."""

import functools
import io
import os
import stat
import struct
import zlib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from fakecf.blobstore.archives import MODIFIED_AT, BitsError, Entry, named, too_small
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.filler import BLOCK, filler_crc, noise

_VCAP = 2000
_RECORD = 512
_END = bytes(2 * _RECORD)
_TYPES = {stat.S_IFREG: b"0", stat.S_IFLNK: b"2", stat.S_IFDIR: b"5"}
_TYPES_WITHOUT_DATA = b"123456"
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
_LEAST_PADDING = 20
_BLOCK_HEADER = 5
_CHECKED = 64 * 2**20


def tarball(entries: Iterable[Entry]) -> Body:
    """The entries as a gzipped tarball; equal entries give equal bytes for one version of zlib."""
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed, crc, length = [_GZIP], 0, 0
    for part in chain(map(_member, entries), [_END]):
        packed.append(deflater.compress(part))
        crc, length = zlib.crc32(part, crc), length + len(part)
    return Body.of(b"".join([*packed, deflater.flush(), _trailer(crc, length)]))


def tarball_of_size(entries: Iterable[Entry], filler: str, size: int) -> Body:
    """The same with a file called *filler* behind them, *size* bytes long to the byte.

    The filler lies in stored deflate blocks and grows by whole tar records; what is then missing is made up by
    empty blocks, because not every reader skips the optional fields of a gzip header: Python's tarfile, reading a
    stream, trips over an extra field, and Go over a long comment. Raises BitsError naming the least size.
    """
    tar = b"".join(map(_member, entries))
    beginning = _GZIP + _deflated(tar, zlib.Z_SYNC_FLUSH)
    ending = _deflated(_END, zlib.Z_FINISH)
    least = len(beginning + ending + _trailer(0, 0)) + _stored_length(_RECORD) + _LEAST_PADDING
    if size < least:
        raise too_small(size, least)
    length = _filler_length(size - least)
    header = _header(Entry(filler), length)
    padding = _padding(size - least - _stored_length(length) + _LEAST_PADDING)
    crc = zlib.crc32(_END, filler_crc(length, zlib.crc32(tar + header)))
    trailer = _trailer(crc, len(tar + header + _END) + length)
    return Body.join(
        [Body.of(beginning + padding + _stored(header)), _stored_filler(length), Body.of(ending + trailer)]
    )


def _member(entry: Entry) -> bytes:
    if not stat.S_ISREG(entry.mode):
        return _header(entry, 0)
    return _header(entry, len(entry.content)) + entry.content + bytes(-len(entry.content) % _RECORD)


def _header(entry: Entry, length: int) -> bytes:
    import tarfile

    info = tarfile.TarInfo(entry.path)
    info.mode = stat.S_IMODE(entry.mode)
    info.type = _TYPES[stat.S_IFMT(entry.mode)]
    info.linkname = os.fsdecode(entry.content) if info.issym() else ""
    info.size = length
    info.mtime = MODIFIED_AT
    info.uid = info.gid = _VCAP
    info.uname = info.gname = "vcap"
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _deflated(data: bytes, ending: int) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush(ending)


def _trailer(crc: int, length: int) -> bytes:
    return struct.pack("<LL", crc, length & 0xFFFFFFFF)


def _padding(length: int) -> bytes:
    """Deflate blocks that hold nothing: an empty stored one takes 5 bytes, 6 behind an empty Huffman-coded one."""
    fives, ones = divmod(length, 5)
    return b"\x02\x00\x00\x00\xff\xff" * ones + b"\x00\x00\x00\xff\xff" * (fives - ones)


def _filler_length(room: int) -> int:
    """The most whole records that fit into *room* bytes of stored blocks."""
    blocks = -(-room // (BLOCK + _BLOCK_HEADER))
    return max(0, room - blocks * _BLOCK_HEADER) // _RECORD * _RECORD


def _stored_length(length: int) -> int:
    return length + -(-length // BLOCK) * _BLOCK_HEADER


def _stored(data: bytes) -> bytes:
    """The data in stored deflate blocks (RFC 1951, 3.2.4)."""
    blocks = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
    return b"".join(struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF) + block for block in blocks)


@functools.cache
def _stored_noise() -> bytes:
    return _stored(noise())


def _stored_filler(length: int) -> Body:
    times, rest = divmod(length, len(noise()))
    return Body.join([Body.repeat(_stored_noise(), times), Body.of(_stored(noise()[:rest]))])


def require_tarball(given: Path | bytes) -> None:
    """Raise BitsError unless it is a gzipped tar archive, as far as its first 64 MiB of content tell."""
    import gzip
    import tarfile

    try:
        with gzip.open(io.BytesIO(given) if isinstance(given, bytes) else given) as tar:
            _read_tar(tar)
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise BitsError(f"{named(given)} is not a gzipped tar archive (.tgz): {error}") from None


def _read_tar(tar: io.BufferedIOBase) -> None:
    """Step over all members to the end, where gzip compares its checksum; nothing is kept or extracted."""
    import tarfile

    while tar.tell() < _CHECKED:
        record = tar.read(_RECORD)
        if record == bytes(_RECORD):
            tar.seek(_CHECKED)
            return
        info = tarfile.TarInfo.frombuf(record, "utf-8", "surrogateescape")
        length = 0 if info.type in _TYPES_WITHOUT_DATA else max(0, info.size)
        tar.seek(min(_CHECKED, tar.tell() + length + -length % _RECORD))
