"""Asking over a transport, and reading what is answered."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

from fakecf.steering.errors import ClientError, refused
from fakecf.steering.transport import Said, Transport

LONGEST_WAIT = 30.0  # seconds
_REFUSED = 300


class Asking:
    """Asks the foundation that *transport* leads to."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def url(self) -> str:
        """The control API's URL; that of a further foundation ends in `/v1/foundations/<id>`."""
        return self._transport.url

    def _call(self, method: str, path: str, document: Any = None, *, patience: float = LONGEST_WAIT) -> Any:
        with self._answer(method, path, document, patience=patience) as answer:
            said = answer.read()
        try:
            return json.loads(said) if said else None
        except ValueError:
            raise ClientError(f"what answers at {self.url} is no control API: it does not speak JSON") from None

    @contextmanager
    def _answer(
        self, method: str, path: str, document: Any = None, *, patience: float = LONGEST_WAIT
    ) -> Iterator[Said]:
        """What is answered, yet to be read, unless it is a refusal."""
        body = None if document is None else json.dumps(document).encode()
        with self._transport.send(method, path, body, patience=patience) as answer:
            if answer.status >= _REFUSED:
                raise refused(answer.read(), answer.status)
            yield answer


def segment(word: str) -> str:
    """One part of a path, whatever it holds."""
    return quote(word, safe="")


def given(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Those parts that say something."""
    return {name: value for name, value in parts.items() if value is not None}


def query(filters: Mapping[str, Any]) -> str:
    """The filters that say something, as a query string."""
    return urlencode({name: _word(value) for name, value in given(filters).items()})


def _word(value: Any) -> Any:
    """A filter as the query writes it: `true` rather than Python's `True`."""
    return str(value).lower() if isinstance(value, bool) else value
