"""The control API as a WSGI application."""

import logging
from collections.abc import Iterable
from urllib.parse import parse_qsl

from fakecf.control import routes
from fakecf.control.endpoint import Asked, Endpoint, answer
from fakecf.control.guard import check
from fakecf.control.openapi import describe
from fakecf.control.problems import Refusal
from fakecf.discovery import load_all
from fakecf.foundation import Foundation
from fakecf.web import Answer, Routes, StartResponse, WSGIEnvironment
from fakecf.words import nearest

_log = logging.getLogger("fakecf.control")


class Control:
    """Steers one foundation; off loopback a *token* must be known. No fault can strike it."""

    def __init__(self, foundation: Foundation, token: str | None = None) -> None:
        self._foundation = foundation
        self._token = token
        self._routes: Routes[Endpoint] = Routes()
        for endpoint in self.endpoints():
            self._routes.add(endpoint.method, endpoint.rule, endpoint)

    @staticmethod
    def endpoints() -> tuple[Endpoint, ...]:
        """Every call there is."""
        found = [endpoint for module in load_all(routes) for endpoint in module.ENDPOINTS]
        described = Endpoint("GET", "/v1/openapi.json", lambda _: answer(200, describe(found)), "This description.")
        return (*found, described)

    def application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The WSGI application."""
        return self._answer(environ)(environ, start_response)

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        try:
            check(environ, self._token)
            return self._handled(environ)
        except Refusal as refusal:
            return refusal.answer()

    def _handled(self, environ: WSGIEnvironment) -> Answer:
        method = environ["REQUEST_METHOD"].replace("HEAD", "GET")
        found = self._routes.match(method, environ["PATH_INFO"])
        if found is None:
            raise self._unknown(environ["PATH_INFO"])
        _, endpoint, params = found
        asked = Asked(self._foundation, environ, dict(parse_qsl(environ.get("QUERY_STRING", ""))))
        return endpoint.handler(asked, **params)

    def _unknown(self, path: str) -> Refusal:
        allowed = self._routes.allowed(path)
        if allowed:
            return Refusal(405, f"{path} allows {', '.join(allowed)}", headers=[("Allow", ", ".join(allowed))])
        meant = nearest(path, {rule for _, rule, _ in self._routes})
        return Refusal(404, f"there is no {path}" + (f"; did you mean {meant}?" if meant else ""))
