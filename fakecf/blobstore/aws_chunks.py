"""The framing inside a body that is called `aws-chunked`: sizes in hexadecimal, and headers behind the last chunk."""

import re
from collections.abc import Iterator
from typing import IO

from fakecf.blobstore.errors import S3Error

_LONGEST_LINE = 8192
_MOST_TRAILERS = 32
_BLOCK = 2**20
_SIZE = re.compile("[0-9A-Fa-f]{1,16}")


def data_in(stream: IO[bytes], trailers: dict[str, str]) -> Iterator[bytes]:
    """The bytes without their framing; what follows the last chunk is put into *trailers*, names in lower case.

    Signatures of chunks are not checked. Raises S3Error for framing that breaks off or makes no sense.
    """
    while size := _chunk_size(_line(stream)):
        yield from _exactly(stream, size)
        if _line(stream):
            raise S3Error("IncompleteBody")
    for _ in range(_MOST_TRAILERS):
        name, _, value = _line(stream).partition(":")
        if not name:
            return
        trailers[name.strip().lower()] = value.strip()


def _line(stream: IO[bytes]) -> str:
    return stream.readline(_LONGEST_LINE).decode("latin-1").removesuffix("\n").removesuffix("\r")


def _chunk_size(line: str) -> int:
    size, _, _ = line.partition(";")
    if not _SIZE.fullmatch(size):
        raise S3Error("IncompleteBody")
    return int(size, 16)


def _exactly(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size:
        block = stream.read(min(size, _BLOCK))
        if not block:
            raise S3Error("IncompleteBody")
        yield block
        size -= len(block)
