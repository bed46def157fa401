"""The head of an S3 answer: AWS's headers in AWS's order and spelling (blobstore 2.2)."""

import base64
import hashlib
from http import HTTPStatus
from typing import NamedTuple

from fakecf.blobstore.engine import Reply
from fakecf.blobstore.errors import S3Error
from fakecf.blobstore.requests import Request
from fakecf.clock import Clock, http_date
from fakecf.guids import Guids
from fakecf.web import Headers

SERVER = ("Server", "AmazonS3")
_SPELLED = {"etag": "ETag", "content-md5": "Content-MD5"}
_FIRST = ("last-modified", "etag", "x-amz-server-side-encryption", "x-amz-version-id")
_LAST = ("accept-ranges", "content-range", "content-type", "content-length")

# Moto's own, or of the upload, or what a bucket without CORS never says.
_UNSAID = frozenset(
    """
    content-md5 date server status x-amz-content-sha256 x-amz-sdk-checksum-algorithm x-amzn-requestid
    access-control-allow-headers access-control-allow-methods access-control-allow-origin
    access-control-expose-headers access-control-max-age
    """.split()  # noqa: SIM905 - a word a line would drown the rest
)
_OBJECT_METHODS = {"GET", "HEAD", "PUT", "POST"}
_NO_BITS = {"acl", "attributes", "legal-hold", "restore", "retention", "select", "tagging"}


class Identity(NamedTuple):
    """What tells one answer from all others, and when it was made."""

    request_id: str
    host_id: str
    date: str

    @property
    def of_success(self) -> Headers:
        return [("x-amz-id-2", self.host_id), ("x-amz-request-id", self.request_id), ("Date", self.date)]

    def of(self, error: S3Error) -> Headers:
        """A refusal has its ids the other way round, and its date behind the type."""
        ids = [("x-amz-request-id", self.request_id), ("x-amz-id-2", self.host_id)]
        kind = [("Content-Type", "application/xml"), ("Date", self.date), SERVER]
        return [*ids, *error.headers.items(), *kind]


def new_identity(guids: Guids, clock: Clock) -> Identity:
    """The ids of the next answer: 16 hexadecimal digits, and the base64 of 56 bytes."""
    seed = guids.hex()
    host_id = base64.b64encode(hashlib.sha512(seed.encode()).digest()[:56]).decode()
    return Identity(seed[:16].upper(), host_id, http_date(clock.now()))


def of_reply(request: Request, reply: Reply, identity: Identity) -> Headers:
    """The whole head of a success, Server last."""
    said = {name: value for name, value in reply.headers.items() if name not in _UNSAID}
    if said.get("x-amz-version-id") == "null":
        del said["x-amz-version-id"]
    if _concerns_an_object(request):
        said.setdefault("x-amz-server-side-encryption", "AES256")
    if reply.status == HTTPStatus.NOT_MODIFIED:
        said = {name: value for name, value in said.items() if name in _FIRST or name.startswith("x-amz-")}
    return [*identity.of_success, *((_spelled(name), said[name]) for name in sorted(said, key=_rank)), SERVER]


def _concerns_an_object(request: Request) -> bool:
    parameters = request.parameters
    lists_parts = request.method == "GET" and "uploadId" in parameters
    return (
        bool(request.key) and request.method in _OBJECT_METHODS and not lists_parts and not _NO_BITS & parameters.keys()
    )


def _rank(name: str) -> tuple[int, int]:
    if name in _FIRST:
        return 0, _FIRST.index(name)
    if name in _LAST:
        return 2, _LAST.index(name)
    return 1, 0


def _spelled(name: str) -> str:
    return name if name.startswith("x-amz-") else _SPELLED.get(name, name.title())
