"""What a refusing fault wants said, and the port of those who say it in a listener's own words."""

from dataclasses import dataclass
from typing import Any, Protocol

from fakecf.web import Answer, WSGIEnvironment


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An error still without words; what is None, the dialect fills in.

    `resource` is what the operation is about (`Droplet`), `error` the name of a Cloud Controller error.
    """

    status: int
    resource: str | None = None
    error: str | None = None
    shape: str | None = None
    title: str | None = None
    code: int | None = None
    detail: str | None = None


class Dialect(Protocol):
    """How one listener says that something went wrong."""

    def error(self, trouble: Trouble, environ: WSGIEnvironment) -> Answer:
        """The answer the listener itself would have given; it MUST be new for every call."""

    def encode(self, document: Any) -> bytes:
        """A document as the listener writes JSON."""
