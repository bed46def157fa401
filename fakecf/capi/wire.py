"""Whose hands an answer passed through on its way out: puma alone, nginx, or nginx and gorouter."""

import functools
from http import HTTPStatus

from fakecf.clock import Clock, http_date
from fakecf.web import Answer, Headers, WSGIEnvironment

# puma 8 and Ruby's Rack know the newer phrases of RFC 9110, Go still the older ones (cc-droplets 1.2)
_RACK_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
_GO_PHRASES = {413: "Request Entity Too Large", 422: "Unprocessable Entity"}
_MOVED_UP_BY_NGINX = ("content-type", "content-length")


class Wire:
    """Dresses answers of the API in the header case, order and phrases of *proxy* (conformance README)."""

    def __init__(self, proxy: str, clock: Clock) -> None:
        self._dress = {"direct": self._by_puma, "nginx": self._by_nginx, "gorouter": self._by_gorouter}[proxy]
        self._clock = clock

    def dress(self, answer: Answer, environ: WSGIEnvironment) -> Answer:
        if isinstance(answer.body, bytes) and answer.header("content-length") is None:
            answer.headers.append(("content-length", str(len(answer.body))))
        return self._dress(answer, environ)

    def _by_puma(self, answer: Answer, _: WSGIEnvironment) -> Answer:
        answer.reason = answer.reason or _phrase(answer.status, _RACK_PHRASES)
        return answer

    def _by_nginx(self, answer: Answer, environ: WSGIEnvironment) -> Answer:
        if answer.reason is None:
            answer.reason = _phrase(answer.status, _RACK_PHRASES)
        first = [("Server", "nginx"), ("Date", self._date())]
        raised = [(name.title(), value) for name, value in answer.headers if name in _MOVED_UP_BY_NGINX]
        kept = [header for header in answer.headers if header[0] not in (*_MOVED_UP_BY_NGINX, "x-user-guid")]
        answer.headers = first + raised + _keep_alive(environ) + kept
        return answer

    def _by_gorouter(self, answer: Answer, _: WSGIEnvironment) -> Answer:
        answer.reason = answer.reason or _phrase(answer.status, _GO_PHRASES)
        named = [(canonical(name), value) for name, value in answer.headers if name != "x-user-guid"]
        named += [("Server", "nginx"), ("Date", self._date())]
        answer.headers = sorted(named, key=lambda header: header[0])
        return answer

    def _date(self) -> str:
        return http_date(self._clock.now())


@functools.lru_cache(maxsize=256)
def canonical(name: str) -> str:
    """A header name as Go writes it: `x-vcap-request-id` becomes `X-Vcap-Request-Id`."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _phrase(status: int, phrases: dict[int, str]) -> str:
    return phrases.get(status) or HTTPStatus(status).phrase


def _keep_alive(environ: WSGIEnvironment) -> Headers:
    if "close" in environ.get("HTTP_CONNECTION", "").lower() or environ["SERVER_PROTOCOL"] == "HTTP/1.0":
        return []
    return [("Connection", "keep-alive"), ("Keep-Alive", "timeout=20")]
