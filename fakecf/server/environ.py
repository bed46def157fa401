"""A parsed request as a WSGI environ."""

import io
import re
import sys
from urllib.parse import unquote_to_bytes

import h11

from fakecf.server.channel import Channel
from fakecf.server.request import Refusal
from fakecf.web import WSGIEnvironment

_ABSOLUTE = re.compile(r"https?://([^/?#]*)(.*)", re.IGNORECASE)
_BARE = ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH")


def template(listener: str, host: str, port: int, scheme: str) -> WSGIEnvironment:
    """What the environs of one listener have in common."""
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "fakecf.listener": listener,
    }


def visitor(common: WSGIEnvironment, address: tuple[str, int], channel: Channel) -> WSGIEnvironment:
    """What the environs of one connection have in common.

    Faults act on the socket with `fakecf.wait` (see `Channel.wait`) and `fakecf.send`, which sends bytes as they are.
    """
    return {
        **common,
        "REMOTE_ADDR": address[0],
        "REMOTE_PORT": str(address[1]),
        "fakecf.wait": channel.wait,
        "fakecf.send": channel.send,
    }


def environ(common: WSGIEnvironment, request: h11.Request, body: io.BufferedIOBase) -> WSGIEnvironment:
    """The environ of *request*; header names with `_`, which would pass for others, are only in `fakecf.headers`.

    RAW_URI and REQUEST_URI hold path and query as they were sent; a target in absolute form overrides Host.
    """
    method = request.method.decode("ascii")
    authority, target = _split(method, request.target.decode("ascii"))
    path, _, query = target.partition("?")
    headers = [(name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw_items()]
    made = {
        **common,
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1") if "%" in path else path,
        "QUERY_STRING": query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "SERVER_PROTOCOL": f"HTTP/{request.http_version.decode('ascii')}",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "fakecf.headers": headers,
    }
    _add_headers(made, headers)
    if authority is not None:
        made["HTTP_HOST"] = authority
    return made


def _add_headers(made: WSGIEnvironment, headers: list[tuple[str, str]]) -> None:
    for name, value in headers:
        if "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        if key in _BARE:
            key = key[5:]
        made[key] = f"{made[key]},{value}" if key in made else value


def _split(method: str, target: str) -> tuple[str | None, str]:
    """The authority, if the target has one, and the path with its query (RFC 9112 3.2)."""
    if target.startswith("/") or (target == "*" and method == "OPTIONS"):
        return None, target
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is None:
        raise Refusal(400, "the target must be a path")
    path = absolute[2]
    return absolute[1], path if path.startswith("/") else f"/{path}"
