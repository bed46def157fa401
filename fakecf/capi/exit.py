"""The one exit: what was answered or raised becomes an answer with the headers Rails and Rack put on it."""

import re
from http import HTTPStatus

from fakecf.capi.authentication import Who
from fakecf.capi.cors import share
from fakecf.capi.encoding import JSON, encode, json_answer
from fakecf.capi.rails import consulted_accept, sent_path, without_suffix
from fakecf.capi.wire import Wire
from fakecf.clock import Clock
from fakecf.guids import Guids
from fakecf.proxies import nginx
from fakecf.web import Answer, Headers, WSGIEnvironment

SINATRA_JSON = "application/json;charset=utf-8"

_SECURITY: Headers = [
    ("x-frame-options", "SAMEORIGIN"),
    ("x-xss-protection", "1; mode=block"),
    ("x-content-type-options", "nosniff"),
    ("x-download-options", "noopen"),
    ("x-permitted-cross-domain-policies", "none"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
]
_NOT_IN_A_REQUEST_ID = re.compile(r"[^\w-]", re.ASCII)
_FAILSAFE = (
    "500 Internal Server Error\nIf you are the administrator of this website, then please read this web "
    "application's log file and/or the web server's log file to find out what went wrong."
)


class Exit:
    """Sends answers out in one of three coats: `rails` (all of `/v3`), `sinatra` (the rest), `rack` (neither)."""

    def __init__(self, clock: Clock, guids: Guids, proxy: str) -> None:
        self._clock = clock
        self._guids = guids
        self._behind_gorouter = proxy == "gorouter"
        self._wire = Wire(proxy, clock)

    def rails(self, answer: Answer, environ: WSGIEnvironment) -> Answer:
        """The headers of a Rails-handled answer, in wire order (conformance README)."""
        headers = [header for header in answer.headers if header[0] != "content-length"]
        if answer.header("content-type") == JSON and _varies(environ):
            headers.append(("vary", "Accept"))
        headers.append(("x-runtime", self._runtime(environ)))
        return self._sent(answer, [*_SECURITY, *headers], environ)

    def sinatra(self, answer: Answer, environ: WSGIEnvironment) -> Answer:
        return self._sent(answer, [*answer.headers, ("x-content-type-options", "nosniff")], environ)

    def rack(self, answer: Answer, environ: WSGIEnvironment) -> Answer:
        return self._sent(answer, [header for header in answer.headers if header[0] != "content-length"], environ)

    def failsafe(self, environ: WSGIEnvironment) -> Answer:
        """Rails' own last words, for a query it cannot even read (corrections 1)."""
        headers = [("content-type", "text/plain; charset=utf-8"), ("x-runtime", self._runtime(environ))]
        return self.rack(Answer(500, headers, _FAILSAFE.encode()), environ)

    def nginx(self, answer: Answer, environ: WSGIEnvironment) -> Answer:
        """An answer nginx makes before the Cloud Controller sees anything, or its outermost middleware."""
        return self._wire.dress(answer, environ)

    def refused_by_nginx(self, status: int, environ: WSGIEnvironment) -> Answer:
        """Nginx's page for a request it lets nobody else see; it hangs up on what it does not read to its end.

        That is a body over its limit, and what is no request (nginx-413, nginx-400-path).
        """
        page = nginx(status, self._clock.now())
        if status in (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.BAD_REQUEST):
            page.headers.append(("Connection", "close"))
            return page
        kind = page.header("content-type")
        # where it has no page it has no phrase either (conformance nginx-422-bits-path)
        answer = Answer(status, [("content-type", kind)] if kind else [], page.body, None if kind else "")
        return self.nginx(answer, environ)

    def _sent(self, answer: Answer, headers: Headers, environ: WSGIEnvironment) -> Answer:
        length = answer.header("content-length")
        limits: Headers = environ.get("fakecf.limit_headers", [])
        answer.headers = [*headers, *limits, *_traced(environ), *_identified(environ)]
        answer.headers.append(("x-vcap-request-id", self._request_id(environ)))
        share(answer, environ.get("fakecf.cors_headers", []))
        if length is not None:
            answer.headers.append(("content-length", length))
        return self._wire.dress(answer, environ)

    def _runtime(self, environ: WSGIEnvironment) -> str:
        return f"{self._clock.stopwatch() - environ['fakecf.started']:.6f}"

    def _request_id(self, environ: WSGIEnvironment) -> str:
        """CC's own id behind the caller's; gorouter always gives one (cc-droplets 1.2)."""
        given = environ.get("HTTP_X_VCAP_REQUEST_ID") or environ.get("HTTP_X_REQUEST_ID")
        if self._behind_gorouter:
            given = self._guids.new()
        own = self._guids.new()
        return f"{_NOT_IN_A_REQUEST_ID.sub('', given)[:255]}::{own}" if given else own


def errors_answer(status: int, *errors: dict[str, object]) -> Answer:
    """CC's envelope of errors (cc-droplets 4)."""
    return json_answer(status, {"errors": errors})


def sinatra_not_found() -> Answer:
    """What answers any unknown path outside `/v3` (corrections 8)."""
    body = {"description": "Unknown request", "error_code": "CF-NotFound", "code": 10000}
    return Answer(404, [("x-cascade", "pass"), ("content-type", SINATRA_JSON)], encode(body))


def _varies(environ: WSGIEnvironment) -> bool:
    _, suffix = without_suffix(sent_path(environ))
    return consulted_accept(environ.get("HTTP_ACCEPT"), suffix)


def _traced(environ: WSGIEnvironment) -> Headers:
    trace, span = environ.get("HTTP_X_B3_TRACEID"), environ.get("HTTP_X_B3_SPANID")
    return [("x-b3-traceid", trace), ("x-b3-spanid", span)] if trace and span else []


def _identified(environ: WSGIEnvironment) -> Headers:
    who: Who | None = environ.get("fakecf.who")
    return [("x-user-guid", who.guid)] if who is not None and who.guid is not None else []
