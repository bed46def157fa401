"""Headers that a rule may send: no line of theirs can become two (reliability T-20)."""

import re
from collections.abc import Mapping

from fakecf.faults.problems import wrong

# RFC 9110 5.6.2 and 5.5: a name is a token, a value carries no control characters but the tab
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,8192}")
_FRAMING = ("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade")


def check_headers(headers: Mapping[str, str | None]) -> None:
    """Raise RuleError for a header that must not be sent; None stands for one to be left out."""
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise wrong("/headers", f"{name!r} is no header name: letters, digits and !#$%&'*+.^_`|~- are allowed")
        if name.lower() in _FRAMING:
            raise wrong(f"/headers/{name}", "says where a message ends, which is the server's to say")
        if value is not None and not _VALUE.fullmatch(value):
            raise wrong(f"/headers/{name}", f"{value[:60]!r} is no header value: no control characters, at most 8 KiB")
