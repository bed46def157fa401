"""The body of a request, read from the client only as far as somebody asks for it."""

import io
import time
from typing import TYPE_CHECKING, NoReturn

import h11

from fakecf.server.channel import Channel
from fakecf.web import BodyError, GoneError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_NOTHING = memoryview(b"")
_EXPLAINED = 200  # characters of h11's explanation, which quotes the client


class RequestBody(io.RawIOBase):
    """`wsgi.input` of a request that has a body; *arrived* is what came along with the head.

    `left` counts down a declared length and is None for a chunked body; `awaited` says that the client holds its
    body back until it is asked for (`Expect: 100-continue`), which the first read does.
    """

    def __init__(
        self, parser: h11.Connection, channel: Channel, idle: float, arrived: bytes, length: int | None
    ) -> None:
        self._parser = parser
        self._channel = channel
        self._idle = idle
        self._block = _NOTHING
        self.left = length
        self.ended = False
        self.awaited = parser.they_are_waiting_for_100_continue and not arrived and length != 0
        self._broken = False
        if arrived:
            parser.receive_data(arrived)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        while not self._block and not self.ended:
            self._advance(self._idle)
        target = memoryview(buffer)
        count = min(len(target), len(self._block))
        target[:count] = self._block[:count]
        self._block = self._block[count:]
        return count

    def settle(self, most: int) -> bool:
        """Whether what is unread can be read after the answer; asked as its head is made, when it is too late for 100.

        A client that still holds its body back may send it or not: nobody could tell where its next request begins.
        """
        held_back, self.awaited = self.awaited, False
        return not held_back and not self._broken and (self.left is None or self.left <= most)

    def drain(self, most: int) -> bool:
        """Read what the application left; False when that is more than *most* bytes, too slow, or malformed."""
        deadline = time.monotonic() + self._idle
        try:
            while not self.ended and most >= 0:
                self._advance(deadline - time.monotonic())
                most -= len(self._block)
        except BodyError:
            return False
        return self.ended

    @property
    def rest(self) -> bytes:
        """What the client sent behind the body: the beginning of its next request."""
        return self._parser.trailing_data[0]

    def _advance(self, timeout: float) -> None:
        self._block = _NOTHING
        try:
            event = self._parser.next_event()
        except h11.RemoteProtocolError as error:
            self._fail(400, str(error), error)
        if event is h11.NEED_DATA:
            self._feed(timeout)
        elif isinstance(event, h11.Data):
            self._block = memoryview(event.data)
            self.left = None if self.left is None else self.left - len(self._block)
        else:
            self.ended = True

    def _feed(self, timeout: float) -> None:
        try:
            if self.awaited:
                self.awaited = False
                self._channel.send(_CONTINUE)
            self._parser.receive_data(self._channel.receive(timeout))
        except TimeoutError as error:
            self._fail(408, "the body took too long", error)
        except GoneError as error:
            self._fail(400, "the client left before the end of its body", error)

    def _fail(self, status: int, detail: str, cause: Exception) -> NoReturn:
        self._broken = True
        raise BodyError(status, detail[:_EXPLAINED]) from cause
