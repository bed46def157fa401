"""The control API as a WSGI application."""

import functools
import re
from collections.abc import Iterable
from typing import Any

from fakecf.control import routes
from fakecf.control.endpoint import Asked, Endpoint, answer, read_query
from fakecf.control.further import Further
from fakecf.control.guard import check
from fakecf.control.openapi import describe
from fakecf.control.problems import Refusal
from fakecf.discovery import load_all
from fakecf.foundation import Foundation
from fakecf.web import Answer, Routes, StartResponse, WSGIEnvironment
from fakecf.words import nearest

_WITHOUT_VERSION = ("metrics",)
_BELOW = re.compile(r"/v1/foundations/(?P<id>[^/]+)/(?P<rest>.+)")


class Control:
    """Steers a foundation, and *further* ones in the same server; off loopback a *token* must be known.

    No fault can strike it. Below `/v1/foundations/<id>` the calls are about the further foundation of that id.
    """

    def __init__(self, foundation: Foundation, token: str | None = None, further: Further | None = None) -> None:
        self._foundation = foundation
        self._token = token
        self._further = further

    @staticmethod
    @functools.cache
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
        foundation, root, path = self._addressed(environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"))
        found = _routes().match(method, path) if not _ends_openly(path) else None
        if found is None:
            raise _unknown(path)
        _, endpoint, params = found
        foundation.progress.present()  # what was due is over before anybody looks
        query = read_query(environ.get("QUERY_STRING", ""), endpoint.query)
        further = self._further if foundation is self._foundation else None
        return endpoint.handler(Asked(foundation, environ, query, root, further), **params)

    def _addressed(self, path: str) -> tuple[Foundation, str, str]:
        """Whom a call is about, what its own path begins with, and the path as it is for any foundation."""
        below = _BELOW.fullmatch(path)
        if below is None or self._further is None:
            return self._foundation, "/v1", path
        own = f"/{below['rest']}" if below["rest"] in _WITHOUT_VERSION else f"/v1/{below['rest']}"
        return self._further.get(below["id"]), f"/v1/foundations/{below['id']}", own


@functools.cache
def _routes() -> Routes[Endpoint]:
    """One table for all foundations."""
    table: Routes[Endpoint] = Routes()
    for endpoint in Control.endpoints():
        # the guid of a client is its id, which may hold dots and slashes; a name that may not is told so
        rule = endpoint.rule.replace("<guid>", "<path:guid>").replace("<name>", "<path:name>")
        table.add(endpoint.method, rule, endpoint)
    return table


def _unknown(path: str) -> Refusal:
    allowed = _routes().allowed(path) if not _ends_openly(path) else []
    if allowed:
        return Refusal(405, f"{path} allows {', '.join(allowed)}", headers=[("Allow", ", ".join(allowed))])
    meant = nearest(path, {endpoint.path for _, _, endpoint in _routes()})
    return Refusal(404, f"there is no {path}" + (f"; did you mean {meant}?" if meant else ""))


def _ends_openly(path: str) -> bool:
    """`DELETE /v1/faults/` is an id that somebody's script forgot, not the wish to remove every rule."""
    return path.endswith("/")


def _description(_: Asked) -> Answer:
    return answer(200, describe(Control.endpoints()))
