"""One call of the control API: where, what it takes and gives, and the function behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from fakecf.checking import CheckError, Problem, converted
from fakecf.control.bodies import MAX_BODY, read_body, read_written
from fakecf.control.further import Further
from fakecf.control.payloads import Filters, NoQuery
from fakecf.control.problems import invalid, wrong
from fakecf.foundation import Foundation
from fakecf.seeds import SeedError, SeedProblem
from fakecf.web import Answer, WSGIEnvironment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has passed the guard; `query` is of the type that its endpoint names.

    `root` is what paths about the same foundation begin with; `further` are the foundations beside the server's own,
    None where these are not to be had: in a call about one of them, and where no server is.
    """

    foundation: Foundation
    environ: WSGIEnvironment
    query: Any
    root: str = "/v1"
    further: Further | None = None

    @property
    def host(self) -> str:
        return str(self.environ.get("HTTP_HOST", "localhost"))

    def body(self) -> Any:
        """The body's document, an empty object for no body; raises Refusal."""
        return read_body(self.environ)

    def written(self) -> Any:
        """The same, but YAML as it was sent, in bytes."""
        return read_written(self.environ)

    def payload(self, kind: type[T], limit: int = MAX_BODY) -> T:
        """The body as a *kind*; raises Refusal naming the wrong place."""
        return checked(read_body(self.environ, limit), kind)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route with what the description says of it.

    `query` is what the query string may hold; `takes` and `gives` are the types of the bodies, None for none; `media`
    is what the answer is written in, `offers` what else it may be, `refusals` what is refused for reasons of its own.
    """

    method: str
    rule: str
    handler: Callable[..., Answer]
    says: str
    query: type[msgspec.Struct] = NoQuery
    takes: Any = None
    gives: Any = None
    media: str = "application/json"
    statuses: tuple[int, ...] = (200,)
    offers: tuple[str, ...] = ()
    refusals: Mapping[int, str] = field(default_factory=dict, hash=False)

    @property
    def path(self) -> str:
        """The rule as people read it: `/v1/faults/{id}`."""
        return self.rule.replace("<", "{").replace(">", "}")


def checked(written: Any, kind: type[T]) -> T:
    """*written* as a *kind*; raises Refusal naming the wrong place."""
    return judged(lambda: converted(written, kind))


def judged(act: Callable[[], T]) -> T:
    """What *act* gives; raises Refusal where it finds something wrong."""
    try:
        return act()
    except CheckError as error:
        raise invalid(*error.problems) from None


def seeded(act: Callable[[], T], pointer: str = "") -> T:
    """What *act* makes of the document that the body is, or of those at *pointer*; raises Refusal where wrong."""
    try:
        return act()
    except SeedError as error:
        raise invalid(*(_at(pointer, each) for each in error.problems)) from None


def _at(pointer: str, found: SeedProblem) -> Problem:
    """With its pointer in JSON; with its place where it is not in the body itself, in YAML, or in a shipped seed."""
    detail = f"{found.place}: {found.what}" if found.place.line or pointer else found.what
    where = pointer or found.place.pointer
    return Problem(pointer=where, detail=detail, allowed=tuple(found.allowed), did_you_mean=found.meant)


def read_query(text: str, kind: type[msgspec.Struct]) -> msgspec.Struct:
    """The query string as a *kind*; raises Refusal naming a parameter that is unknown, wrong, or given twice."""
    types = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    written: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name in written:
            raise wrong(f"/{name}", f"{name!r} is given twice")
        written[name] = value
    if kind is Filters:
        return Filters(filters=written)
    return checked({name: _value(value, types.get(name, str)) for name, value in written.items()}, kind)


def _value(text: str, wanted: Any) -> Any:
    """The number or boolean that *text* stands for where one is wanted; else the text, to be refused as what it is."""
    try:
        return msgspec.convert(text, wanted, strict=False)
    except msgspec.ValidationError:
        return text


def answer(status: int, document: Any, *headers: tuple[str, str]) -> Answer:
    """A JSON answer."""
    return Answer(status, [("Content-Type", "application/json"), *headers], msgspec.json.encode(document))
