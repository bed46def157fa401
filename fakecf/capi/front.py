"""What the nginx in front of CC answers by itself, before CC sees anything (cc-droplets 1.4)."""

from fakecf.capi.bodies import MAX_BODY, BodyTooLarge, NginxRefusal
from fakecf.capi.rails import BAD_ESCAPE, sent_path
from fakecf.web import Answer, WSGIEnvironment

_INTERNAL = ("/internal/v4/", "/internal/v5/")
_UPLOAD = "/upload"  # where nginx takes bodies of a hundred times that size


def answered_in_front(environ: WSGIEnvironment, proxy: str) -> Answer | None:
    """Nginx's own answer to a request that it does not pass on; raises NginxRefusal where that is one of its pages.

    A path with a bad escape does not get through gorouter, so only who asks nginx itself sees what it says of one.
    """
    if proxy == "direct":
        return None
    path = sent_path(environ)
    if proxy == "nginx" and BAD_ESCAPE.search(path):
        raise NginxRefusal(400)
    if int(environ.get("CONTENT_LENGTH") or 0) > MAX_BODY and not path.endswith(_UPLOAD):
        raise BodyTooLarge
    return _html(403, b"Forbidden") if path.startswith(_INTERNAL) else None


def v2_disabled() -> Answer:
    """API version 2 is off by default (cc-surface 0.2)."""
    return _html(404, b"V2 endpoints disabled")


def _html(status: int, body: bytes) -> Answer:
    return Answer(status, [("content-type", "text/html")], body)
