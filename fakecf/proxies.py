"""The errors that nginx and gorouter make themselves, byte for byte (cc-droplets 10.1 and 10.2)."""

from datetime import datetime

from fakecf.clock import http_date
from fakecf.web import Answer, Headers, reason_phrase

# nginx's own titles where they are not RFC 9110's; a status it has no page for is sent empty (corrections 13)
_NGINX_TITLES = {
    401: "Authorization Required",
    405: "Not Allowed",
    408: "Request Time-out",
    413: "Request Entity Too Large",
    414: "Request-URI Too Large",
    416: "Requested Range Not Satisfiable",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}
_NGINX_PAGES = {400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 421, 429} | {
    *range(500, 506),
    507,
}
_NGINX_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)

# status: what is said, X-Cf-Routererror, Cache-Control
_GOROUTER_ERRORS = {
    400: ("Request had empty Host header", "empty_host", "public,max-age=2"),
    404: ("Requested route ('{host}') does not exist.", "unknown_route", "no-cache, no-store"),
    502: ("Registered endpoint failed to handle the request.", "endpoint_failure (EOF)", None),
    503: ("Requested route ('{host}') has no available endpoints.", "no_endpoints", "public,max-age=2"),
}
_GOROUTER_PHRASES = {
    496: "SSL Certificate Required",
    499: "Request Cancelled",
    525: "SSL Handshake Failed",
    526: "Invalid SSL Certificate",
}


def nginx(status: int, now: datetime) -> Answer:
    """The page of the nginx on the Cloud Controller's machine (conformance nginx-502-dead-upstream)."""
    headers = [("Server", "nginx"), ("Date", http_date(now))]
    if status not in _NGINX_PAGES:
        return _sized(Answer(status, headers))
    title = f"{status} {_NGINX_TITLES.get(status) or reason_phrase(status)}"
    return _sized(Answer(status, [*headers, ("Content-Type", "text/html")], _NGINX_PAGE.format(title).encode()))


def gorouter(status: int, detail: str | None, host: str, now: datetime) -> Answer:
    """Gorouter's text, its headers in the order Go writes them; *host* is named as it was sent (handlers/lookup.go)."""
    said, error, caching = _GOROUTER_ERRORS.get(status, ("", "endpoint_failure (EOF)", None))
    said = said.replace("{host}", host) if detail is None else detail
    phrase = _GOROUTER_PHRASES.get(status) or reason_phrase(status)
    headers: Headers = [
        *([("Cache-Control", caching)] if caching else []),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("X-Cf-Routererror", error),
        ("X-Content-Type-Options", "nosniff"),
        ("Date", http_date(now)),
    ]
    text = f"{status} {phrase}: {said}\n" if said else f"{status} {phrase}\n"
    return _sized(Answer(status, headers, text.encode(), phrase))


def _sized(answer: Answer) -> Answer:
    """With its length now, under the name these two write: a web answer would add it in lower case."""
    assert isinstance(answer.body, bytes)  # noqa: S101 - for the type checker
    answer.headers.append(("Content-Length", str(len(answer.body))))
    return answer
