"""The head of an answer: what an application may send, and how its body will end."""

import re
from http import HTTPStatus
from typing import NamedTuple

from fakecf.web import Headers

_STATUS = re.compile(r"[1-9][0-9]{2}(?: [^\x00-\x1f\x7f]*)?")
_NAME = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = ("content-length", "transfer-encoding", "connection")


class HeadError(ValueError):
    """A status or a header that must not be sent."""


class Head(NamedTuple):
    """A checked head: its header lines, and what they say about the body and the connection."""

    status: int
    lines: list[str]
    length: int | None
    coded: bool
    closes: bool

    @property
    def bodiless(self) -> bool:
        return self.status < HTTPStatus.OK or self.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


def checked(status_line: str, headers: Headers) -> Head:
    """The head of an answer; raises HeadError before any byte of a split response exists (T-20)."""
    if not _STATUS.fullmatch(status_line):
        raise HeadError(f"{status_line!r} is no status line")
    lines, framing = [], dict[str, str]()
    for name, value in headers:
        if not _NAME.fullmatch(name):
            raise HeadError(f"{name!r} is no header name")
        if _CONTROL.search(value):
            raise HeadError(f"the value of {name} has a control character: {value!r}")
        lines.append(f"{name}: {value}\r\n")
        known = name.lower()
        if known in _FRAMING:
            framing[known] = value
    return Head(
        int(status_line[:3]),
        lines,
        _length(framing.get("content-length")),
        "transfer-encoding" in framing,
        "close" in framing.get("connection", "").lower(),
    )


def _length(value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit()):
        raise HeadError(f"{value!r} is no Content-Length")
    return int(value)
