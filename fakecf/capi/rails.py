"""How Rack and Rails read a request: squeezed paths, nested query parameters, bodies by content type."""

import json
import re
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from fakecf.checking import is_deeper
from fakecf.errors import CfError
from fakecf.web import WSGIEnvironment

Params = dict[str, Any]

_SQUEEZED = re.compile(r"/{2,}")
_SUFFIX = re.compile(r"\.[^./]+$")
BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BROWSER_LIKE = re.compile(r",\s*\*/\*|\*/\*\s*,")
_KEY_PART = re.compile(r"\[([^\[\]]*)\]")
MAX_JSON_DEPTH = 100


class BadQuery(Exception):  # noqa: N818 - the name says what was sent, not what we felt
    """A query string that Rack refuses: bad escapes, bad UTF-8, or one name as both a value and an object."""


def without_suffix(path: str) -> tuple[str, str]:
    """The path without its format suffix, and the suffix (`.json`, `.xml` or nothing)."""
    found = _SUFFIX.search(path)
    return (path[: found.start()], found.group()) if found else (path, "")


def sent_path(environ: WSGIEnvironment) -> str:
    """The path as Rails routes it: with its escapes, but no doubled and no trailing slashes (corrections 8).

    What an escape stands for divides no segments. A server that tells only what it has decoded is believed.
    """
    target: str | None = environ.get("RAW_URI")
    path = quote(environ["PATH_INFO"], encoding="latin-1") if target is None else target.partition("?")[0]
    return _SQUEEZED.sub("/", path).rstrip("/") or "/"


def decoded(path: str) -> str:
    """A path, or a part of one, without its escapes; raises CF-InvalidRequest where they are no UTF-8."""
    if "%" not in path:
        return path
    try:
        return unquote_to_bytes(path).decode("utf-8")
    except UnicodeError:
        raise CfError("InvalidRequest") from None


def parse_query(query: str) -> Params:
    """Nested parameters as Rack makes them: `a=1`, `a[]=1`, `a[b]=1`; the last of equal names wins.

    *query* is WSGI's latin-1 text of bytes. A name without `=` holds None. Raises BadQuery.
    """
    params: Params = {}
    for pair in query.split("&"):
        if pair:
            name, equals, value = pair.partition("=")
            _store(params, _unescape(name), _unescape(value) if equals else None)
    return params


def _unescape(text: str) -> str:
    if "%" not in text and "+" not in text and text.isascii():
        return text
    if BAD_ESCAPE.search(text):
        raise BadQuery
    try:
        return unquote_to_bytes(text.replace("+", " ").encode("latin-1", "replace")).decode("utf-8")
    except UnicodeDecodeError:
        raise BadQuery from None


def _store(params: Params, name: str, value: str | None) -> None:
    root, bracket, rest = name.partition("[")
    if not root or not bracket:
        _put(params, name, value)
        return
    _nest(params, root, _KEY_PART.findall("[" + rest), value)


def _put(params: Params, name: str, value: str | None) -> None:
    if isinstance(params.get(name), dict | list):
        raise BadQuery
    params[name] = value


def _nest(params: Params, name: str, keys: list[str], value: str | None) -> None:
    if not keys:
        _put(params, name, value)
        return
    if keys[0] == "":
        _typed(params, name, list).append(value)
        return
    _nest(_typed(params, name, dict), keys[0], keys[1:], value)


def _typed(params: Params, name: str, kind: type) -> Any:
    inner = params.setdefault(name, kind())
    if not isinstance(inner, kind):
        raise BadQuery
    return inner


def consulted_accept(accept: str | None, suffix: str) -> bool:
    """Whether Rails looked at the Accept header to choose the format, which makes it answer `Vary: Accept`."""
    return bool(accept) and not suffix and not _BROWSER_LIKE.search(accept or "")


def parse_json(body: bytes) -> Any:
    """The JSON of a body, empty for an empty one; depth is bounded; raises CF-MessageParseError."""
    if not body.strip():
        return {}
    try:
        document = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise _parse_error() from None
    if is_deeper(document, MAX_JSON_DEPTH):
        raise _parse_error()
    return document


def without_nulls(value: Any) -> Any:
    """Without the nulls in arrays, which Rails takes out of every body that it reads (recorded: live_write)."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items()}
    return [without_nulls(each) for each in value if each is not None] if isinstance(value, list) else value


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _parse_error() -> CfError:
    return CfError("MessageParseError", "invalid request body")


def to_i(value: Any) -> int:
    """Ruby's `to_i`: the leading integer of a text, else 0; `_` may stand between digits."""
    found = re.match(r"\s*[+-]?\d+(?:_\d+)*", value or "")
    return int(found.group()) if found else 0
