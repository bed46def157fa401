"""Zips: the archives that packages and jars are, of the size that results or of a given one."""

import io
import os
import stat
import struct
import zlib
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from fakecf.blobstore.archives import BitsError, Entry, named, too_small
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.filler import filler_body, filler_crc

_STORED, _DEFLATED = 0, 8
_UTF8_NAMES = 0x800
_NEW_YEAR_1980 = 0x21
_UNIX = 3 << 8
_DIRECTORY = 0x10
_LIMIT = 0xFFFFFFFF


class _Member(NamedTuple):
    """What both records of one member say; `wide` ones say their sizes in 64 bits."""

    name: bytes
    mode: int
    method: int
    crc: int
    packed: Body
    length: int
    wide: bool = False


def zip_archive(entries: Iterable[Entry]) -> Body:
    """The entries as a zip archive; equal entries give equal bytes for one version of zlib."""
    return _assembled([_member(entry) for entry in entries])


def zip_of_size(entries: Iterable[Entry], filler: str, size: int) -> Body:
    """The same with a file called *filler* stored behind them, *size* bytes long to the byte.

    From 4 GiB on it is a zip64 archive. Raises BitsError naming the least size.
    """
    members = [_member(entry) for entry in entries]
    wide = size >= _LIMIT
    least = len(_assembled([*members, _filler(filler, 0, wide)]))
    if size < least:
        raise too_small(size, least)
    return _assembled([*members, _filler(filler, size - least, wide)])


def _member(entry: Entry) -> _Member:
    name = os.fsencode(entry.path + "/" if stat.S_ISDIR(entry.mode) else entry.path)
    method, packed = _smallest(entry.content)
    return _Member(name, entry.mode, method, zlib.crc32(entry.content), Body.of(packed), len(entry.content))


def _smallest(content: bytes) -> tuple[int, bytes]:
    packed = zlib.compress(content, wbits=-zlib.MAX_WBITS)
    return (_DEFLATED, packed) if len(packed) < len(content) else (_STORED, content)


def _filler(path: str, length: int, wide: bool) -> _Member:
    return _Member(path.encode(), Entry(path).mode, _STORED, filler_crc(length), filler_body(length), length, wide)


def _assembled(members: list[_Member]) -> Body:
    locals_ = [_local(member) for member in members]
    offsets = list(accumulate(map(len, locals_), initial=0))
    directory = b"".join(_central(member, offset) for member, offset in zip(members, offsets, strict=False))
    wide = any(member.wide for member in members)
    return Body.join([*locals_, Body.of(directory + _end(len(members), len(directory), offsets[-1], wide))])


def _local(member: _Member) -> Body:
    extra = _extra(member)
    record = b"PK\x03\x04" + _common(member, len(extra)) + member.name + extra
    return Body.join([Body.of(record), member.packed])


def _central(member: _Member, offset: int) -> bytes:
    extra = _extra(member)
    attributes = member.mode << 16 | (_DIRECTORY if stat.S_ISDIR(member.mode) else 0)
    return b"".join(
        [
            b"PK\x01\x02" + struct.pack("<H", _UNIX | _version(member.wide)),
            _common(member, len(extra)),
            struct.pack("<HHHLL", 0, 0, 0, attributes, offset),
            member.name + extra,
        ]
    )


def _common(member: _Member, extra: int) -> bytes:
    """What the local and the central record have in common, from the version needed to the length of the extra."""
    packed, length = (_LIMIT, _LIMIT) if member.wide else (len(member.packed), member.length)
    method = (_version(member.wide), _UTF8_NAMES, member.method, 0, _NEW_YEAR_1980)
    return struct.pack("<5H3L2H", *method, member.crc, packed, length, len(member.name), extra)


def _version(wide: bool) -> int:
    return 45 if wide else 20


def _extra(member: _Member) -> bytes:
    return struct.pack("<HHQQ", 1, 16, member.length, len(member.packed)) if member.wide else b""


def _end(count: int, length: int, offset: int, wide: bool) -> bytes:
    if not wide:
        return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, length, offset, 0)
    version = _version(wide)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, version, version, 0, 0, count, count, length, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + length, 1)
    pointer = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, _LIMIT, _LIMIT, 0)
    return record + locator + pointer


def require_zip(given: Path | bytes) -> None:
    """Raise BitsError unless it ends as a zip archive does."""
    import zipfile

    if not zipfile.is_zipfile(io.BytesIO(given) if isinstance(given, bytes) else given):
        raise BitsError(f"{named(given)} is not a zip archive (.zip)")
