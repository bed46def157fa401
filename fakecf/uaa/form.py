"""A request to UAA: small forms, first values, small documents."""

import json
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from fakecf.checking import is_deeper
from fakecf.web import WSGIEnvironment, header_key
from fakecf.words import whole_number

LARGEST = 500_000
_DEEPEST = 50
_FORM = "application/x-www-form-urlencoded"
_WITH_A_FORM = ("POST", "PUT", "PATCH")


class TooLargeError(Exception):
    """A body of more than `LARGEST` bytes."""


class FormRequest:
    """Reads its body once, when first asked, and raises TooLargeError for a large one.

    `params` are what the placeholders of its route hold.
    """

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        self.params: dict[str, str] = {}

    def header(self, name: str) -> str | None:
        """What the header says, if the request has it."""
        return self.environ.get(header_key(name))

    @cached_property
    def args(self) -> dict[str, str]:
        """The query."""
        return _first_values(self.environ.get("QUERY_STRING", ""))

    @cached_property
    def fields(self) -> dict[str, str]:
        """The fields of the form."""
        kind, _, _ = self.environ.get("CONTENT_TYPE", "").lower().partition(";")
        return _first_values(self._body.decode("utf-8", "replace")) if kind.strip() == _FORM else {}

    @property
    def values(self) -> dict[str, str]:
        """What stands in the query or else in the form, where the verb has one."""
        return {**self.fields, **self.args} if self.method in _WITH_A_FORM else self.args

    @cached_property
    def document(self) -> Any:
        """The JSON that it brings; None for anything else, which is nothing an endpoint could mean."""
        try:
            document = json.loads(self._body)
        except (ValueError, RecursionError):
            return None
        return None if is_deeper(document, _DEEPEST) else document

    @cached_property
    def _body(self) -> bytes:
        declared = whole_number(self.environ.get("CONTENT_LENGTH", ""))
        if declared is not None and declared > LARGEST:
            raise TooLargeError
        body: bytes = self.environ["wsgi.input"].read(LARGEST + 1)
        if len(body) > LARGEST:
            raise TooLargeError
        return body


def _first_values(encoded: str) -> dict[str, str]:
    """Of several values with one name the first, as Java's servlets see them."""
    return dict(reversed(parse_qsl(encoded, keep_blank_values=True)))
