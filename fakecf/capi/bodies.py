"""The body of a request as Rails hands it to a controller: by content type, JSON or form."""

import io
from typing import Any

from fakecf.capi.rails import Params, parse_json, parse_query, without_nulls
from fakecf.errors import CfError, UnknownError
from fakecf.web import WSGIEnvironment

MAX_BODY = 15 * 2**20  # nginx's client_max_body_size in front of CC (reliability 0.10)


class NginxRefusal(Exception):  # noqa: N818 - what was done, not what we felt
    """What the nginx in front of CC answers itself, by its status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class BodyTooLarge(NginxRefusal):
    """A body over the limit of nginx."""

    def __init__(self) -> None:
        super().__init__(413)


def parse_body(environ: WSGIEnvironment) -> Params:
    """The body's object: empty unless the content type is JSON or a form (cc-droplets 4, content-type effects).

    A JSON array or scalar stands under `_json`, as Rails puts it. Raises CF-MessageParseError, BodyTooLarge.
    """
    document = _parsed(environ)
    if "body" not in document:
        return document
    environ["fakecf.body_at"] = "/body"
    return _unwrapped(document)


def _unwrapped(document: Params) -> Params:
    """Rails wraps what it has read into `body`, but for what has a `body` already (recorded: app_features)."""
    body = document["body"] or {}
    if not isinstance(body, dict):
        raise UnknownError
    return body


def _parsed(environ: WSGIEnvironment) -> Params:
    kind, _, parameters = environ.get("CONTENT_TYPE", "").lower().partition(";")
    kind = kind.strip()
    if kind == "application/json" or kind.endswith("+json"):
        parsed = without_nulls(parse_json(raw_body(environ)))
        return parsed if isinstance(parsed, dict) else {"_json": parsed}
    # multipart without a boundary is read as a form too (corrections 17)
    if kind == "application/x-www-form-urlencoded" or (kind == "multipart/form-data" and "boundary=" not in parameters):
        return parse_query(raw_body(environ).decode("latin-1"))
    return {}


def raw_json(environ: WSGIEnvironment) -> Any:
    """The JSON of a body, nulls and all, whatever its type says (`Oj.load(request.body)`); CC fails without any."""
    body = raw_body(environ)
    if not body.strip():
        raise UnknownError
    try:
        return parse_json(body)
    except CfError:
        raise UnknownError from None


def raw_body(environ: WSGIEnvironment) -> bytes:
    """The whole body, which can be read again, as Rack's can."""
    body: bytes = environ["wsgi.input"].read(MAX_BODY + 1) if _has_body(environ) else b""
    if len(body) > MAX_BODY:
        raise BodyTooLarge
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _has_body(environ: WSGIEnvironment) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ
