"""What browsers on other pages may do: CC's `middleware/cors.rb`, outermost of all (cc-droplets 1.3)."""

import re
from collections.abc import Sequence

from fakecf.web import Answer, Headers, WSGIEnvironment

_VERBS = ("get", "put", "delete", "post")
_ALWAYS_ALLOWED = ("origin", "content-type", "authorization")
_EXPOSED = "x-cf-warnings,x-app-staging-log,x-vcap-request-id,location,range"


class Cors:
    """The pages of *domains*, in which `*` stands for anything, may ask and read the answers."""

    def __init__(self, domains: Sequence[str]) -> None:
        quoted = (re.escape(domain).replace(r"\*", ".*") for domain in domains)
        self._allowed = [re.compile(domain) for domain in quoted]

    def headers(self, environ: WSGIEnvironment) -> Headers:
        """What the answer to such a page says besides; nothing for any other, and nothing where no page would look."""
        return [] if environ["REQUEST_METHOD"] == "OPTIONS" else self._permission(environ)

    def _permission(self, environ: WSGIEnvironment) -> Headers:
        origin = environ.get("HTTP_ORIGIN", "")
        if not any(domain.fullmatch(origin) for domain in self._allowed):
            return []
        return [
            ("access-control-allow-origin", origin),
            ("access-control-allow-credentials", "true"),
            ("access-control-expose-headers", _EXPOSED),
        ]

    def preflight(self, environ: WSGIEnvironment) -> Answer | None:
        """The answer to a browser that asks first; for PATCH CC looks for a route instead, and finds none."""
        headers = self._permission(environ)
        wanted = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "").lower()
        if environ["REQUEST_METHOD"] != "OPTIONS" or not headers or wanted not in _VERBS:
            return None
        asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "").lower().split(",")
        named = (name.strip() for name in asked if name.strip())
        more = [
            ("vary", "Origin"),
            ("content-type", "text/plain"),
            ("access-control-allow-methods", "GET,PUT,POST,DELETE"),
            ("access-control-max-age", "900"),
            ("access-control-allow-headers", ",".join(dict.fromkeys((*_ALWAYS_ALLOWED, *named)))),
        ]
        return Answer(200, [*headers, *more])


def share(answer: Answer, headers: Headers) -> None:
    """Add what lets a page read *answer*, which now varies by page as well."""
    if not headers:
        return
    varies = answer.header("vary")
    answer.headers += headers
    answer.set_header("vary", f"{varies},Origin" if varies else "Origin")
