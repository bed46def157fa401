"""Writes down every exchange at every listener, injected faults too, and finds them again."""

from collections.abc import Callable, Iterable
from itertools import count
from threading import BoundedSemaphore
from typing import Any

from fakecf.bells import Chime, pause
from fakecf.clock import Clock
from fakecf.journal.body import CountedBody, Ending, broken_by
from fakecf.journal.exchange import Exchange, Flow
from fakecf.journal.links import Links
from fakecf.journal.near_misses import near_misses
from fakecf.journal.redaction import Redaction, query, text
from fakecf.journal.retries import Retries
from fakecf.journal.ring import Ring
from fakecf.journal.search import Search
from fakecf.journal.tally import Tally
from fakecf.journal.verification import ONCE_AT_LEAST, Times, verify_count, verify_order
from fakecf.journal.waiting import NotFoundInTimeError, Pause, WaitEndedError
from fakecf.web import Headers, StartResponse, WSGIApplication, WSGIEnvironment, headers_of

MAX_EXCHANGES = 1000
MAX_BYTES = 16 * 2**20
MAX_READERS = 16

_EVERYTHING = Search()
_FAILED = 400
_UNCAUGHT = 500  # what every server answers for an application that fails
_NOT_MODIFIED = 304


class Journal:
    """The exchanges of one foundation, the last *exchanges* of them within *size* bytes.

    `chime` rings whenever an exchange begins to be answered and whenever one is settled. `seats` are for those who
    read the stream. `tally` counts what the ring has long forgotten.
    """

    def __init__(self, clock: Clock, exchanges: int = MAX_EXCHANGES, size: int = MAX_BYTES) -> None:
        self.clock = clock
        self.chime = Chime()
        self.ring = Ring(exchanges, size)
        self.tally = Tally()
        self.seats = BoundedSemaphore(MAX_READERS)
        self._ids = count(1)
        self._redaction = Redaction()
        self._links = Links(self._redaction)
        self._retries = Retries(exchanges)

    def exchanges(self, search: Search = _EVERYTHING) -> list[Exchange]:
        """Those that *search* finds, in the order in which they were answered."""
        return search.among(self.ring.all())

    def flows(self, search: Search = _EVERYTHING) -> list[Flow]:
        """Whole flows of which *search* finds an exchange, oldest first."""
        return self.flows_of(self.exchanges(search))

    def flows_of(self, exchanges: list[Exchange]) -> list[Flow]:
        """The flows that *exchanges* belong to, whole, oldest first."""
        return _flows_of({exchange.flow for exchange in exchanges}, self.ring.all())

    def origin(self, path: str, query: str) -> Exchange | None:
        """The exchange whose answer sent its client to this path (as WSGI has it) and query of the blobstore."""
        flow = self._links.flow(path, query)
        return next((each for each in reversed(self.ring.all()) if each.id == flow), None)

    def flow(self, number: int) -> Flow | None:
        return next(iter(_flows_of({number}, self.ring.all())), None)

    def wait_for(
        self, search: Search, times: int = 1, timeout: float = 5.0, *, settled: bool = True, pause: Pause = pause
    ) -> list[Exchange]:
        """What *search* finds, once there are *times* of it, what happened before the call included.

        An exchange counts when it is *settled*, or else as soon as its answer begins. *pause* lets time pass until a
        bell rings and is True when the one who waits has left. Raises NotFoundInTimeError after *timeout* seconds, and
        WaitEndedError.
        """
        end = self.clock.stopwatch() + timeout
        while True:
            bell = self.chime.bell()
            kept = self.ring.all()
            begun = search.among(kept)
            found = [each for each in begun if each.settled or not settled]
            if len(found) >= times:
                return found
            left = end - self.clock.stopwatch()
            if left <= 0:
                under_way = f", {len(begun) - len(found)} more are under way" if len(begun) > len(found) else ""
                sentence = f"found {len(found)} of {times} exchanges within {timeout:g} s{under_way}"
                raise NotFoundInTimeError(sentence, len(found), near_misses(search, kept))
            if pause(left, bell):
                raise WaitEndedError

    def verify(self, search: Search, times: Times | int = ONCE_AT_LEAST) -> list[Exchange]:
        """What *search* finds, if that is as often as wanted, a number meaning exactly; raises NotVerifiedError."""
        return verify_count(self.ring.all(), search, times)

    def verify_order(self, *order: Search) -> list[Exchange]:
        """One exchange for each search, each asked after the one before it; raises NotVerifiedError."""
        return verify_order(self.ring.all(), order)

    def clear(self) -> None:
        """Forget everything; ids go on."""
        self.ring.clear()
        self.tally.clear()
        self._links.clear()
        self._retries.clear()

    @property
    def weight(self) -> int:
        """About how many bytes of memory the exchanges take."""
        return self.ring.weight

    def wrap(self, listener: str, app: WSGIApplication) -> WSGIApplication:
        """*app* with its exchanges written down; the outermost wrapper, so that nothing escapes it.

        Reads what others left in the environ: `fakecf.operation`, `fakecf.fault` (the id of a rule), `fakecf.who`
        (an object with the `claims` of a token), `fakecf.token_expired`, and of what the exchange tells by these names
        `fakecf.unknown`, `fakecf.unserved` (the rule of the route), `fakecf.uncaught` and `fakecf.unread`.
        """

        def written_down(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return self._written_down(self._begin(listener, environ), app, environ, start_response)

        return written_down

    def _written_down(
        self, exchange: Exchange, app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        begun = self.clock.stopwatch()
        request = self._retries.key(exchange.listener, environ)
        self._compare(exchange, request)

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            self._answer(exchange, environ, status, headers)
            if int(status[:3]) >= _FAILED:  # known before the client can ask again
                self._retries.failed(request, exchange.id)
            return start_response(status, headers) if exc_info is None else start_response(status, headers, exc_info)

        def ended(sent: int, how: Ending) -> None:
            exchange.bytes_sent = sent
            exchange.duration = self.clock.stopwatch() - begun
            exchange.abandoned = how == "left" and _has_more(exchange, sent)
            exchange.uncaught = exchange.uncaught or how == "failed"
            self._settle(exchange, request, succeeded=how in ("all", "left") and _is_whole(exchange))

        try:
            body = app(environ, start)
        except BaseException as error:
            ending = broken_by(error)
            if exchange.status is None:
                exchange.status = _UNCAUGHT if ending == "failed" else None
                self._keep(exchange, environ)
            ended(0, ending)
            raise
        if isinstance(body, list):
            ended(sum(map(len, body)), "all")
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
            request_headers=self._redaction.headers(headers_of(environ)),
            started_at=self.clock.now(),
            scheme=environ.get("wsgi.url_scheme", "http"),
            address=environ.get("REMOTE_ADDR"),
            token_relayed=at_blobstore and bears_token,
            token_in_query="token=" in asked,
        )

    def _compare(self, exchange: Exchange, request: int) -> None:
        earlier = self._retries.earlier(request)
        if earlier is not None and earlier in self.ring:
            exchange.retried, exchange.retry_of = True, earlier

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
        exchange.expired_token_used = environ.get("fakecf.token_expired", False)
        claims = getattr(environ.get("fakecf.who"), "claims", None) or {}
        exchange.user = claims.get("user_name") or claims.get("user_id")
        exchange.client = claims.get("client_id") or claims.get("cid")
        unserved = environ.get("fakecf.unserved")
        exchange.unknown, exchange.unserved = environ.get("fakecf.unknown", False), unserved is not None
        exchange.uncaught, exchange.unread = environ.get("fakecf.uncaught", False), environ.get("fakecf.unread", ())
        self.tally.asked(exchange, exchange.operation or unserved or "")
        self.ring.append(exchange)
        self.chime.ring()

    def _settle(self, exchange: Exchange, request: int, *, succeeded: bool) -> None:
        if succeeded:
            self._retries.succeeded(request)
        else:
            self._retries.failed(request, exchange.id)
        self.ring.settle(exchange)
        self.tally.noticed(exchange)
        self.chime.ring()


def _flows_of(wanted: set[int], kept: list[Exchange]) -> list[Flow]:
    members: dict[int, list[Exchange]] = {}
    for exchange in kept:
        if exchange.flow in wanted:
            members.setdefault(exchange.flow, []).append(exchange)
    return [Flow(id=flow, exchanges=tuple(exchanges)) for flow, exchanges in members.items()]


def _has_more(exchange: Exchange, sent: int) -> bool:
    """Whether a body that ended after *sent* bytes lacks any: to HEAD and in a 304 none is due, whatever its length."""
    length = exchange.content_length
    bodiless = exchange.method == "HEAD" or exchange.status == _NOT_MODIFIED
    return not bodiless and (length is None or sent < length)


def _is_whole(exchange: Exchange) -> bool:
    """Whether a body that ended in order was all of an answer that is no failure."""
    if exchange.status is None or exchange.status >= _FAILED or exchange.abandoned:
        return False
    return exchange.content_length is None or not _has_more(exchange, exchange.bytes_sent)
