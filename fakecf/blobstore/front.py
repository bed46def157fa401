"""The S3 that clients talk to: who may, what is sent and how it looks; what it means is the engine's business."""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from http import HTTPStatus

from fakecf.blobstore import headers
from fakecf.blobstore.bodies import Body
from fakecf.blobstore.engine import Engine, Reply
from fakecf.blobstore.errors import S3Error
from fakecf.blobstore.flavours import STORES, Store
from fakecf.blobstore.hops import onward
from fakecf.blobstore.requests import Request, received
from fakecf.blobstore.spooling import Spool
from fakecf.blobstore.verification import Verifier
from fakecf.clock import Clock
from fakecf.config import Flavour
from fakecf.guids import Guids
from fakecf.web import Answer, StartResponse, WSGIEnvironment

_log = logging.getLogger("fakecf.blobstore")
_METHODS = {"GET", "HEAD", "PUT", "POST", "DELETE"}
_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
_NOTHING = Body.of(b"")
_OURS = "InternalError"  # what S3 calls it where moto failed


class Front:
    """The WSGI application; *engine* is asked for only once a request may pass."""

    def __init__(
        self,
        engine: Callable[[], Engine],
        verifier: Verifier,
        spool: Spool,
        clock: Clock,
        guids: Guids,
        flavour: Flavour,
    ) -> None:
        self._engine = engine
        self._verifier = verifier
        self._spool = spool
        self._clock = clock
        self._guids = guids
        self._flavour = flavour

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        identity = headers.new_identity(self._guids, self._clock)
        store = STORES[environ.get("fakecf.flavour") or self._flavour]
        try:
            answer = self._answer(environ, identity, store)
        except S3Error as error:
            environ["fakecf.uncaught"] = error.kind.code == _OURS
            answer = _refused(store.worded(error, environ["PATH_INFO"]), identity, store.server)
        except OSError:
            _log.exception("%s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            answer = _refused(S3Error("InternalError"), identity)
        return answer(environ, start_response)

    def refusal(self, error: S3Error) -> Answer:
        """What a client is told of *error*."""
        return _refused(error, headers.new_identity(self._guids, self._clock))

    def _answer(self, environ: WSGIEnvironment, identity: headers.Identity, store: Store) -> Answer:
        request = received(environ)
        environ["fakecf.operation"] = request.operation
        early = onward(request, environ, identity) or store.answer(request, identity, self._clock.now())
        if early is not None:
            return early
        request = store.heard(request)
        self._admit(request)
        request = _spoilt(environ, request)
        body, trailers = _NOTHING, dict[str, str]()
        if request.method in {"PUT", "POST"}:
            body, trailers = self._spool.receive(environ, request)
            _check_document(request, body)
        reply = self._engine().answer(request.with_headers(trailers), body)
        return Answer(reply.status, headers.of_reply(request, reply, identity), _sent(request, reply))

    def _admit(self, request: Request) -> None:
        """Raise S3Error unless the caller may go on: whoever signed may do everything."""
        if request.method == "OPTIONS":
            raise S3Error("AccessForbidden", extras=_target(request))
        signed = self._verifier.check(request) is not None
        if not signed and not self._engine().lets_anyone(request):
            raise S3Error("AccessDenied")
        if request.method not in _METHODS or (request.method == "POST" and not _is_known_post(request)):
            raise S3Error("MethodNotAllowed", extras=_target(request))
        if not request.bucket and (request.key or request.method not in {"GET", "HEAD"}):
            raise S3Error("InvalidBucketName", extras={"BucketName": request.bucket})


def _spoilt(environ: WSGIEnvironment, request: Request) -> Request:
    """What a fault makes of a request once it has passed, so that signatures are checked as ever."""
    if "fakecf.vanished" in environ:
        raise S3Error("NoSuchKey", extras={"Key": request.key})
    return request.without_header("range") if "fakecf.range_ignored" in environ else request


def _target(request: Request) -> dict[str, str]:
    kind = "OBJECT" if request.key else "BUCKET" if request.bucket else "SERVICE"
    return {"Method": request.method, "ResourceType": kind}


def _is_known_post(request: Request) -> bool:
    known = {"uploads", "uploadId", "restore", "select"} if request.key else {"delete"}
    return bool(known & request.parameters.keys())


def _check_document(request: Request, body: Body) -> None:
    """XML that defines entities is refused before anything reads it: it can grow without bound."""
    if not request.body_is_an_object and b"<!" in bytes(body):
        raise S3Error("MalformedXML")


def _refused(error: S3Error, identity: headers.Identity, server: str | None = None) -> Answer:
    document = error.document(identity.request_id, identity.host_id)
    answer = Answer(error.kind.status, identity.of(error), [document], error.reason)
    if server is not None:
        answer.set_header("Server", server)
    return answer


def _sent(request: Request, reply: Reply) -> bytes | Iterable[bytes]:
    if reply.status in _BODILESS or request.method == "HEAD":
        return ()
    if not len(reply.body):
        return b""
    return _begun(reply.body.chunks())


def _begun(chunks: Generator[bytes, None, None]) -> Iterator[bytes]:
    """The chunks with the first one read already, so that a file that is gone is refused and not cut short."""
    first = next(chunks)
    return _continued(first, chunks)


def _continued(first: bytes, rest: Generator[bytes, None, None]) -> Iterator[bytes]:
    try:
        yield first
        yield from rest
    finally:
        rest.close()
