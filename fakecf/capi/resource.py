"""How a resource file declares its routes and its presenter."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypedDict, TypeVar, Unpack

from fakecf.capi.known import Known, known_fields
from fakecf.capi.list_query import Accepts
from fakecf.capi.shapes import body
from fakecf.state import Record
from fakecf.web import Answer

Handler = Callable[..., Answer]
Presenter = Callable[..., dict[str, Any]]
H = TypeVar("H", bound=Handler)

_NOTHING = body()


class Declare(Protocol):
    """A decorator that notes a handler and leaves it as it is."""

    def __call__(self, handler: H, /) -> H: ...


ANONYMOUS = "anonymous"
OWN_SCOPE = "own scope"
STATUSES = {"GET": 200, "POST": 201, "PUT": 200, "PATCH": 200, "DELETE": 202}


class Told(TypedDict, total=False):
    """What the description says of a route, where the usual is not so.

    `status` of success, the JSON Schema of the body it `takes`, `media` in which it comes, the `query` of a list, and
    the record whose JSON it `gives`, None where the answer has no body. `takes` names every field that is looked at;
    where it cannot, `unread` finds those that are not.
    """

    status: int
    takes: dict[str, Any]
    media: str
    query: Accepts
    gives: type[Record] | None
    unread: Callable[[Any], Iterable[str]]


class Route:
    """One verb and rule of a resource. `operation` is its name everywhere: `droplets.download`.

    `known` are the fields that it looks at of a body in JSON or of a form.
    """

    __slots__ = ("demands", "handler", "known", "method", "operation", "rule", "told")

    def __init__(
        self, method: str, rule: str, operation: str, handler: Handler, demands: frozenset[str], told: Told
    ) -> None:
        self.method = method
        self.rule = rule
        self.operation = operation
        self.handler = handler
        self.demands = demands
        self.told = told
        self.known: Known = None if "media" in told else known_fields(told.get("takes", _NOTHING))


class Resource:
    """The routes of one Cloud Controller resource, and how its record is shown.

    A resource file makes one, decorates its handlers with it, and is found by discovery; nothing else is edited.
    """

    def __init__(self, name: str, record: type[Record] | None = None) -> None:
        self.name = name
        self.record = record
        self.routes: list[Route] = []
        self.presenter: Presenter | None = None

    def get(self, rule: str, *demands: str, **told: Unpack[Told]) -> Declare:
        """A reading route; HEAD comes along.

        `demands` may be ANONYMOUS: no token is asked for, or OWN_SCOPE: the handler judges the token.
        """
        return self._route("GET", rule, demands, told)

    def post(self, rule: str, **told: Unpack[Told]) -> Declare:
        return self._route("POST", rule, (), told)

    def put(self, rule: str, **told: Unpack[Told]) -> Declare:
        return self._route("PUT", rule, (), told)

    def patch(self, rule: str, **told: Unpack[Told]) -> Declare:
        return self._route("PATCH", rule, (), told)

    def delete(self, rule: str, **told: Unpack[Told]) -> Declare:
        return self._route("DELETE", rule, (), told)

    def presents(self, presenter: Presenter) -> Presenter:
        """Mark the function that turns the resource's record into its JSON."""
        self.presenter = presenter
        return presenter

    def _route(self, method: str, rule: str, demands: tuple[str, ...], told: Told) -> Declare:
        def declare(handler: H) -> H:
            operation = f"{self.name}.{handler.__name__.rstrip('_')}"
            self.routes.append(Route(method, rule, operation, handler, frozenset(demands), told))
            return handler

        return declare
