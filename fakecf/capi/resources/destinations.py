"""The destinations of routes, as `app/controllers/v3/routes_controller.rb` has them."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from fakecf.capi.call import Call
from fakecf.capi.destination_message import destinations_errors, protocol_errors
from fakecf.capi.list_query import Accepts, require_known
from fakecf.capi.mapping import (
    HTTP_PORT,
    add_destinations,
    delete_destination,
    replace_destinations,
    require_fitting,
    require_mappable,
    stored_protocol,
)
from fakecf.capi.messages import require_valid
from fakecf.capi.presenting import when
from fakecf.capi.resource import Resource
from fakecf.capi.routes import destinations_of, manageable_route, readable_route
from fakecf.capi.shapes import COUNT, TEXT, body
from fakecf.clock import zulu
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.records import App, Droplet
from fakecf.state.routing_records import ANY_PORT, Destination, Domain, Route
from fakecf.web import Answer

resource = Resource("destinations", Destination)

FILTERS = Accepts(arrays=("app_guids",))
APP = body(guid=TEXT, process=body(type=TEXT))
BODY = body(
    destinations={"type": "array", "items": body(app=APP, weight=COUNT, port=COUNT, protocol=TEXT)},
)


class _Port(msgspec.Struct, rename="pascal"):
    port: int
    protocol: str = "tcp"


class _Image(msgspec.Struct):
    """What the execution metadata of a docker droplet may say."""

    ports: tuple[_Port, ...] = ()


@resource.get("/v3/routes/<guid>/destinations", gives=None)
def list_(call: Call, guid: str) -> Answer:
    """All of them at once; CC fails over filters that are objects (corrections 11)."""
    require_known(call.query, ("guids", "app_guids"))
    route = readable_route(call, guid)
    guids, apps = _asked(call, "guids"), _asked(call, "app_guids")
    shown = [
        each
        for each in destinations_of(call.state, route)
        if (guids is None or each.guid in guids) and (apps is None or each.app_guid in apps)
    ]
    return _answer(call, route, shown)


@resource.post("/v3/routes/<guid>/destinations", status=200, takes=BODY, gives=None)
def insert(call: Call, guid: str) -> Answer:
    return _saved(call, guid, add_destinations, replacing=False)


@resource.patch("/v3/routes/<guid>/destinations", takes=BODY, gives=None)
def replace(call: Call, guid: str) -> Answer:
    return _saved(call, guid, replace_destinations, replacing=True)


def _saved(call: Call, guid: str, save: Callable[[Call, Change, Route], None], *, replacing: bool) -> Answer:
    """The body is judged before the route is looked for."""
    require_valid(destinations_errors(call.body, replacing=replacing))
    route = manageable_route(call, guid)
    require_mappable(call, route)
    with call.services.store.change() as change:
        save(call, change, route)
        shown = destinations_of(change, route)
    return _answer(call, route, shown)


@resource.patch("/v3/routes/<guid>/destinations/<destination_guid>", takes=body(protocol=TEXT))
def update(call: Call, guid: str, destination_guid: str) -> Answer:
    require_valid(protocol_errors(call.body))
    route = manageable_route(call, guid)
    destination = _destination_of(call, route, destination_guid)
    require_fitting(call, route)
    with call.services.store.change() as change:
        asked = {"protocol": stored_protocol(call.body["protocol"])} if "protocol" in call.body else {}
        destination = change.update(destination, updated_at=call.services.clock.now(), **asked)
    own = f"/v3/routes/{route.guid}"
    links = {"destinations": call.link(f"{own}/destinations"), "route": call.link(own)}
    return call.json(200, {**present(call, destination), "links": links})


@resource.delete("/v3/routes/<guid>/destinations/<destination_guid>", status=204)
def delete(call: Call, guid: str, destination_guid: str) -> Answer:
    route = manageable_route(call, guid)
    destination = _destination_of(call, route, destination_guid)
    with call.services.store.change() as change:
        delete_destination(call, change, destination)
    return Answer(204)


def _destination_of(call: Call, route: Route, guid: str) -> Destination:
    destination = call.find(Destination, guid)
    if destination is None or destination.route_guid != route.guid:
        missing = "Unable to unmap route from destination. Ensure the route has a destination with this guid."
        raise CfError("UnprocessableEntity", missing)
    return destination


def _answer(call: Call, route: Route, shown: Iterable[Destination]) -> Answer:
    own = f"/v3/routes/{route.guid}"
    links = {"self": call.link(f"{own}/destinations"), "route": call.link(own)}
    return call.json(200, {"destinations": [present(call, each) for each in shown], "links": links})


def _asked(call: Call, key: str) -> list[str] | None:
    value = FILTERS.value(key, call.query.get(key))
    if isinstance(value, dict):
        raise UnknownError
    return None if value is None else list(value)


@resource.presents
def present(call: Call, destination: Destination, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """Without a protocol of its own it has the usual one of its route's domain."""
    port = _listened_port(call, destination) if destination.app_port == ANY_PORT else destination.app_port
    return {
        "guid": destination.guid,
        "app": {"guid": destination.app_guid, "process": {"type": destination.process_type}},
        "weight": destination.weight,
        "port": port,
        "protocol": destination.protocol or _usual_protocol(call, destination),
        "created_at": zulu(destination.created_at),
        "updated_at": when(destination.updated_at),
    }


def _listened_port(call: Call, destination: Destination) -> int:
    """The first port that the image of a docker app exposes, 8080 for any other."""
    app = call.state[App].get(destination.app_guid)
    droplet = call.state[Droplet].get(app.droplet_guid) if app is not None else None
    if droplet is None or droplet.lifecycle_type != "docker":
        return HTTP_PORT
    try:
        image = msgspec.json.decode(droplet.execution_metadata or "{}", type=_Image)
    except msgspec.DecodeError:
        return HTTP_PORT
    return next((each.port for each in image.ports if each.protocol == "tcp"), HTTP_PORT)


def _usual_protocol(call: Call, destination: Destination) -> str:
    route = call.state[Route].get(destination.route_guid)
    domain = call.state[Domain].get(route.domain_guid) if route is not None else None
    return "tcp" if domain is not None and domain.protocol == "tcp" else "http1"
