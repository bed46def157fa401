"""Commands to be pasted into a shell; secrets are variables such as $TOKEN."""

import shlex
from collections.abc import Iterable
from itertools import groupby

from fakecf.journal.exchange import Exchange, Flow
from fakecf.journal.repetition import Blank, Parts, has_body, headers, url

MEDIA_TYPE = "text/x-shellscript; charset=utf-8"


def written(flow: Flow) -> str:
    """A command for each exchange, below a line that says what was answered."""
    return "\n".join(f"# {exchange}\n{_command(exchange)}\n" for exchange in flow.exchanges)


def _command(exchange: Exchange) -> str:
    options = [_method(exchange.method), *(f"-H {_header(name, value)}" for name, value in headers(exchange))]
    if has_body(exchange):
        options.append('--data-binary "$BODY"')  # it is not kept
    # without globoff and path-as-is curl would ask for something else than what is written
    return " \\\n  ".join([f"curl -i --globoff --path-as-is {_word(url(exchange))}", *filter(None, options)])


def _method(method: str) -> str:
    if method == "HEAD":
        return "--head"
    return "" if method == "GET" else f"-X {shlex.quote(method)}"


def _header(name: str, value: Parts) -> str:
    """A header without a value ends in a semicolon, as a colon would take it away."""
    return _word((f"{name}: ", *value)) if value else _word((f"{name};",))


def _word(parts: Parts) -> str:
    runs = groupby(parts, key=lambda part: isinstance(part, Blank))
    return "".join(_variables(run) if are_blank else _quoted("".join(map(str, run))) for are_blank, run in runs)


def _variables(blanks: Iterable[str | Blank]) -> str:
    return "".join(f'"${blank.name}"' for blank in blanks if isinstance(blank, Blank))


def _quoted(text: str) -> str:
    """*text*, latin-1 as headers are, so that no byte of it means anything to a shell or steers a terminal."""
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    kept = (chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in _bytes(text))  # noqa: PLR2004
    return f"$'{''.join(kept)}'"


def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")
