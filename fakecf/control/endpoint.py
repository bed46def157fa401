"""One call of the control API: where, what it takes and gives, and the function behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from fakecf.checking import CheckError, converted
from fakecf.control.problems import Refusal, invalid
from fakecf.foundation import Foundation
from fakecf.web import Answer, WSGIEnvironment

T = TypeVar("T")

MAX_BODY = 15 * 2**20
BODY_TYPES = ("application/json", "application/yaml")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has passed the guard."""

    foundation: Foundation
    environ: WSGIEnvironment
    query: dict[str, str]

    @property
    def host(self) -> str:
        return str(self.environ.get("HTTP_HOST", "localhost"))

    def body(self) -> Any:
        """The body's document, empty for none; raises Refusal."""
        data: bytes = self.environ["wsgi.input"].read(MAX_BODY + 1)
        if len(data) > MAX_BODY:
            raise Refusal(413, f"a body may have {MAX_BODY} bytes")
        if not data.strip():
            return {}
        if self.environ.get("CONTENT_TYPE", "").startswith("application/yaml"):
            return _yaml(data)
        try:
            return msgspec.json.decode(data)
        except msgspec.DecodeError as error:
            raise Refusal(400, f"the body is not JSON: {error}") from None

    def payload(self, kind: type[T]) -> T:
        """The body as a *kind*; raises Refusal naming the wrong place."""
        try:
            return converted(self.body(), kind)
        except CheckError as error:
            raise invalid(*error.problems) from None


def _yaml(data: bytes) -> Any:
    from fakecf.seeds import SeedError, read_yaml

    try:
        return read_yaml(data)
    except SeedError as error:
        raise Refusal(400, f"the body is not YAML: {error}") from None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route with what the description says of it; `takes` and `gives` are Structs, or None for free documents."""

    method: str
    rule: str
    handler: Callable[..., Answer]
    says: str
    takes: type[msgspec.Struct] | None = None
    gives: type[Any] | None = None
    status: int = 200


def answer(status: int, document: Any, *headers: tuple[str, str]) -> Answer:
    """A JSON answer."""
    return Answer(status, [("Content-Type", "application/json"), *headers], msgspec.json.encode(document))
