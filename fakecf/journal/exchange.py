"""One request and its answer at one listener, and those that belong together."""

from datetime import datetime

import msgspec

from fakecf.journal.redaction import Pairs

_WEIGHT_OF_THE_REST = 1500


class Exchange(msgspec.Struct, kw_only=True):
    """What happened at a listener, without secrets. It is kept from the moment its answer begins.

    `status` is None where the connection ended without an answer. `bytes_sent`, `duration` (seconds) and `abandoned`
    (the client left before the body's end) are settled when the body ends. `flow` is the id of the flow's first
    exchange. `token_relayed`: a bearer token came along to the blobstore, which it was not meant for.
    `expired_token_used`: its time was over by the foundation's clock. `retry_of` is the id of the exchange that had
    failed when the same caller asked for the same thing again. `unknown`: the listener has no such route. `unserved`:
    the real Cloud Controller has it, fakecf does not yet. `uncaught`: it made fakecf itself fail. `unread` names what
    was sent and nobody looked at, nor would the real one: JSON pointers into the body, and parameters (`?inlcude`).
    """

    id: int
    flow: int
    listener: str
    method: str
    path: str
    query: str
    request_headers: Pairs
    started_at: datetime
    scheme: str = "http"
    address: str | None = None
    operation: str | None = None
    user: str | None = None
    client: str | None = None
    fault: str | None = None
    status: int | None = None
    response_headers: Pairs = ()
    content_length: int | None = None
    bytes_sent: int = 0
    duration: float | None = None
    abandoned: bool = False
    token_relayed: bool = False
    token_in_query: bool = False
    expired_token_used: bool = False
    retried: bool = False
    retry_of: int | None = None
    unknown: bool = False
    unserved: bool = False
    uncaught: bool = False
    unread: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        return self.duration is not None

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        texts = sum(len(name) + len(value) for name, value in (*self.request_headers, *self.response_headers))
        return _WEIGHT_OF_THE_REST + len(self.path) + len(self.query) + texts + sum(map(len, self.unread))

    def __str__(self) -> str:
        """One line for a log or a report, whatever a client put into its path."""
        target = f"{self.path}?{self.query}" if self.query else self.path
        struck = f" by {self.fault}" if self.fault else ""
        line = f"{self.id} {self.listener} {self.method} {target} -> {self.status or 'no answer'}{struck}"
        return line.encode("unicode_escape").decode("ascii")


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """What one attempt of a client led to: an exchange, or the API's 302 and the fetching of the blob."""

    id: int
    exchanges: tuple[Exchange, ...]
