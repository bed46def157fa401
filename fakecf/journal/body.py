"""A body on its way out, counted."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from fakecf.web import close_body, is_failure

Ending = Literal["all", "broken", "failed", "left"]


def broken_by(error: BaseException) -> Ending:
    """How an answer ended that *error* cut short."""
    return "failed" if is_failure(error) else "broken"


class CountedBody:
    """Hands on the chunks of *body* and tells *ended* how many bytes there were, and how it ended.

    `all`: it had no more; `broken`: it ended itself suddenly; `failed`: so it did, and nobody meant it to; `left`: it
    was closed before its end.
    """

    __slots__ = ("_body", "_chunks", "_ended", "_sent")

    def __init__(self, body: Iterable[bytes], ended: Callable[[int, Ending], None]) -> None:
        self._body = body
        self._chunks = iter(body)
        self._ended: Callable[[int, Ending], None] | None = ended
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._end("all")
            raise
        except BaseException as error:
            self._end(broken_by(error))
            raise
        self._sent += len(chunk)
        return chunk

    def close(self) -> None:
        try:
            close_body(self._body)
        finally:
            self._end("left")

    def _end(self, how: Ending) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(self._sent, how)
