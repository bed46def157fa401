"""Writes down every exchange at every listener, injected faults too, and finds them again."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from werkzeug.datastructures import EnvironHeaders

from fakecf.clock import Clock
from fakecf.journal.body import CountedBody
from fakecf.journal.exchange import Exchange, Flow, Search
from fakecf.journal.links import Links
from fakecf.journal.redaction import Redaction, query, text
from fakecf.journal.ring import Ring
from fakecf.web import Headers, StartResponse, WSGIApplication, WSGIEnvironment

MAX_EXCHANGES = 1000
MAX_BYTES = 16 * 2**20

_EVERYTHING = Search()


class Journal:
    """The exchanges of one foundation, the last *exchanges* of them within *size* bytes."""

    def __init__(self, clock: Clock, exchanges: int = MAX_EXCHANGES, size: int = MAX_BYTES) -> None:
        self._clock = clock
        self._ids = count(1)
        self._redaction = Redaction()
        self._links = Links(self._redaction)
        self._ring = Ring(exchanges, size)

    def exchanges(self, search: Search = _EVERYTHING) -> list[Exchange]:
        """Those that *search* finds, in the order in which they were answered."""
        return [exchange for exchange in self._ring.all() if search.finds(exchange)]

    def flows(self, search: Search = _EVERYTHING) -> list[Flow]:
        """Whole flows of which *search* finds an exchange, oldest first."""
        found: dict[int, bool] = {}
        members: dict[int, list[Exchange]] = {}
        for exchange in self._ring.all():
            members.setdefault(exchange.flow, []).append(exchange)
            found[exchange.flow] = found.get(exchange.flow, False) or search.finds(exchange)
        return [Flow(id=flow, exchanges=tuple(members[flow])) for flow, is_found in found.items() if is_found]

    def clear(self) -> None:
        """Forget everything; ids go on."""
        self._ring.clear()
        self._links.clear()

    @property
    def weight(self) -> int:
        """About how many bytes of memory the exchanges take."""
        return self._ring.weight

    def wrap(self, listener: str, app: WSGIApplication) -> WSGIApplication:
        """*app* with its exchanges written down; the outermost wrapper, so that nothing escapes it.

        Reads what others left in the environ: `fakecf.operation`, `fakecf.fault` (the id of a rule) and `fakecf.who`
        (an object with the `claims` of a token).
        """

        def written_down(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return self._written_down(self._begin(listener, environ), app, environ, start_response)

        return written_down

    def _written_down(
        self, exchange: Exchange, app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        begun = self._clock.stopwatch()

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            self._answer(exchange, environ, status, headers)
            return start_response(status, headers) if exc_info is None else start_response(status, headers, exc_info)

        def ended(sent: int, complete: bool) -> None:
            exchange.bytes_sent = sent
            exchange.duration = self._clock.stopwatch() - begun
            exchange.abandoned = not complete and _has_more(exchange, sent)

        try:
            body = app(environ, start)
        except BaseException:
            if exchange.status is None:
                self._keep(exchange, environ)
            ended(0, complete=True)
            raise
        if isinstance(body, list):
            ended(sum(map(len, body)), complete=True)
            return body
        return CountedBody(body, ended)

    def _begin(self, listener: str, environ: WSGIEnvironment) -> Exchange:
        number = next(self._ids)
        path, asked = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        at_blobstore = listener == "blobstore"
        bears_token = environ.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        return Exchange(
            id=number,
            flow=(at_blobstore and self._links.flow(path, asked)) or number,
            listener=listener,
            method=environ["REQUEST_METHOD"],
            path=text(path if path.isascii() else path.encode("latin-1").decode("utf-8", "replace")),
            query=query(asked),
            request_headers=self._redaction.headers(environ.get("fakecf.headers") or EnvironHeaders(environ)),
            started_at=self._clock.now(),
            token_relayed=at_blobstore and bears_token,
            token_in_query="token=" in asked,
        )

    def _answer(self, exchange: Exchange, environ: WSGIEnvironment, status: str, headers: Headers) -> None:
        """The head of the answer is known; an application that corrects its head is written down once."""
        is_new = exchange.status is None
        exchange.status = int(status[:3])
        exchange.response_headers = self._redaction.headers(headers)
        for name, value in headers:
            folded = name.lower()
            if folded == "content-length" and value.isdigit():
                exchange.content_length = int(value)
            elif folded == "location":
                self._links.hand_out(value, exchange.flow)
        if is_new:
            self._keep(exchange, environ)

    def _keep(self, exchange: Exchange, environ: WSGIEnvironment) -> None:
        exchange.operation = environ.get("fakecf.operation")
        exchange.fault = environ.get("fakecf.fault")
        claims = getattr(environ.get("fakecf.who"), "claims", None) or {}
        exchange.user = claims.get("user_name") or claims.get("user_id")
        exchange.client = claims.get("client_id") or claims.get("cid")
        self._ring.append(exchange)


def _has_more(exchange: Exchange, sent: int) -> bool:
    """Whether a body that was closed after *sent* bytes lacks any: HEAD has none, whatever its length says."""
    length = exchange.content_length
    return exchange.method != "HEAD" and (length is None or sent < length)
