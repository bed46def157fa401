"""An answer on its way to the client: its head checked, its length kept."""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from types import TracebackType

from fakecf.server.channel import Channel
from fakecf.server.head import checked
from fakecf.server.log import where
from fakecf.web import Headers, WSGIEnvironment

_log = logging.getLogger("fakecf.server")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class Response:
    """`start_response` of one request and what follows; *may_stay* is asked once, when the head is made.

    Headers go out in the case and order they were given. An application that brings its own Transfer-Encoding
    has its body sent as it is; where a fault left `fakecf.unframed` nothing tells where the body ends. An empty block
    sends the head by itself. `keep` says whether the connection goes on.
    """

    def __init__(self, channel: Channel, environ: WSGIEnvironment, may_stay: Callable[[], bool]) -> None:
        self._channel = channel
        self._environ = environ
        self._may_stay = may_stay
        self._status: str | None = None
        self._headers: Headers = []
        self._chunked = False
        self._left: int | None = None
        self._full = False
        self.keep = False
        self.head_sent = False

    def start(
        self, status: str, headers: Headers, exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes | memoryview], object]:
        """What WSGI calls start_response."""
        if exc_info is not None and exc_info[1] is not None and self.head_sent:
            raise exc_info[1]
        if exc_info is None and self._status is not None:
            raise RuntimeError("start_response was called twice")
        self._status, self._headers = status, headers
        return self.send

    def send_all(self, body: Iterable[bytes | memoryview]) -> None:
        """Send *body* to its end; what is too much is cut, and what is too little closes the connection."""
        for block in body:
            self.send(block)
            if self._full:
                break
        if not self.head_sent:
            self.send(b"")
        if self._chunked:
            self._channel.send(b"0\r\n\r\n")
        elif self._left:
            self.keep = False
            _log.warning("%s: the body ended %d bytes before its Content-Length", where(self._environ), self._left)

    def send(self, block: bytes | memoryview) -> None:
        head = b"" if self.head_sent else self._head()
        if self._full:
            block = b""
        elif self._left is not None:
            block = self._cut(block, self._left)
        parts: list[bytes | memoryview] = [head] if head else []
        if block and self._chunked:
            parts += b"%x\r\n" % len(block), block, b"\r\n"
        elif block:
            parts.append(block)
        if parts:
            self.head_sent = True
            self._channel.send(*parts)

    def _cut(self, block: bytes | memoryview, left: int) -> bytes | memoryview:
        if len(block) > left:
            _log.warning("%s: the body is longer than its Content-Length; it was cut", where(self._environ))
            self._full = True
            block = block[:left]
        self._left = left - len(block)
        return block

    def _head(self) -> bytes:
        if self._status is None:
            raise RuntimeError("the application sent a body before it called start_response")
        head = checked(self._status, self._headers)
        protocol = self._environ["SERVER_PROTOCOL"]
        modern = protocol == "HTTP/1.1"
        self._full = head.bodiless or self._environ["REQUEST_METHOD"] == "HEAD"
        self._left = None if self._full else head.length
        unframed = "fakecf.unframed" in self._environ
        if modern and not self._full and head.length is None and not head.coded and not unframed:
            self._chunked = True
            head.lines.append("Transfer-Encoding: chunked\r\n")
        final = head.status >= HTTPStatus.OK
        self.keep = self._may_stay() and modern and final and not (head.coded or head.closes or unframed)
        if modern and not self.keep and not head.closes:
            head.lines.append("Connection: close\r\n")
        return f"{protocol} {self._status}\r\n{''.join(head.lines)}\r\n".encode("latin-1")
