"""Calls straight into the control API of a server in this process, without a socket."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_to_bytes

from fakecf.web import Headers, WSGIApplication, close_body


class _Said:
    """An answer of an application."""

    def __init__(self, status: int, blocks: Iterable[bytes]) -> None:
        self.status = status
        self._blocks = blocks

    def read(self) -> bytes:
        return b"".join(self._blocks)

    def __iter__(self) -> Iterator[bytes]:
        """Lines; our applications end no block within one."""
        return (line for block in self._blocks for line in block.splitlines(keepends=True))


class InProcess:
    """Asks *application*; calls that wait do so with *pause*, which is True once there is nothing to wait for."""

    url = "the server in this process"

    def __init__(self, application: WSGIApplication, pause: Callable[..., bool]) -> None:
        self._application = application
        self._pause = pause

    @contextmanager
    def send(self, method: str, path: str, body: bytes | None, *, patience: float) -> Iterator[_Said]:  # noqa: ARG002 - nobody is silent here
        begun: list[str] = []

        def start(status: str, _: Headers, exc_info: Any = None) -> Any:  # noqa: ARG001 - WSGI
            begun.append(status)

        environ = {**_environ(method, path, body or b""), "fakecf.wait": self._pause}
        blocks = self._application(environ, start)
        try:
            yield _Said(int(begun[0][:3]), blocks)
        finally:
            close_body(blocks)


def _environ(method: str, target: str, body: bytes) -> dict[str, Any]:
    path, _, query = target.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
