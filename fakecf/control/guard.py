"""Who may steer: no web page, and off loopback only who knows the token (reliability 1.3)."""

import hmac

from fakecf.control.bodies import BODY_TYPES, body_type
from fakecf.control.problems import Refusal
from fakecf.web import WSGIEnvironment

_READING = ("GET", "HEAD")
_BRINGING = ("POST", "PUT", "PATCH")
_OPEN = ("/v1/health/live", "/v1/health/ready", "/v1/ca.pem")


def check(environ: WSGIEnvironment, token: str | None) -> None:
    """Raise a Refusal unless this caller may make this call."""
    _refuse_foreign_pages(environ)
    if token is not None and environ["PATH_INFO"] not in _OPEN:
        _require_token(environ.get("HTTP_AUTHORIZATION", ""), token)
    if environ["REQUEST_METHOD"] not in _READING:
        _refuse_browsers(environ)
        _require_body_type(environ)


def _refuse_foreign_pages(environ: WSGIEnvironment) -> None:
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and origin != f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}":
        raise Refusal(403, "a page of another origin may not call the control API")


def _refuse_browsers(environ: WSGIEnvironment) -> None:
    if environ.get("HTTP_USER_AGENT", "").startswith("Mozilla/"):
        raise Refusal(403, "a browser may read here but change nothing")


def _require_token(header: str, token: str) -> None:
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        challenge = [("WWW-Authenticate", "Bearer")]
        raise Refusal(401, "the control token is wanted: Authorization: Bearer <token>", headers=challenge)


def _require_body_type(environ: WSGIEnvironment) -> None:
    """A form or text can be sent by any page without asking, JSON cannot; DELETE cannot either."""
    kind = body_type(environ)
    if kind not in BODY_TYPES and (environ["REQUEST_METHOD"] in _BRINGING or kind):
        raise Refusal(415, f"the content type must be {' or '.join(BODY_TYPES)}")
