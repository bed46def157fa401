"""The routes that lead to an app, as far as the app itself and its audit events tell of them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.state import Change
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


def record_mapping(call: Call, change: Change, event: str, app: App, destination: Destination) -> None:
    """Write `audit.app.map-route` or its contrary about *app* and *destination*, which leads there."""
    route = change[Route].get(destination.route_guid)
    told: dict[str, Any] = {
        "route_guid": destination.route_guid,
        "app_port": destination.app_port,
        "route_mapping_guid": destination.guid,
        "destination_guid": destination.guid,
        "process_type": destination.process_type,
        "weight": destination.weight,
        "protocol": call.present(destination)["protocol"],
    }
    if route is not None and route.options:
        told["route_options"] = route.options
    record_app_event(call, change, event, app, **told)
