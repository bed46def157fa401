"""The routes of an app as its manifest wants them (`manifest_routes_update_message.rb`, `manifest_route.rb`)."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.capi.call import Call
from fakecf.capi.destination_message import PROTOCOLS
from fakecf.capi.feature_flags import is_enabled
from fakecf.capi.messages import Body
from fakecf.capi.ruby import is_blank, is_true, to_s
from fakecf.errors import UnknownError

KEYS = ("routes", "no_route", "random_route", "default_route")
_SCHEMES = {True: ("tcp", "unspecified"), False: ("http", "https", "unspecified")}
_LONGEST = {"hash_header": 128, "hash_balance": 16}
_NUMBER = re.compile(r"\s*[+-]?(?:\d+(?:_\d+)*)(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+)?\s*", re.ASCII)

_URI = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?[^#]*)?(?:#.*)?", re.DOTALL)
_SLASHES = re.compile(r"^(https?):/+", re.IGNORECASE)
_BY_NUMBERS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?", re.ASCII)
_AUTHORITY = re.compile(r"(?:.*@)?(.*?)(?::([^:]*))?", re.DOTALL)
_HOST_AND_PATH = re.compile(r"([^/]+\.[^/]*)(.*)", re.DOTALL)
_NO_HOST = re.compile(r'[<>{}\\"@\s]')


class Address(NamedTuple):
    """A route as it is written, taken apart; without a host it is none."""

    written: str
    scheme: str | None
    host: str
    port: int | None
    path: str

    @property
    def is_valid(self) -> bool:
        return not is_blank(self.host) and self.scheme in _SCHEMES[self.port is not None]

    @property
    def candidates(self) -> list[tuple[str, str]]:
        """Host and domain, the whole as a domain first."""
        first, _, rest = self.host.partition(".")
        whole = [] if self.host.startswith("*") else [("", self.host)]
        return [*whole, (first, rest)]


def address(written: Any) -> Address:
    """*written* as Addressable guesses what it means; CC fails over what that refuses."""
    if not isinstance(written, str):
        raise UnknownError
    text = _SLASHES.sub(lambda found: f"{found[1].lower()}://", written.strip())
    if _BY_NUMBERS.match(text):
        text = f"unspecified://{text}"
    found = _split(text)
    if found[0] is not None and "." in found[0]:
        found = _split(f"unspecified://{text}")
    scheme, authority, path = found
    host, port = _host_and_port(authority)
    guessed = _HOST_AND_PATH.fullmatch(path)
    if guessed:
        host, path, scheme = guessed[1], guessed[2], scheme or "unspecified"
    if _NO_HOST.search(host) or (scheme in ("http", "https") and not host and not path):
        raise UnknownError
    return Address(written, scheme, host, port, path)


def _split(text: str) -> tuple[str | None, str, str]:
    found = _URI.fullmatch(text)
    return (found[1], found[2] or "", found[3]) if found else (None, "", text)


def _host_and_port(authority: str) -> tuple[str, int | None]:
    found = _AUTHORITY.fullmatch(authority)
    if found is None or not found[2]:
        return (found[1] if found else authority), None
    if not re.fullmatch(r"\d{1,5}", found[2], re.ASCII):
        raise UnknownError
    return found[1], int(found[2])


def route_errors(call: Call, asked: Body) -> Iterator[str]:
    """What is wrong with the routes, and with what may stand in their place."""
    if "routes" in asked:
        yield from _list_errors(call, asked["routes"])
    for key in ("no_route", "default_route", "random_route"):
        if asked.get(key) is not None and not isinstance(asked[key], bool):
            yield f"{key.capitalize().replace('_', '-')} must be a boolean"
    if is_true(asked.get("random_route")) and is_true(asked.get("default_route")):
        yield "Random-route and default-route may not be used together"


def _list_errors(call: Call, routes: Any) -> Iterator[str]:
    if not isinstance(routes, list) or not all(isinstance(each, dict) and _is_there(each, "route") for each in routes):
        yield "Routes must be a list of route objects"
        return
    for route in routes:
        if not address(route["route"]).is_valid:
            yield f"The route '{route['route']}' is not a properly formed URL"
    for route in routes:
        if route.get("protocol") is not None and route["protocol"] not in PROTOCOLS:
            yield "Route protocol must be 'http1', 'http2' or 'tcp'."
    by_hash = is_enabled(call, "hash_based_routing")
    yield from _option_errors(routes, ("loadbalancing", *(_LONGEST if by_hash else ())))
    yield from _balancing_errors(routes, ("round-robin", "least-connection", *(("hash",) if by_hash else ())))
    for route in _with_options(routes) if by_hash else ():
        yield from (f"Route '{route['route']}': {error}" for error in _hash_errors(route["options"]))


def _is_there(owner: Body, key: str) -> bool:
    return not is_blank(owner.get(key))


def _with_options(routes: list[Body]) -> Iterator[Body]:
    return (route for route in routes if isinstance(route.get("options"), dict))


def _option_errors(routes: list[Body], allowed: tuple[str, ...]) -> Iterator[str]:
    """CC looks no further than the first route whose options are an object."""
    for route in routes:
        if "options" not in route:
            continue
        if isinstance(route["options"], dict):
            for key in route["options"]:
                if key not in allowed:
                    what = f"Route '{route['route']}' contains invalid route option '{key}'"
                    yield f"{what}. Valid keys: '{', '.join(allowed)}'"
            return
        yield f"Route '{route['route']}': options must be an object"


def _balancing_errors(routes: list[Body], allowed: tuple[str, ...]) -> Iterator[str]:
    for route in _with_options(routes):
        asked = route["options"].get("loadbalancing", allowed[0])
        where = f"for Route '{route['route']}'; Valid values are: '{', '.join(allowed)}'"
        if not isinstance(asked, str):
            yield f"Invalid value for 'loadbalancing' {where}"
        elif asked not in allowed:
            yield f"Cannot use loadbalancing value '{asked}' {where}"


def _hash_errors(options: Body) -> Iterator[str]:
    if _is_there(options, "hash_header") and len(to_s(options["hash_header"])) > _LONGEST["hash_header"]:
        yield f"Hash header must be at most {_LONGEST['hash_header']} characters"
    if _is_there(options, "hash_balance"):
        yield from _hash_balance_errors(to_s(options["hash_balance"]))
    is_other = _is_there(options, "loadbalancing") and options["loadbalancing"] != "hash"
    for key in _LONGEST:
        if is_other and _is_there(options, key):
            yield f"{key.replace('_', ' ').capitalize()} can only be set when loadbalancing is hash"


def _hash_balance_errors(written: str) -> Iterator[str]:
    if len(written) > _LONGEST["hash_balance"]:
        yield f"Hash balance must be at most {_LONGEST['hash_balance']} characters"
    elif not _NUMBER.fullmatch(written):
        yield "Hash balance must be a numeric value"
    elif float(written) != 0 and not 1.1 <= float(written) <= 10:  # noqa: PLR2004 - the bounds of the text
        yield "Hash balance must be either 0 or between 1.1 and 10.0"
