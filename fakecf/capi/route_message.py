"""What bodies that make and change routes may say (`route_create_message.rb`, `route_update_message.rb`)."""

import re
from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.messages import Body, metadata_errors, unknown_fields
from fakecf.capi.relationships import relationships_errors
from fakecf.capi.route_options import option_errors
from fakecf.capi.ruby import to_s
from fakecf.capi.validators import at_least, at_most, presence, string

ROUTE_HOST = re.compile(r"(?:[\w\-]+|\*)?", re.ASCII)
_PATH = re.compile(r"(?:/.*)?")
LONGEST_HOST = 63
LONGEST_PATH = 128
_LAST_PORT = 65_535


def create_errors(call: Call) -> Iterator[str]:
    """What is wrong with the body of a new route."""
    body: Body = call.body
    yield from metadata_errors(body)
    yield from _host_errors(body.get("host"))
    yield from _path_errors(body.get("path"))
    if body.get("port") is not None:
        yield from at_least("Port", body["port"], 0, _LAST_PORT)
    yield from presence("Relationships", body.get("relationships"))
    yield from unknown_fields(body, ("host", "path", "port", "relationships", "options", "metadata"))
    yield from relationships_errors(body, "space", "domain")
    yield from option_errors(call, body)


def update_errors(call: Call) -> Iterator[str]:
    """What is wrong with the body of a change."""
    yield from metadata_errors(call.body)
    yield from option_errors(call, call.body)
    yield from unknown_fields(call.body, ("options", "metadata"))


def _host_errors(host: Any) -> Iterator[str]:
    if host is None:
        return
    yield from string("Host", host)
    yield from at_most("Host", host, LONGEST_HOST)
    if not ROUTE_HOST.fullmatch(to_s(host)):
        yield 'Host must be either "*" or contain only alphanumeric characters, "_", or "-"'


def _path_errors(path: Any) -> Iterator[str]:
    if path is None:
        return
    yield from string("Path", path)
    yield from at_most("Path", path, LONGEST_PATH)
    text = to_s(path)
    if not _PATH.fullmatch(text):
        yield "Path must begin with /"
    if "?" in text:
        yield "Path cannot contain ?"
    if text == "/":
        yield "Path cannot be exactly /"
