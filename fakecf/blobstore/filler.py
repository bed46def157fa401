"""Filler: incompressible bytes of any length that cost no memory, and their CRC-32 without reading them."""

import functools
import hashlib
import operator
import zlib

from fakecf.blobstore.bodies import Body

BLOCK = 65535
"""The most that one stored deflate block holds."""
_BLOCKS = 4


@functools.cache
def noise() -> bytes:
    """The unit that filler repeats, the same on every machine.

    Its length is far from any power of two, so a download that was resumed at a wrong MiB is seen to be wrong.
    """
    return hashlib.shake_128(b"fakecf").digest(_BLOCKS * BLOCK)


def filler_body(length: int) -> Body:
    """*length* bytes of filler."""
    times, rest = divmod(length, len(noise()))
    return Body.join([Body.repeat(noise(), times), Body.of(noise()[:rest])])


def filler_crc(length: int, crc: int = 0) -> int:
    """The CRC-32 that *crc* grows into when *length* bytes of filler follow."""
    times, rest = divmod(length, len(noise()))
    plain, columns = _crc_of_noise()
    for _ in range(times):
        added = (column for bit, column in enumerate(columns) if crc >> bit & 1)
        crc = functools.reduce(operator.xor, added, plain)
    return zlib.crc32(noise()[:rest], crc)


@functools.cache
def _crc_of_noise() -> tuple[int, list[int]]:
    """CRC-32 is affine in the CRC it starts from: what a start of zero gives, and what each bit of another adds."""
    plain = zlib.crc32(noise())
    return plain, [zlib.crc32(noise(), 1 << bit) ^ plain for bit in range(32)]
