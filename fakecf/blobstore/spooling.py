"""Uploads on their way in: counted, hashed and kept, the small in memory and the large in private files."""

import base64
import hashlib
import itertools
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from fakecf.blobstore.aws_chunks import data_in
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.errors import S3Error
from fakecf.blobstore.requests import Request
from fakecf.web import BodyError, WSGIEnvironment

LARGEST = 2 * 2**30
_LARGEST_DOCUMENT = 4 * 2**20
_IN_MEMORY = 256 * 1024
_BLOCK = 2**20
_SHA256 = re.compile("[0-9a-f]{64}")


class Spool:
    """Receives request bodies; `close` removes every file."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._numbers = itertools.count(1)

    def receive(self, environ: WSGIEnvironment, request: Request) -> tuple[Body, dict[str, str]]:
        """The whole body and the trailers behind it; raises S3Error for one too large, too short or not as declared."""
        from werkzeug.exceptions import ClientDisconnected
        from werkzeug.wsgi import get_input_stream

        trailers: dict[str, str] = {}
        limit = self._largest if request.body_is_an_object else _LARGEST_DOCUMENT
        length = _declared_length(request)
        _check_size(length or 0, limit)
        stream = get_input_stream(environ)
        chunked = request.headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
        blocks = data_in(stream, trailers) if chunked else iter(lambda: stream.read(_BLOCK), b"")
        try:
            body, sha256 = self._kept(blocks, limit)
        except (ClientDisconnected, BodyError):
            raise S3Error("IncompleteBody") from None
        if length is not None and len(body) != length:
            raise S3Error("IncompleteBody")
        _check_digests(request, body, sha256)
        return body, trailers

    def keep(self, blocks: Iterator[bytes]) -> Body:
        """What *blocks* hold, as one body; the file of one that nobody wants any more goes by itself."""
        return self._kept(blocks, self._largest)[0]

    def close(self) -> None:
        with self._lock:
            folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _kept(self, blocks: Iterator[bytes], limit: int) -> tuple[Body, str]:
        receipt = _Receipt(limit)
        first: list[bytes] = []
        for block in receipt.counted(blocks):
            first.append(block)
            if receipt.size > _IN_MEMORY:
                path = self._written(itertools.chain(first, receipt.counted(blocks)))
                return Body(Body.file(path, owned=True).segments, receipt.md5), receipt.sha256
        return Body(Body.of(b"".join(first)).segments, receipt.md5), receipt.sha256

    def _written(self, blocks: Iterator[bytes]) -> Path:
        path = self._new_path()
        try:
            with path.open("xb") as file:
                for block in blocks:
                    file.write(block)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _new_path(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="fakecf-blobs-"))
            return self._folder / f"{next(self._numbers)}.blob"


class _Receipt:
    """Counts and hashes what passes, and stops what is too much."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = hashlib.sha256()
        self.size = 0

    def counted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.size += len(block)
            _check_size(self.size, self._limit)
            self._md5.update(block)
            self._sha256.update(block)
            yield block

    @property
    def md5(self) -> str:
        return self._md5.hexdigest()

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()


def _declared_length(request: Request) -> int | None:
    """How many bytes there will be once the framing is off; None where S3 does not insist on knowing."""
    declared = request.headers.get("x-amz-decoded-content-length") or request.headers.get("content-length")
    if declared is not None and declared.isdecimal():
        return int(declared)
    if "transfer-encoding" in request.headers:
        raise S3Error("NotImplemented", extras={"Header": "Transfer-Encoding"})
    if request.body_is_an_object:
        raise S3Error("MissingContentLength")
    return None


def _check_size(size: int, limit: int) -> None:
    if size <= limit:
        return
    if limit == _LARGEST_DOCUMENT:
        raise S3Error("MaxMessageLengthExceeded", extras={"MaxMessageLengthBytes": limit})
    raise S3Error("EntityTooLarge", extras={"ProposedSize": size, "MaxSizeAllowed": limit})


def _check_digests(request: Request, body: Body, sha256: str) -> None:
    declared = request.headers.get("x-amz-content-sha256", "")
    if _SHA256.fullmatch(declared) and declared != sha256:
        extras = {"ClientComputedContentSHA256": declared, "S3ComputedContentSHA256": sha256}
        raise S3Error("XAmzContentSHA256Mismatch", extras=extras)
    md5 = request.headers.get("content-md5")
    if md5 is None:
        return
    if _decoded(md5).hex() != body.md5:
        computed = base64.b64encode(bytes.fromhex(body.md5 or "")).decode()
        raise S3Error("BadDigest", extras={"ExpectedDigest": md5, "CalculatedDigest": computed})


def _decoded(md5: str) -> bytes:
    try:
        digest = base64.b64decode(md5, validate=True)
    except ValueError:
        digest = b""
    if len(digest) != hashlib.md5(usedforsecurity=False).digest_size:
        raise S3Error("InvalidDigest")
    return digest
