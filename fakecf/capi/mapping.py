"""Where routes lead: adding, replacing and taking away destinations (`update_route_destinations.rb`)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fakecf.capi.app_routes import record_mapping
from fakecf.capi.call import Call
from fakecf.capi.reading import space_of
from fakecf.capi.routes import destinations_of, url
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change, State
from fakecf.state.app_records import WEB
from fakecf.state.records import App
from fakecf.state.routing_records import ANY_PORT, Destination, Domain, Route

HTTP_PORT = 8080
_MOST = 100
_SPOKEN = {"tcp": ("tcp",), "http": ("http1", "http2")}


class Mapping(NamedTuple):
    """What tells one destination of a route from the others."""

    app_guid: str
    process_type: str
    app_port: int
    weight: int | None
    protocol: str

    @property
    def place(self) -> tuple[str, str, int]:
        return self.app_guid, self.process_type, self.app_port


def require_mappable(call: Call, route: Route) -> None:
    """Refuse apps that are not there, not for the caller to read, or in a space that does not have the route."""
    guids = [each["app"]["guid"] for each in call.body["destinations"]]
    apps = {guid: app for guid in guids if (app := call.find(App, guid)) is not None}
    _refuse([guid for guid in guids if guid not in apps], "do not exist.")
    _refuse([guid for guid in guids if not _can_read(call, apps[guid])], "you do not have access.")
    spaces = {route.space_guid, *route.shared_space_guids}
    if any(app.space_guid not in spaces for app in apps.values()):
        elsewhere = "Routes destinations must be in either the route's space or the route's shared spaces"
        raise CfError("UnprocessableEntity", elsewhere)


def _refuse(guids: Sequence[str], why: str) -> None:
    if guids:
        listed = '", "'.join(guids)
        raise CfError("UnprocessableEntity", f'App(s) with guid(s) "{listed}" {why}')


def _can_read(call: Call, app: App) -> bool:
    space = space_of(call, app)
    return space is not None and call.permissions.can_read_from_space(space)


def add_destinations(call: Call, change: Change, route: Route) -> None:
    """Let *route* lead to what the body asks for as well; CC fails over what is in it twice."""
    held = [_mapping(call, each) for each in destinations_of(change, route)]
    asked = _asked(call, change, route)
    if len(held) + len(asked) > _MOST:
        raise CfError("UnprocessableEntity", f"Routes can be mapped to at most {_MOST} destinations.")
    if len(set(asked)) < len(asked):
        raise UnknownError
    if any(each.weight is not None for each in held):
        weighted = "Destinations cannot be inserted when there are weighted destinations already configured."
        raise CfError("UnprocessableEntity", weighted)
    places = {each.place: each for each in held}
    for each in asked:
        _refuse_other_protocol(change, route, each, places.get(each.place, each))
    wrong = _map(call, change, route, [each for each in asked if each.place not in places])
    if wrong is not None:
        raise CfError("UnprocessableEntity", wrong)


def replace_destinations(call: Call, change: Change, route: Route) -> None:
    """Let *route* lead to what the body asks for alone; CC fails over a protocol that the route does not speak."""
    asked = _asked(call, change, route)
    if len(set(asked)) < len(asked):
        raise CfError("UnprocessableEntity", "Destinations cannot contain duplicate entries")
    held = {each: _mapping(call, each) for each in destinations_of(change, route)}
    unmap_destinations(call, change, [each for each, mapping in held.items() if mapping not in asked])
    if _map(call, change, route, [each for each in asked if each not in held.values()]) is not None:
        raise UnknownError


def delete_destination(call: Call, change: Change, destination: Destination) -> None:
    """Let its route lead there no more, unless it shares that with others by weight."""
    if destination.weight is not None:
        raise CfError("UnprocessableEntity", "Weighted destinations cannot be deleted individually.")
    unmap_destinations(call, change, [destination])


def unmap_destinations(call: Call, change: Change, destinations: Iterable[Destination]) -> None:
    """Let the routes of *destinations* lead there no more."""
    for each in destinations:
        change.delete(each)
        _record(call, change, "unmap-route", each)


def require_fitting(call: Call, route: Route) -> None:
    """Refuse a protocol that *route* does not speak (`route_destination_update.rb`)."""
    asked = call.body.get("protocol")
    spoken = _protocol_of(call.state, route)
    if (spoken == "tcp") is (asked == "tcp"):
        return
    fitting = "'tcp'" if spoken == "tcp" else "'http1' or 'http2'"
    wrong = f"Destination protocol must be {fitting} if the parent route's protocol is '{spoken}'"
    raise CfError("UnprocessableEntity", wrong)


def stored_protocol(protocol: str | None) -> str | None:
    """The column holds nothing but what is unusual."""
    return protocol if protocol == "http2" else None


def _asked(call: Call, state: State, route: Route) -> list[Mapping]:
    usual = _SPOKEN[_protocol_of(state, route)][0]
    return [
        Mapping(
            app_guid=each["app"]["guid"],
            process_type=(each["app"].get("process") or {}).get("type", WEB),
            app_port=each.get("port") or _usual_port(state, each["app"]["guid"]),
            weight=each.get("weight") or None,
            protocol=each.get("protocol") or usual,
        )
        for each in call.body["destinations"]
    ]


def _usual_port(state: State, app_guid: str) -> int:
    app = state[App].get(app_guid)
    return HTTP_PORT if app is not None and app.lifecycle_type == "buildpack" else ANY_PORT


def _mapping(call: Call, destination: Destination) -> Mapping:
    protocol = call.present(destination)["protocol"]
    return Mapping(destination.app_guid, destination.process_type, destination.app_port, destination.weight, protocol)


def _protocol_of(state: State, route: Route) -> str:
    domain = state[Domain].get(route.domain_guid)
    return domain.protocol if domain is not None else "http"


def _refuse_other_protocol(state: State, route: Route, asked: Mapping, held: Mapping) -> None:
    if asked.protocol == held.protocol:
        return
    where = f"route: {url(route, state[Domain].get(route.domain_guid))}, app: {asked.app_guid}"
    known = f"{where}, process: {asked.process_type}, and protocol: {held.protocol}."
    refused = f"Cannot add destination with protocol: {asked.protocol}. Destination already exists for {known}"
    raise CfError("UnprocessableEntity", refused)


def _map(call: Call, change: Change, route: Route, added: Iterable[Mapping]) -> str | None:
    """Put the destinations, each with its event; or tell what protocol does not fit the route."""
    now, spoken = call.services.clock.now(), _protocol_of(change, route)
    for each in added:
        if each.protocol not in _SPOKEN[spoken]:
            valid = f"valid options are: [{', '.join(_SPOKEN[spoken])}]."
            return f"Cannot use '{each.protocol}' protocol for {spoken} routes; {valid}"
        destination = Destination(
            guid=call.services.guids.new(),
            created_at=now,
            updated_at=now,
            route_guid=route.guid,
            app_guid=each.app_guid,
            process_type=each.process_type,
            app_port=each.app_port,
            weight=each.weight,
            protocol=stored_protocol(each.protocol),
        )
        change.put(destination)
        _record(call, change, "map-route", destination)
    return None


def _record(call: Call, change: Change, event: str, destination: Destination) -> None:
    app = change[App].get(destination.app_guid)
    if app is not None:
        record_mapping(call, change, event, app, destination)
