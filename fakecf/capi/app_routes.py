"""The routes that lead to an app, as far as the app itself tells of them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.capi.call import Call
from fakecf.state.records import App
from fakecf.state.routing_records import Destination, Route


class Mapped(NamedTuple):
    """A route to an app: its address, what is spoken there, and its options."""

    uri: str
    protocol: str | None
    options: dict[str, Any]


def mapped_routes(call: Call, app: App) -> Iterator[Mapped]:
    """Each as often as it leads to the app, in the order in which that was said."""
    for destination in call.state[Destination].where("app_guid", app.guid):
        route = call.state[Route].get(destination.route_guid)
        if route is not None:
            yield Mapped(call.present(route)["url"], call.present(destination)["protocol"], route.options)
