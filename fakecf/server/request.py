"""What a client asks: heads cut from the stream, checked more strictly than h11 does, then parsed by it."""

import re
import time
from typing import NamedTuple, cast

import h11

from fakecf.server.channel import Channel
from fakecf.server.limits import Limits
from fakecf.web import reason_phrase

_CRLF = b"\r\n"
_END = b"\r\n\r\n"
_TLS_HANDSHAKE = b"\x16"
_FRAMING = re.compile(rb"\r\n(content-length|transfer-encoding):[ \t]*([^\r]*)", re.IGNORECASE)
_FOLD = re.compile(rb"\r\n[ \t]")
_LONGEST_LENGTH = 18  # digits
_EXPLAINED = 200  # characters of h11's explanation, which quotes the client


class Refusal(Exception):  # noqa: N818 - an answer, not an error
    """A request that is answered with *status* and a line of text before its connection is closed."""

    def __init__(self, status: int, detail: str = "", text: str | None = None) -> None:
        self.status = status
        said = f"{status} {reason_phrase(status)}"
        self.text = text or (f"{said}: {detail}" if detail else said)
        super().__init__(self.text)


class Heads:
    """The heads that arrive on a channel, one after the other; `rest` is what came after the last."""

    def __init__(self, channel: Channel, limits: Limits) -> None:
        self._channel = channel
        self._limits = limits
        self.rest = b""

    def next(self) -> bytes | None:
        """A whole head with its empty line; None when the client has left or was silent for too long."""
        try:
            arrived = self.rest or self._channel.receive(self._limits.keep_alive, until_stop=True)
        except TimeoutError:
            return None
        deadline = time.monotonic() + self._limits.header_timeout
        arrived = arrived.removeprefix(_CRLF)  # old clients send one after a body (RFC 9112 2.2)
        while (end := arrived.find(_END)) < 0:
            self._refuse_hopeless(arrived)
            more = self._more(deadline)
            if not (more or arrived):
                return None
            if not more:
                raise Refusal(400, "the head has no end")
            arrived += more
        end += len(_END)
        self.rest = arrived[end:]
        self._refuse_hopeless(arrived[:end])
        return arrived[:end]

    def _more(self, deadline: float) -> bytes:
        try:
            return self._channel.receive(deadline - time.monotonic(), until_stop=True)
        except TimeoutError:
            raise Refusal(408, "the head took too long") from None

    def _refuse_hopeless(self, arrived: bytes) -> None:
        """Refuse what no further byte can make right."""
        if len(arrived) > self._limits.header_bytes:
            raise Refusal(431 if _CRLF in arrived[: self._limits.header_bytes] else 414)
        if arrived.startswith(_TLS_HANDSHAKE):
            raise Refusal(400, text="Client sent a TLS handshake to an HTTP server.")
        if arrived and arrived[0] <= ord(" "):
            raise Refusal(400, "malformed request line")
        if arrived.count(b"\n") != arrived.count(_CRLF):
            raise Refusal(400, "a line must end in CR LF")


class Request(NamedTuple):
    """A parsed head; `parser` reads the body and is None where there is none, `length` is None for a chunked one."""

    event: h11.Request
    parser: h11.Connection | None
    length: int | None


def parse(head: bytes, limits: Limits) -> Request:
    """The request of a whole head; raises Refusal for everything of T-41 and T-42 (reliability 1.4)."""
    if head.count(_CRLF) - 2 > limits.header_fields:
        raise Refusal(431, f"more than {limits.header_fields} header fields")
    if head.count(b"\r") != head.count(_CRLF):
        raise Refusal(400, "a carriage return without a line feed")
    if _FOLD.search(head):
        raise Refusal(400, "a header must not be folded")
    framing = _FRAMING.findall(head)
    length = _length(framing)
    parser = h11.Connection(h11.SERVER)
    event = _parsed(parser, head)
    if event.http_version not in (b"1.1", b"1.0"):
        raise Refusal(400, "the version of HTTP must be 1.1 or 1.0")
    if event.http_version == b"1.0" and framing and length is None:
        raise Refusal(400, "HTTP/1.0 has no Transfer-Encoding")
    return Request(event, parser if framing else None, length)


def _length(framing: list[tuple[bytes, bytes]]) -> int | None:
    """The declared length; whatever two readers could count differently is refused (RFC 9112 6.3)."""
    if len(framing) > 1:
        raise Refusal(400, "the length of the body is given more than once")
    for name, value in framing:
        if name.lower() == b"content-length":
            digits = value.rstrip(b" \t")
            if not digits.isdigit() or len(digits) > _LONGEST_LENGTH:
                raise Refusal(400, "malformed Content-Length")
            return int(digits)
    return None


def _parsed(parser: h11.Connection, head: bytes) -> h11.Request:
    parser.receive_data(head)
    try:
        return cast("h11.Request", parser.next_event())  # a whole head gives nothing else
    except h11.RemoteProtocolError as error:
        # h11 hints 501 for codings it does not know; a length we cannot tell is the client's fault (T-41)
        raise Refusal(400, str(error)[:_EXPLAINED]) from error
