"""A body on its way out, counted."""

from collections.abc import Callable, Iterable, Iterator


class CountedBody:
    """Hands on the chunks of *body* and tells *ended* how many bytes there were, and whether that was all.

    An end that the body itself brings about, even a sudden one, is all there is; a `close` before it is not.
    """

    __slots__ = ("_body", "_chunks", "_ended", "_sent")

    def __init__(self, body: Iterable[bytes], ended: Callable[[int, bool], None]) -> None:
        self._body = body
        self._chunks = iter(body)
        self._ended: Callable[[int, bool], None] | None = ended
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except BaseException:
            self._end(complete=True)
            raise
        self._sent += len(chunk)
        return chunk

    def close(self) -> None:
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            self._end(complete=False)

    def _end(self, *, complete: bool) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(self._sent, complete)
