"""Recordings of the real Cloud Controller: exchanges, each with the database that it found."""

import base64
import gzip
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from tests.conformance.rows import Rows, Tables, moved_on


class Request(msgspec.Struct):
    """What was sent, without the caller's token."""

    method: str
    path: str
    headers: dict[str, str | None]
    query: str | None = None
    body: str | dict[str, str] | None = None

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def bytes_sent(self) -> bytes:
        return content(self.body)


class Response(msgspec.Struct):
    """What came back; the headers of a live one are in wire order."""

    status: int
    headers: dict[str, str | None] | list[tuple[str, str | None]]
    body: str | dict[str, str] | None = None

    @property
    def header_list(self) -> list[tuple[str, str]]:
        """An empty header was written down as null."""
        pairs = self.headers.items() if isinstance(self.headers, dict) else self.headers
        return [(name, value or "") for name, value in pairs]


class Caller(msgspec.Struct):
    """Whose token was sent: the claims it made, or in `raw` what was no token at all."""

    scheme: str
    claims: dict[str, Any] | None = None
    raw: str | None = None
    alg: str | None = None


class UaaCall(msgspec.Struct):
    """What the Cloud Controller asked the UAA in the meantime."""

    method: str
    args: list[Any] = []
    result: Any = None


class Exchange(msgspec.Struct):
    """One request of a recording and its answer; `world`, what the database held before it, comes with reading."""

    id: str
    now: str
    request: Request
    response: Response
    caller: Caller | None = None
    db_now: str | None = None
    before: Tables = {}
    before_ref: str | None = None
    config: dict[str, Any] = {}
    stubs: dict[str, int] = {}
    uaa: list[UaaCall] = []

    world: Any = None  # a World, which is no JSON


class World:
    """The database at one moment, for all the exchanges that found it so."""

    def __init__(self, tables: Tables) -> None:
        self.rows = Rows(tables)

    @cached_property
    def _text(self) -> str:
        return msgspec.json.encode(self.rows.tables).decode()

    def mentions(self, guid: str) -> bool:
        return guid in self._text


class _Snapshot(msgspec.Struct):
    snapshot: str
    tables: Tables = {}
    diff: dict[str, dict[str, list[dict[str, Any]]]] = {}
    origin: str | None = msgspec.field(default=None, name="from")


class _Line(msgspec.Struct):
    """Enough of a line to tell what it is."""

    snapshot: str | None = None
    outcome: str | None = None


_line = msgspec.json.Decoder(_Line)
_exchange = msgspec.json.Decoder(Exchange)
_snapshot = msgspec.json.Decoder(_Snapshot)


def read(path: Path) -> Iterator[Exchange]:
    """Every exchange of the recording at *path*, in order, each in its world."""
    worlds: dict[str, World] = {}
    with gzip.open(path, "rb") as lines:
        for line in lines:
            kind = _line.decode(line)
            if kind.snapshot is not None:
                worlds[kind.snapshot] = _next_world(worlds, _snapshot.decode(line))
            elif kind.outcome is None:
                exchange = _exchange.decode(line)
                exchange.world = worlds[exchange.before_ref] if exchange.before_ref else World(exchange.before)
                yield exchange


def _next_world(worlds: dict[str, World], snapshot: _Snapshot) -> World:
    if snapshot.origin is None:
        return World(snapshot.tables)
    return World(moved_on(worlds[snapshot.origin].rows.tables, snapshot.diff))


def content(body: str | dict[str, str] | None) -> bytes:
    """The bytes of a recorded body: text, or base64 where it was none."""
    if isinstance(body, dict):
        return base64.b64decode(body["base64"])
    return (body or "").encode("utf-8", "surrogateescape")
