"""One request as a handler sees it: one moment of state, the caller, and the services it may use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from fakecf.addresses import Addresses
from fakecf.blobstore.bodies import Body
from fakecf.capi.authentication import Who
from fakecf.capi.encoding import json_answer
from fakecf.capi.permissions import Permissions
from fakecf.capi.progress import Progress
from fakecf.capi.rails import Params
from fakecf.capi.resource import Presenter
from fakecf.clock import Clock
from fakecf.config import Behaviour
from fakecf.errors import CfError, UnknownError
from fakecf.guids import Guids
from fakecf.state import Record, State, Store
from fakecf.web import Answer, WSGIEnvironment

R = TypeVar("R", bound=Record)

CENSORED = "[PRIVATE DATA HIDDEN]"
CENSORED_IN_LISTS = "[PRIVATE DATA HIDDEN IN LISTS]"


class Blobs(Protocol):
    """What the Cloud Controller needs of a blobstore; keys are CC's, not yet partitioned."""

    def exists(self, bucket: str, key: str) -> bool: ...

    def open(self, bucket: str, key: str) -> Body: ...

    def put(self, bucket: str, key: str, body: Body) -> None: ...

    def receive(self, blocks: Iterator[bytes]) -> Body: ...

    def aside(self, path: str) -> Body | None: ...

    def sets_aside_beside(self, path: str) -> bool: ...

    def download_url(self, bucket: str, key: str, base_url: str) -> str: ...

    def chained_url(self, bucket: str, key: str, base_url: str, hops: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What every call shares."""

    store: Store
    progress: Progress
    clock: Clock
    guids: Guids
    blobs: Blobs
    behaviour: Behaviour
    addresses: "AddressBook"


class AddressBook(Protocol):
    """The addresses, known once the listeners are bound."""

    def __call__(self) -> Addresses: ...


View = Callable[[State], State]


def as_it_is(state: State) -> State:
    """What a request sees of the state where no fault shows it another."""
    return state


@dataclass
class Call:
    """What a handler gets, first of its arguments.

    `state` is the same moment for the whole request, seen by `view`; what is done `by_manifest` is told of as such.
    """

    services: Services
    presenters: dict[type[Record], Presenter]
    environ: WSGIEnvironment
    method: str
    path: str
    state: State
    who: Who
    view: View = as_it_is
    query: Params = field(default_factory=dict)
    body: Any = field(default_factory=dict)
    by_manifest: bool = False

    @cached_property
    def permissions(self) -> Permissions:
        return Permissions(self.state, self.who)

    @property
    def host(self) -> str:
        """What the caller calls us."""
        return str(self.environ.get("HTTP_HOST", "localhost"))

    @cached_property
    def base_url(self) -> str:
        return self.address("api")

    def address(self, listener: str) -> str:
        """The root URL of a listener as this caller reaches it."""
        return self.services.addresses().url(listener, self.host)

    def link(self, path: str, method: str | None = None) -> dict[str, str]:
        href = {"href": f"{self.base_url}{path}"}
        return href if method is None else {**href, "method": method}

    def json(self, status: int, document: Any) -> Answer:
        return json_answer(status, document)

    def present(self, record: Record, **how: Any) -> dict[str, Any]:
        """The JSON of *record* by its own resource's presenter, so that no resource needs its neighbour."""
        return self.presenters[type(record)](self, record, **how)

    def polled(self, record: R) -> R:
        """*record* as this poll of it shows it; the rest of the answer tells of the same moment."""
        if self.method == "GET":
            self.state = self.view(self.services.progress.polled(self.state, record))
        return self.state[type(record)].get(record.guid) or record

    def see(self, change: State) -> None:
        """From here on the answer tells of the moment that *change* has led to."""
        self.state = self.view(change)

    def find(self, record_type: type[R], guid: str | None) -> R | None:
        """The record of that guid; PostgreSQL, and so CC, chokes on a NUL byte (corrections 2)."""
        if guid is not None and "\0" in guid:
            raise UnknownError
        return self.state[record_type].get(guid)


def not_found(what: str) -> CfError:
    """`App not found` and its kin: missing and unreadable look the same."""
    return CfError("ResourceNotFound", f"{what} not found")
