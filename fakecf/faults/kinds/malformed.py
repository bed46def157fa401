"""What is not HTTP: `malformed=status-line`."""

from typing import Annotated, Literal

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.web import Answer, Hangup

_HEAD = b"HTTP/1.1 200 OK\r\n"
_SAID = {
    "garbage": bytes(range(1, 256)),
    "status-line": b"HTTP/1.1 abc Nonsense\r\nContent-Length: 0\r\n\r\n",
    "header": _HEAD + b"this line has no colon\r\nContent-Length: 0\r\n\r\n",
    "length": _HEAD + b"Content-Length: many\r\n\r\n",
    "two-lengths": _HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
    "chunk-size": _HEAD + b"Transfer-Encoding: chunked\r\n\r\nmany\r\nok\r\n0\r\n\r\n",
    "unended-head": _HEAD + b"Content-Type: text/plain\r\nContent-Le",
    "continues": b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
}


class Malformed(Fault, frozen=True, kw_only=True):
    """Answers with bytes that are no answer and closes the connection; `continues` goes on with the true answer."""

    examples = ("malformed=status-line",)
    failures = ("malformed=status-line",)
    main = "how"
    needs_socket = True

    how: Annotated[
        Literal["garbage", "status-line", "header", "length", "two-lengths", "chunk-size", "unended-head", "continues"],
        Meta(description="What is wrong; `continues` is a thousand times `100 Continue`."),
    ] = "garbage"

    def intercept(self, passing: Passing) -> Answer | None:
        passing.send(_SAID[self.how])
        if self.how == "continues":
            return None
        raise Hangup("close")
