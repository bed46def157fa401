"""Headers that a rule may send: no line of theirs can become two (reliability T-20)."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from fakecf.faults.problems import wrong

# RFC 9110 5.6.2 and 5.5: a name is a token, a value carries no control characters but the tab
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,8192}")
_HERE = (".localhost", ".invalid")
_FRAMING = ("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade")


def check_headers(headers: Mapping[str, str | None]) -> None:
    """Raise RuleError for a header that must not be sent; None stands for one to be left out."""
    for name, value in headers.items():
        check_name("/headers", name)
        if name.lower() in _FRAMING:
            raise wrong(f"/headers/{name}", "says where a message ends, which is the server's to say")
        if value is not None:
            check_value(f"/headers/{name}", value)
        if value is not None and name.lower() == "location" and _leads_away(value):
            raise wrong(f"/headers/{name}", f"{value[:60]!r} leads off this machine, and a client's token with it")


def check_name(pointer: str, name: str) -> None:
    """Raise RuleError at *pointer* for what no header can be called."""
    if not _NAME.fullmatch(name):
        raise wrong(pointer, f"{name[:60]!r} is no header name: letters, digits and !#$%&'*+.^_`|~- are allowed")


def check_value(pointer: str, value: str) -> None:
    """Raise RuleError at *pointer* for what no header can say."""
    if not _VALUE.fullmatch(value):
        raise wrong(pointer, f"{value[:60]!r} is no header value: no control characters, at most 8 KiB")


def check_links(pointer: str, value: Any) -> None:
    """Raise RuleError for a URL that leads off this machine, anywhere in a document: clients follow links of an API."""
    if isinstance(value, dict):
        for key, inner in value.items():
            check_links(f"{pointer}/{key}", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            check_links(f"{pointer}/{place}", inner)
    elif isinstance(value, str) and value.lower().startswith(("http:", "https:")) and _leads_away(value):
        raise wrong(pointer, f"{value[:60]!r} leads off this machine, and a client's token with it")


def _leads_away(location: str) -> bool:
    """Whether a redirect would leave loopback and the neighbours that a single label names (reliability 1.3)."""
    try:
        url = urlsplit(location)
    except ValueError:
        return True
    if "\\" in location or (url.scheme and not url.netloc):  # some clients read a slash, or a host, into these
        return True
    host = url.hostname or ""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return ("." in host and not host.endswith(_HERE)) or host[:1].isdigit()  # 134744072 is 8.8.8.8
