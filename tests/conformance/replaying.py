"""Sending a recorded request to a foundation: in process, or over a real socket."""

import io
from collections.abc import Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any, Protocol

import h11

from fakecf.config import Config
from fakecf.server import Server
from fakecf.server.environ import environ, template
from tests.conformance.callers import authorization
from tests.conformance.comparing import Answer, Headers
from tests.conformance.installation import HOSTS, Installation, behaviour
from tests.conformance.recordings import Exchange


class Line(Protocol):
    """A way to a foundation."""

    def ask(self, exchange: Exchange, headers: Headers) -> Answer: ...

    def close(self) -> None: ...


class InProcess:
    """The WSGI application, with the environ that our server would make."""

    def __init__(self, installation: Installation) -> None:
        self._application = installation.foundation.application("api")
        self._common = {**template("api", "127.0.0.1", 80, "http"), "REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "1"}

    def ask(self, exchange: Exchange, headers: Headers) -> Answer:
        request = h11.Request(method=exchange.request.method, target=exchange.request.target, headers=headers)
        body = io.BytesIO(exchange.request.bytes_sent)
        said: list[Any] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> Any:
            said[:] = [int(status.split(maxsplit=1)[0]), headers]

        sent = b"".join(_closed(self._application(environ(self._common, request, body), start_response)))
        return Answer(said[0], said[1], sent)

    def close(self) -> None:
        pass


def _closed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield from chunks
    close = getattr(chunks, "close", None)
    if close is not None:
        close()


class OverSocket:
    """A real server on a free port, one connection kept alive."""

    def __init__(self, installation: Installation) -> None:
        config = Config(allowed_hosts=HOSTS).on_free_ports()
        self._server = Server(config=config, foundation=installation.foundation).start()
        self._connection = HTTPConnection("127.0.0.1", self._server.foundation.addresses.api, timeout=30)

    def ask(self, exchange: Exchange, headers: Headers) -> Answer:
        """A connection that broke is left to be made anew for the next request."""
        try:
            return self._asked(exchange, headers)
        except (HTTPException, OSError):
            self._connection.close()
            raise

    def _asked(self, exchange: Exchange, headers: Headers) -> Answer:
        request = exchange.request
        self._connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            self._connection.putheader(name, value)
        self._connection.endheaders(request.bytes_sent)
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())

    def close(self) -> None:
        self._connection.close()
        self._server.stop(grace=0)


class Replayer:
    """An installation for each behaviour that was recorded, and a line to it."""

    def __init__(self, kind: type[InProcess] | type[OverSocket]) -> None:
        self._kind = kind
        self._open: dict[str, tuple[Installation, Line]] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """What fakecf says to the recorded request, in the recorded world."""
        installation, line = self._installed(exchange)
        installation.enter(exchange)
        return line.ask(exchange, request_headers(exchange, installation.foundation.addresses.issuer))

    def installation(self, exchange: Exchange) -> Installation:
        return self._installed(exchange)[0]

    def _installed(self, exchange: Exchange) -> tuple[Installation, Line]:
        wanted = behaviour(exchange)
        key = repr(wanted)
        if key not in self._open:
            installation = Installation(wanted)
            self._open[key] = installation, self._kind(installation)
        return self._open[key]

    def close(self) -> None:
        for installation, line in self._open.values():
            line.close()
            installation.foundation.close()


def request_headers(exchange: Exchange, issuer: str) -> Headers:
    """As recorded, with the caller's token, and the length of a body where the recording lacks it."""
    headers = [(name, value or "") for name, value in exchange.request.headers.items()]
    token = authorization(exchange, issuer)
    if token is not None:
        headers.append(("Authorization", token))
    body = exchange.request.bytes_sent
    if body and not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("Content-Length", str(len(body))))
    return headers


def replayer(*, socket: bool) -> closing[Replayer]:
    """A replayer that is closed in the end."""
    return closing(Replayer(OverSocket if socket else InProcess))
