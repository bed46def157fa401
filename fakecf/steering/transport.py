"""How a call reaches a control API: over a socket, or straight into the application in this process."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol


class Said(Protocol):
    """An answer whose body is yet to be read, at once or line by line."""

    @property
    def status(self) -> int: ...

    def read(self) -> bytes: ...

    def __iter__(self) -> Iterator[bytes]: ...


class Transport(Protocol):
    """Takes calls to one foundation's control API; `url` is what to call it in a message.

    Raises NotRunningError where nothing answers, ClientError where what answers is something else.
    """

    @property
    def url(self) -> str: ...

    def send(self, method: str, path: str, body: bytes | None, *, patience: float) -> AbstractContextManager[Said]:
        """The answer to a JSON *body*, or to none; *path* begins with `/v1/`, *patience* are seconds of silence."""
        ...
