"""A request that nobody sent, as it would look to the rooms: what a fault rule is explained by."""

import io
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes, urlencode

from fakecf.capi.authentication import Who
from fakecf.uaa import Token
from fakecf.web import WSGIEnvironment, header_key


def imagined(
    listener: str, method: str, target: str, headers: Mapping[str, str], form: Mapping[str, str], token: Token | None
) -> WSGIEnvironment:
    """The environ of a request for *target*, a path with or without its query, *form* its body.

    Who calls is settled here by *token*, so that the Cloud Controller need not make a row for a user it never saw.
    """
    path, _, query = target.partition("#")[0].partition("?")
    return {
        "REQUEST_METHOD": method.upper(),
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": f"{path}?{query}",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.input": io.BytesIO(urlencode(form).encode()),
        "wsgi.input_terminated": True,
        **({"CONTENT_TYPE": "application/x-www-form-urlencoded"} if form else {}),
        "fakecf.listener": listener,
        "fakecf.started": 0.0,
        "fakecf.who": Who(dict(token.claims) if token is not None else None),
        **{header_key(name): value for name, value in headers.items()},
    }
