"""What of a Cloud Foundry was asked of this one: every route there is, and what came of it."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from fakecf.capi.unserved import cc_routes
from fakecf.faults import Operation
from fakecf.journal import Kind

Counts = dict[Kind, int]


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """One route; what a fault struck counts as asked, but tells nothing of what would have been answered."""

    listener: str
    method: str
    path: str
    operation: Annotated[str | None, Meta(description="Its name; null for a route that is not served.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Other names of it.")] = ()
    served: Annotated[bool, Meta(description="Whether fakecf has what the Cloud Controller has.")]
    asked: Annotated[int, Meta(description="How often.")]
    struck: Annotated[int, Meta(description="How often of these by a fault.")]
    statuses: Annotated[
        dict[str, int], Meta(description="What was answered without a fault, and how often; `none`: no answer.")
    ]

    @property
    def is_covered(self) -> bool:
        return self.asked > self.struck


def coverage(operations: Iterable[Operation], counts: Counts) -> list[Covered]:
    """Every route of the Cloud Controller, served or not, of UAA and of the blobstore.

    *operations* are those that are served; of paths that lead to the same one the first speaks for all.
    """
    served: dict[tuple[str, str, str], Operation] = {}
    for operation in operations:
        # the blobstore's part of a download is told of by its own name
        if operation.body != "only":
            method = "GET" if operation.method == "HEAD" else operation.method  # as it is counted
            served.setdefault((operation.listener, operation.name, method), operation)
    found = _by_route(counts)
    return [
        *(_covered(each, found.get(route, {})) for route, each in served.items()),
        *(_covered(each, found.get(("api", each.rule, each.method), {})) for each in _unserved(served.values())),
    ]


def _unserved(served: Iterable[Operation]) -> Iterator[Operation]:
    """Those of no name; what placeholders are called does not matter."""
    shapes = {(each.method, each.shape) for each in served if each.listener == "api"}
    for method, rule, _ in cc_routes():
        route = Operation(name="", listener="api", method=method, rule=rule)
        if (method, route.shape) not in shapes:
            yield route


def _by_route(counts: Counts) -> dict[tuple[str, str, str], Counts]:
    found: dict[tuple[str, str, str], Counts] = {}
    for kind, count in counts.items():
        found.setdefault((kind.listener, kind.operation, kind.method), {})[kind] = count
    return found


def _covered(route: Operation, counts: Counts) -> Covered:
    return Covered(
        listener=route.listener,
        method=route.method,
        path=route.path,
        operation=route.name or None,
        aliases=route.aliases,
        served=route.name != "",
        asked=sum(counts.values()),
        struck=sum(count for kind, count in counts.items() if kind.struck),
        statuses={str(kind.status or "none"): count for kind, count in counts.items() if not kind.struck},
    )
