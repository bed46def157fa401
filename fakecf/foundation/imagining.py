"""A request that nobody sent, as it would look to the rooms: what a fault rule is explained by."""

from collections.abc import Mapping
from urllib.parse import unquote_to_bytes, urlsplit

from fakecf.capi.authentication import Who
from fakecf.uaa import Token
from fakecf.web import WSGIEnvironment


def imagined(
    listener: str, method: str, target: str, headers: Mapping[str, str], token: Token | None
) -> WSGIEnvironment:
    """The environ of a request for *target*, a path with or without its query; *token* is the caller's.

    Who calls is settled here, so that the Cloud Controller need not make a row for a user it never saw.
    """
    url = urlsplit(target)
    return {
        "REQUEST_METHOD": method.upper(),
        "PATH_INFO": unquote_to_bytes(url.path).decode("latin-1"),
        "QUERY_STRING": url.query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "fakecf.listener": listener,
        "fakecf.started": 0.0,
        "fakecf.who": Who(dict(token.claims) if token is not None else None),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
