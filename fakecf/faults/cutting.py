"""Cutting a body at a byte."""

from collections.abc import Iterable, Iterator


class Cut:
    """The chunks of a body, first up to a byte and then from it."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""

    def first(self, count: int) -> Iterator[bytes]:
        """So many bytes, or fewer if there are no more; an empty chunk before them sends the head on its way."""
        yield b""
        while count > 0:
            chunk = self._held or next(self._chunks, None)
            if chunk is None:
                return
            part, self._held = chunk[:count], chunk[count:]
            count -= len(part)
            yield part

    def rest(self) -> Iterator[bytes]:
        if self._held:
            yield self._held
        yield from self._chunks
