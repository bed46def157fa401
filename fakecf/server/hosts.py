"""Which Host names a listener answers to: the guard against DNS rebinding (reliability 1.3)."""

import functools
import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from fakecf.proxies import gorouter
from fakecf.web import Answer, StartResponse, WSGIApplication, WSGIEnvironment

_LONGEST_NAME = 255
_LONGEST_PORT = 65535
_HOST = re.compile(r"(?P<name>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{0,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # what browsers read as an IPv4 address (WHATWG URL 3.5)


@functools.lru_cache(maxsize=256)
def bare_name(host: str) -> str | None:
    """The name in a Host header: lower-case, without port and trailing dot; None for what is no host at all."""
    parts = _HOST.fullmatch(host.lower()) if len(host) <= _LONGEST_NAME else None
    if parts is None or int(parts["port"] or 0) > _LONGEST_PORT:
        return None
    name = parts["name"]
    if name.startswith("["):
        return name if _address(name) else None
    name = name.removesuffix(".")
    return name if all(map(_LABEL.fullmatch, name.split("."))) else None


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


class AllowedHosts:
    """The names a listener answers to: the machine's own, single labels (compose services), and *extra* ones.

    An extra name with a leading dot stands for itself and all below it, `*` for every name. Raises ValueError.
    """

    def __init__(self, extra: Sequence[str] = ()) -> None:
        self._all = "*" in extra
        names = [_extra_name(each) for each in extra if each != "*"]
        self._names = frozenset({"localhost", "127.0.0.1", *(name.removeprefix(".") for name in names)})
        self._subtrees = (".localhost", *(name for name in names if name.startswith(".")))

    def __contains__(self, name: str) -> bool:
        """Whether *name*, as `bare_name` gives it, is one of them."""
        if self._all or name in self._names or name.endswith(self._subtrees):
            return True
        address = _address(name)
        if address is not None:
            return address.is_loopback
        return "." not in name and not _NUMBER.fullmatch(name)


def _extra_name(given: str) -> str:
    name = bare_name(given.removeprefix("."))
    if name is None or name != given.lower().removeprefix(".").removesuffix("."):
        raise ValueError(f"{given!r} is no host name; allowed: api.example.org, .example.org (all below it), or *")
    return f".{name}" if given.startswith(".") else name


def guard_hosts(app: WSGIApplication, allowed: AllowedHosts, refuse: Callable[[str], Answer]) -> WSGIApplication:
    """*app* for callers that named an allowed host; all others get what *refuse* says of the host they named."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        name = bare_name(host)
        if name is None or name not in allowed:
            return refuse(host)(environ, start_response)
        return app(environ, start_response)

    return guarded


def refuse_like_gorouter(host: str, now: datetime) -> Answer:
    """What gorouter and the Go server below it say to a host without a route (reliability 0.9)."""
    if host and bare_name(host) is None:
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
        return Answer(400, headers, b"400 Bad Request: malformed Host header")
    return gorouter(404 if host else 400, None, host, now)


def refuse_control(host: str) -> Answer:
    """403 and one line that tells which flag allows the host."""
    name = bare_name(host)
    if name is None:
        text = "403 Forbidden: the Host header names no host.\n"
    else:
        text = f"403 Forbidden: {name} is not an allowed host; start with --allowed-host {name} to allow it.\n"
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
    return Answer(403, headers, text.encode())
