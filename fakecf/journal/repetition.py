"""An exchange as somebody would ask it again: an absolute URL, the headers that matter, and blanks for its secrets."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from fakecf.journal.exchange import Exchange

_BLANK = re.compile(r"<redacted(?: [0-9a-f]+)?>")
_PARAMETER = re.compile(r"[?&]([^=&?]*)=$")
_NOT_OF_A_NAME = re.compile(r"[^A-Z0-9]+")
_PATH_SAFE = "/-._~!$&'()*+,;=:@"
# what every HTTP client makes by itself
_OF_THE_CLIENT = {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "expect"}


class Blank(NamedTuple):
    """A secret that was taken out; *name* is fit for a variable: `TOKEN`."""

    name: str


Parts = tuple[str | Blank, ...]


def target(exchange: Exchange) -> Parts:
    """Path and query, as they are sent."""
    path = tuple(quote(part, safe=_PATH_SAFE) if isinstance(part, str) else part for part in _parts(exchange.path))
    return path + _parts(f"?{exchange.query}") if exchange.query else path


def url(exchange: Exchange) -> Parts:
    """The whole of it, at the host that the client called."""
    return (f"{exchange.scheme}://{header(exchange, 'host') or 'localhost'}", *target(exchange))


def headers(exchange: Exchange) -> list[tuple[str, Parts]]:
    """The headers that a client has to be told."""
    return [
        (name, _parts(value, _variable(name, value)))
        for name, value in exchange.request_headers
        if name.lower() not in _OF_THE_CLIENT
    ]


def header(exchange: Exchange, wanted: str) -> str | None:
    """A header of the request, asked for in small letters."""
    return next((value for name, value in exchange.request_headers if name.lower() == wanted), None)


def has_body(exchange: Exchange) -> bool:
    """Whether the client sent a body, which is not kept."""
    return header(exchange, "content-length") not in (None, "0") or header(exchange, "transfer-encoding") is not None


def _variable(name: str, value: str) -> str:
    """`TOKEN` for a bearer's, else the header's own name: `COOKIE`."""
    if value[:7].lower() == "bearer ":
        return "TOKEN"
    return "CREDENTIALS" if name.lower() == "authorization" else _named(name)


def _named(text: str) -> str:
    name = _NOT_OF_A_NAME.sub("_", text.upper()).strip("_")
    return name if name and not name[0].isdigit() else f"SECRET_{name}".rstrip("_")


def _parts(text: str, name: str = "SECRET") -> Parts:
    return tuple(part for part in _split(text, name) if part != "")


def _split(text: str, name: str) -> Iterator[str | Blank]:
    """The text between blanks, and the blanks; that of a parameter is named like it."""
    end = 0
    for blank in _BLANK.finditer(text):
        before = text[end : blank.start()]
        parameter = _PARAMETER.search(before)
        yield before
        yield Blank(_named(parameter[1]) if parameter else name)
        end = blank.end()
    yield text[end:]
