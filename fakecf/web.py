"""The common shape of everything we serve: routes, answers, and how a connection may end early."""

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
else:
    StartResponse = WSGIApplication = WSGIEnvironment = Any

__all__ = [
    "Answer",
    "BodyError",
    "GoneError",
    "Hangup",
    "Routes",
    "StartResponse",
    "WSGIApplication",
    "WSGIEnvironment",
    "close_body",
    "header_key",
    "headers_of",
    "is_failure",
    "json_answer",
]

Headers = list[tuple[str, str]]
Handler = TypeVar("Handler")

_BARE = ("CONTENT_TYPE", "CONTENT_LENGTH")  # the two that an environ has without HTTP_


class Hangup(Exception):  # noqa: N818 - an ending, not an error
    """Raised from a body or an application to end the connection: `reset` sends RST, `close` sends FIN."""

    def __init__(self, how: Literal["reset", "close"] = "reset") -> None:
        super().__init__(how)
        self.how = how


class BodyError(OSError):
    """The body of a request came to no good end; *status* says so where the application has no answer of its own."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class GoneError(Exception):
    """The client cannot be talked to any longer."""


def is_failure(error: BaseException) -> bool:
    """Whether *error* escaped an application that did not mean to end so; else it was on purpose, or the client's."""
    return isinstance(error, Exception) and not isinstance(error, Hangup | BodyError | GoneError)


def reason_phrase(status: int) -> str:
    """The phrase Go and nginx would send after *status*; empty for numbers nobody named."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def header_key(name: str) -> str:
    """The key under which an environ holds a header of the request."""
    key = name.upper().replace("-", "_")
    return key if key in _BARE else f"HTTP_{key}"


def headers_of(environ: WSGIEnvironment) -> Headers:
    """The headers of a request as they were sent; behind another server than ours, as its environ spells them."""
    sent: Headers = environ.get("fakecf.headers") or [
        (key.removeprefix("HTTP_").replace("_", "-").title(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_") or (key in _BARE and value)
    ]
    return sent


@dataclass(slots=True)
class Answer:
    """What is sent back: a status, headers in wire order, and a body of bytes or of chunks.

    A body of bytes gets its Content-Length here, last, unless the headers carry one already; a body of chunks
    must bring its own length or is sent chunked. `reason` overrides the usual phrase.
    """

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes | Iterable[bytes] = b""
    reason: str | None = None

    @property
    def status_line(self) -> str:
        reason = reason_phrase(self.status) if self.reason is None else self.reason
        return f"{self.status} {reason}"

    @property
    def length(self) -> int | None:
        """How many bytes the body has, where that can be known before it is sent."""
        declared = self.header("content-length")
        if declared is not None:
            return int(declared)
        if isinstance(self.body, bytes):
            return len(self.body)
        return sum(map(len, self.body)) if isinstance(self.body, list) else None

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def is_json(self) -> bool:
        return "json" in (self.header("content-type") or "").lower()

    def set_header(self, name: str, value: str) -> None:
        """Replace the header where it stands, or append it."""
        wanted = name.lower()
        for place, (key, _) in enumerate(self.headers):
            if key.lower() == wanted:
                self.headers[place] = (key, value)
                return
        self.headers.append((name, value))

    def drop_header(self, name: str) -> None:
        wanted = name.lower()
        self.headers[:] = [header for header in self.headers if header[0].lower() != wanted]

    def replace_body(self, body: bytes) -> None:
        """Another body under the same head, its length told as that of the first was."""
        if self.header("content-length") is None:
            self.body = [body]
        else:
            self.set_header("content-length", str(len(body)))
            self.body = body

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send it over WSGI; HEAD keeps the headers and drops the body."""
        if isinstance(self.body, bytes) and self.header("content-length") is None:
            self.headers.append(("content-length", str(len(self.body))))
        start_response(self.status_line, self.headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            close_body(self.body)
            return []
        return [self.body] if isinstance(self.body, bytes) else self.body


def close_body(body: bytes | Iterable[bytes | memoryview]) -> None:
    """Let go of what a body holds, sent or not."""
    close = getattr(body, "close", None)
    if close is not None:
        close()


def json_answer(status: int, document: object, *headers: tuple[str, str]) -> Answer:
    """A compact JSON answer of our own making (the Cloud Controller's JSON has rules of its own)."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, [("Content-Type", "application/json"), *headers], body)


class _End(NamedTuple):
    """Where a rule ends: its number, and what its placeholders are called."""

    number: int
    names: tuple[str, ...]


class _Fork:
    """A point on the paths there are: where the parts that may follow lead, and what ends here, by method."""

    __slots__ = ("ends", "holes", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Fork] = {}
        self.holes: dict[str, _Fork] = {}
        self.ends: dict[str, _End] = {}

    def at(self, part: str) -> "_Fork":
        """Where a part of a rule leads, a word or a placeholder, from now on."""
        hole = _HOLE.fullmatch(part)
        return self.words.setdefault(part, _Fork()) if hole is None else self.holes.setdefault(hole[1], _Fork())

    def reached(self, parts: list[str]) -> Iterator[tuple[dict[str, _End], tuple[str, ...]]]:
        """All that ends where *parts* lead, words first, and what the placeholders hold; a last slash is nothing."""
        if parts in ([], [""]):
            yield self.ends, ()
        if not parts:
            return
        if parts[0] in self.words:
            yield from self.words[parts[0]].reached(parts[1:])
        for kind, spans in _SPANS.items():
            for length in spans(parts) if kind in self.holes else ():
                for ends, held in self.holes[kind].reached(parts[length:]):
                    yield ends, ("/".join(parts[:length]), *held)


_HOLE = re.compile(r"<(|string:|path:)(\w+)>")

# How many parts each kind of placeholder may hold. Rails lets a segment have no dot (cc-droplets 4).
_SPANS: dict[str, Callable[[list[str]], Iterable[int]]] = {
    "": lambda parts: (1,) if parts[0] and "." not in parts[0] else (),
    "string:": lambda parts: (1,) if parts[0] else (),
    "path:": lambda parts: [n for n in range(1, len(parts) + 1) if parts[n:] != [""]] if parts[0] else (),
}


@functools.lru_cache(maxsize=16)
def _beginning(rules: tuple[tuple[str, str], ...]) -> _Fork:
    """Where every path begins; one for all who have the same methods and rules, and never changed."""
    beginning = _Fork()
    for number, (method, rule) in enumerate(rules):
        fork = functools.reduce(_Fork.at, rule.rstrip("/").split("/"), beginning)
        end = _End(number, tuple(name for _, name in _HOLE.findall(rule)))
        for answered in (method, "HEAD") if method == "GET" else (method,):
            fork.ends.setdefault(answered, end)
    return beginning


class Routes(Generic[Handler]):
    """A table of methods and rules (`/v3/droplets/<guid>/download`), each leading to one handler."""

    def __init__(self) -> None:
        self._listed: list[tuple[str, str, Handler]] = []

    def add(self, method: str, rule: str, handler: Handler) -> None:
        """Only before anything is matched."""
        self._listed.append((method, rule, handler))

    def __iter__(self) -> Iterator[tuple[str, str, Handler]]:
        return iter(self._listed)

    def match(self, method: str, path: str) -> tuple[str, Handler, dict[str, str]] | None:
        """The rule, its handler and what its placeholders hold; None for no such path or another verb."""
        for ends, held in self._beginning.reached(path.split("/")):
            if method in ends:
                number, names = ends[method]
                _, rule, handler = self._listed[number]
                return rule, handler, dict(zip(names, held, strict=True))
        return None

    def allowed(self, path: str) -> list[str]:
        return sorted({method for ends, _ in self._beginning.reached(path.split("/")) for method in ends})

    @functools.cached_property
    def _beginning(self) -> _Fork:
        return _beginning(tuple((method, rule) for method, rule, _ in self._listed))
