"""The S3 behind the front: moto's semantics over bodies, one private copy for each blobstore."""

import copy
import html
import logging
import re
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError

from fakecf.blobstore.bodies import Body
from fakecf.blobstore.errors import Kind, S3Error
from fakecf.blobstore.moto_environ import environ_for
from fakecf.blobstore.private_moto import private_moto
from fakecf.blobstore.requests import Request
from fakecf.clock import Clock
from fakecf.guids import Guids

_log = logging.getLogger("fakecf.blobstore")
_ELEMENT = re.compile(r"<(\w+)>([^<]*)</\1>")
_SILENT = {403: "AccessDenied", 404: "NoSuchKey", 411: "MissingContentLength", 412: "PreconditionFailed"}


class Reply(NamedTuple):
    """What moto answers: header names in lower case."""

    status: int
    headers: dict[str, str]
    body: Body


class KeptBuckets(NamedTuple):
    """What an S3 held: its buckets, with copies of their objects, and the tags of both."""

    buckets: dict[str, Any]
    tagger: Any


class Engine:
    """Buckets and objects; safe to use from several threads. Making one imports moto."""

    def __init__(self, clock: Clock, guids: Guids, region: str) -> None:
        self._moto = private_moto(clock, guids)
        self._region = region
        self._lock = threading.RLock()
        self._backend = self._moto.new_backend()

    def start_over(self, buckets: Iterable[str]) -> None:
        """Forget everything, then make *buckets*."""
        with self._lock:
            self._backend = self._moto.new_backend()
            for bucket in buckets:
                self._backend.create_bucket(bucket, self._region)

    def kept(self) -> KeptBuckets:
        """All there is now, with metadata and uploads that are not complete yet; the bits are shared."""
        with self._lock:
            return _copied(KeptBuckets(self._backend.buckets, self._backend.tagger))

    def restore(self, kept: KeptBuckets) -> None:
        """Hold what was kept, and nothing else."""
        with self._lock:
            self.start_over(kept.buckets)  # which lets moto know the names
            self._backend.buckets, self._backend.tagger = _copied(kept)

    def put(self, bucket: str, key: str, body: Body, moment: datetime) -> None:
        """Keep *body* as if it had come at *moment*; a bucket that was deleted is there again."""
        with self._lock:
            if bucket not in self._backend.buckets:
                self._backend.create_bucket(bucket, self._region)
            self._backend.put_object(bucket, key, body).last_modified = moment.replace(tzinfo=None)

    def get(self, bucket: str, key: str) -> Body | None:
        with self._lock:
            body: Body | None = getattr(self._object(bucket, key), "value", None)
            return body

    def delete(self, bucket: str, key: str) -> None:
        with self._lock:
            if self._object(bucket, key) is not None:
                self._backend.delete_object(bucket, key)

    def _object(self, bucket: str, key: str) -> Any:
        held = self._backend.buckets.get(bucket)
        return None if held is None else held.keys.get(key)

    def lets_anyone(self, request: Request) -> bool:
        """Whether an anonymous caller may do this: read what is marked public-read, and nothing else."""
        if request.method not in {"GET", "HEAD"} or not request.key or request.parameters:
            return False
        with self._lock:
            acl = getattr(self._object(request.bucket, request.key), "acl", None)
            return acl is not None and bool(acl.public_read)

    def answer(self, request: Request, body: Body) -> Reply:
        """Do what a verified request asks; raises S3Error for whatever S3 refuses."""
        with self._lock:
            status, headers, content = self._handled(request, body)
        headers = {name.lower(): str(value) for name, value in headers.items()}
        content = content if isinstance(content, Body) else Body.of(_document(content))
        if status >= 400:  # noqa: PLR2004 - where errors begin
            raise _refusal(status, headers, content.decode())
        return Reply(int(status), headers, content)

    def _handled(self, request: Request, body: Body) -> Any:
        from werkzeug.exceptions import HTTPException

        try:
            return self._handle(request, body)
        except HTTPException:
            raise S3Error("InvalidPartNumber") from None
        except ExpatError:
            raise S3Error("MalformedXML") from None
        except NotImplementedError:
            raise S3Error("NotImplemented") from None
        except ValueError:
            raise S3Error("InvalidArgument") from None
        except Exception:  # noqa: BLE001 - whatever moto trips over, S3 answers 500
            _log.exception("moto failed at %s %s", request.method, request.resource)
            raise S3Error("InternalError") from None

    def _handle(self, request: Request, body: Body) -> Any:
        from moto.core.request import Request as MotoRequest

        asked: Any = MotoRequest(environ_for(request, body, self._region))
        asked.from_wsgi_server = True
        handler = self._moto.responses.S3Response()
        if not request.bucket:
            return handler.bucket_response(asked, asked.raw_url, asked.headers)
        if not request.key:
            return handler.ambiguous_response(asked, asked.raw_url, asked.headers)
        return handler.key_response(asked, asked.raw_url, asked.headers)


def _copied(kept: KeptBuckets) -> KeptBuckets:
    return KeptBuckets({name: _bucket(each) for name, each in kept.buckets.items()}, copy.deepcopy(kept.tagger))


def _bucket(bucket: Any) -> Any:
    """A copy that gains and loses nothing with the other; moto changes objects in place, though never their bits."""
    copied = copy.copy(bucket)
    versions = dict.items(bucket.keys)  # moto's own `items` shows the latest only
    copied.keys = type(bucket.keys)({name: [copy.copy(each) for each in listed] for name, listed in versions})
    copied.multiparts = type(bucket.multiparts)(bucket.multiparts)
    return copied


def _document(content: str | bytes) -> bytes:
    """Moto's XML with the declaration in AWS's spelling."""
    document = content.encode() if isinstance(content, str) else content
    return document.replace(b'encoding="utf-8"?>', b'encoding="UTF-8"?>', 1)


def _refusal(status: int, headers: dict[str, str], document: str) -> S3Error:
    """Moto's error in S3's own words; where moto says nothing, what S3 says of such a status."""
    said = {name: html.unescape(text) for name, text in _ELEMENT.findall(document)}
    kept = {name: value for name, value in headers.items() if name.startswith("x-amz-")}
    if "Code" not in said:
        return S3Error(_SILENT.get(status, "InvalidArgument"), headers=kept)
    kind = Kind(status, said.pop("Code"), said.pop("Message", ""))
    for unsaid in ("RequestId", "HostId"):
        said.pop(unsaid, None)
    if "RangeRequested" in said:
        said = {"RangeRequested": said.pop("RangeRequested"), **said}
    return S3Error(kind, extras=said, headers=kept)
