"""The control API as a WSGI application."""

from collections.abc import Iterable
from typing import Any

from fakecf.control import routes
from fakecf.control.endpoint import Asked, Endpoint, answer, read_query
from fakecf.control.guard import check
from fakecf.control.openapi import describe
from fakecf.control.problems import Refusal
from fakecf.discovery import load_all
from fakecf.foundation import Foundation
from fakecf.web import Answer, Routes, StartResponse, WSGIEnvironment
from fakecf.words import nearest


class Control:
    """Steers one foundation; off loopback a *token* must be known. No fault can strike it."""

    def __init__(self, foundation: Foundation, token: str | None = None) -> None:
        self._foundation = foundation
        self._token = token
        self._routes: Routes[Endpoint] = Routes()
        for endpoint in self.endpoints():
            # the guid of a client is its id, which may hold dots and slashes; a name that may not is told so
            rule = endpoint.rule.replace("<guid>", "<path:guid>").replace("<name>", "<path:name>")
            self._routes.add(endpoint.method, rule, endpoint)

    @staticmethod
    def endpoints() -> tuple[Endpoint, ...]:
        """Every call there is."""
        found = [endpoint for module in load_all(routes) for endpoint in module.ENDPOINTS]
        described = Endpoint("GET", "/v1/openapi.json", _description, "This description.", gives=dict[str, Any])
        return (*found, described)

    def application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The WSGI application."""
        answered = self._answer(environ)
        answered.headers.append(("X-Content-Type-Options", "nosniff"))  # no page can load JSON as a script
        return answered(environ, start_response)

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        try:
            check(environ, self._token)
            return self._handled(environ)
        except Refusal as refusal:
            return refusal.answer()

    def _handled(self, environ: WSGIEnvironment) -> Answer:
        method = environ["REQUEST_METHOD"].replace("HEAD", "GET")
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        found = self._routes.match(method, path) if not _ends_openly(path) else None
        if found is None:
            raise self._unknown(path)
        _, endpoint, params = found
        self._foundation.progress.present()  # what was due is over before anybody looks
        query = read_query(environ.get("QUERY_STRING", ""), endpoint.query)
        return endpoint.handler(Asked(self._foundation, environ, query), **params)

    def _unknown(self, path: str) -> Refusal:
        allowed = self._routes.allowed(path) if not _ends_openly(path) else []
        if allowed:
            return Refusal(405, f"{path} allows {', '.join(allowed)}", headers=[("Allow", ", ".join(allowed))])
        meant = nearest(path, {endpoint.path for _, _, endpoint in self._routes})
        return Refusal(404, f"there is no {path}" + (f"; did you mean {meant}?" if meant else ""))


def _ends_openly(path: str) -> bool:
    """`DELETE /v1/faults/` is an id that somebody's script forgot, not the wish to remove every rule."""
    return path.endswith("/")


def _description(_: Asked) -> Answer:
    return answer(200, describe(Control.endpoints()))
