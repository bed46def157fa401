"""HTTP Archive 1.2, as browsers and proxies read it."""

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from fakecf.journal.exchange import Exchange, Flow
from fakecf.journal.redaction import Pairs
from fakecf.journal.repetition import Blank, url
from fakecf.web import reason_phrase

MEDIA_TYPE = "application/json"

_UNKNOWN = -1


def written(flow: Flow) -> str:
    """An entry for each exchange; status 0 is one without an answer."""
    creator = {"name": "fakecf", "version": _version()}
    log = {"version": "1.2", "creator": creator, "entries": [_entry(exchange) for exchange in flow.exchanges]}
    return msgspec.json.format(msgspec.json.encode({"log": log})).decode()


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("fakecf")
    except metadata.PackageNotFoundError:  # run from its sources
        return "unknown"


def _entry(exchange: Exchange) -> dict[str, Any]:
    time = round((exchange.duration or 0.0) * 1000, 3)
    return {
        "startedDateTime": exchange.started_at,
        "time": time,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": time, "receive": 0},
        "comment": str(exchange),
    }


def _request(exchange: Exchange) -> dict[str, Any]:
    return {
        "method": exchange.method,
        "url": "".join(f"<{part.name}>" if isinstance(part, Blank) else part for part in url(exchange)),
        "queryString": _named(parse_qsl(exchange.query, keep_blank_values=True)),
        **_message(exchange.request_headers),
    }


def _response(exchange: Exchange) -> dict[str, Any]:
    kind = _header(exchange.response_headers, "content-type")
    status = exchange.status or 0
    return {
        "status": status,
        "statusText": reason_phrase(status),
        "content": {"size": exchange.bytes_sent, "mimeType": kind or "x-unknown"},
        "redirectURL": _header(exchange.response_headers, "location"),
        **_message(exchange.response_headers, exchange.bytes_sent),
    }


def _message(headers: Pairs, size: int = _UNKNOWN) -> dict[str, Any]:
    """What requests and responses have in common; cookies are among what was taken out."""
    return {
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(headers),
        "headersSize": _UNKNOWN,
        "bodySize": size,
    }


def _named(pairs: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Pairs, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
