"""Giving an app the routes that its manifest wants (CC's AppApplyManifest#update_routes and ManifestRouteUpdate)."""

import random
import re
import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from fakecf.capi.call import Call
from fakecf.capi.domains import default_domain
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.manifest_routes import Address, address
from fakecf.capi.mapping import add_destinations, replace_destinations, unmap_destinations
from fakecf.capi.messages import Body, require_valid
from fakecf.capi.route_making import new_route
from fakecf.capi.route_message import LONGEST_HOST, LONGEST_PATH, ROUTE_HOST
from fakecf.capi.route_options import OPTIONS, kept_options
from fakecf.capi.ruby import is_true
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.records import App, Space
from fakecf.state.routing_records import Destination, Domain, Route

_HOST = re.compile(r"[\w-]+", re.ASCII)
_ADJECTIVES = ("brave", "calm", "fluent", "happy", "quick", "shiny", "turbulent", "wise")
_NOUNS = ("badger", "heron", "lynx", "otter", "raven", "salmon", "tapir", "wombat")


def update_routes(call: Call, change: Change, app: App, asked: Body) -> None:
    """The first of no, some, a random and the default route that is asked for; the last two only where it has none."""
    present = change[Destination].where("app_guid", app.guid)
    if is_true(asked.get("no_route")):
        unmap_destinations(call, change, list(present))
    elif is_true(asked.get("routes")):
        _map_all(call, change, app, asked["routes"])
    elif is_true(asked.get("random_route")) and not present:
        _map_all(call, change, app, [{"route": f"{app.name}-{_random_words(call)}.{_default_name(call, app)}"}])
    elif is_true(asked.get("default_route")) and not present:
        _require_host(app.name)
        _map_all(call, change, app, [{"route": f"{app.name}.{_default_name(call, app)}"}])


def _require_host(name: str) -> None:
    prefix = "Failed to create default route from app name:"
    if len(name) > LONGEST_HOST:
        raise CfError("UnprocessableEntity", f"{prefix} Host cannot exceed {LONGEST_HOST} characters")
    if not _HOST.fullmatch(name):
        what = 'Host must be either "*" or contain only alphanumeric characters, "_", or "-"'
        raise CfError("UnprocessableEntity", f"{prefix} {what}")


def _default_name(call: Call, app: App) -> str:
    space = call.state[Space].get(app.space_guid)
    domain = default_domain(call.state[Domain], space.organization_guid) if space is not None else None
    if domain is None:
        raise CfError("UnprocessableEntity", "No default domains available")
    return domain.name


def _random_words(call: Call) -> str:
    """As chance as the foundation's guids are."""
    chance = random.Random(call.services.guids.new())
    letters = "".join(chance.choices(string.ascii_lowercase, k=2))
    return f"{chance.choice(_ADJECTIVES)}-{chance.choice(_NOUNS)}-{letters}"


def _map_all(call: Call, change: Change, app: App, routes: list[Body]) -> None:
    """Nothing is mapped before every route is there."""
    found = [_find_or_create(call, change, app, each) for each in routes]
    for asked, route in zip(routes, found, strict=True):
        _map(call, change, app, route, asked.get("protocol"))


def _find_or_create(call: Call, change: Change, app: App, asked: Body) -> Route:
    space, wanted, options = change[Space].get(app.space_guid), address(asked["route"]), _options(asked)
    if space is None:
        raise UnknownError
    for host, domain_name in wanted.candidates:
        domain = next((each for each in change[Domain] if each.name.lower() == domain_name.lower()), None)
        if domain is None:
            continue
        route = _route_at(change, domain, host, wanted)
        if route is None:
            with _told_of(asked):
                return _created(call, change, space, domain, _request(host, wanted, options))
        if space.guid not in (route.space_guid, *route.shared_space_guids):
            raise CfError("UnprocessableEntity", "Routes cannot be mapped to destinations in different spaces")
        return _with_options(call, change, route, options)
    raise CfError("UnprocessableEntity", f"No domains exist for route {asked['route']}")


def _options(asked: Body) -> Body:
    return {key: value for key, value in (asked.get("options") or {}).items() if key in OPTIONS}


@contextmanager
def _told_of(asked: Body) -> Iterator[None]:
    """An error in making a route tells which one it is about."""
    try:
        yield
    except CfError as error:
        if error.kind.name != "UnprocessableEntity":
            raise
        raise CfError("UnprocessableEntity", f"For route '{asked['route']}': {error.detail}") from None


def _route_at(change: Change, domain: Domain, host: str, wanted: Address) -> Route | None:
    """A port that is not written may be any."""
    for route in change[Route].where("domain_guid", domain.guid):
        is_there = (route.host.lower(), route.path.lower()) == (host.lower(), wanted.path.lower())
        if is_there and wanted.port in (None, route.port):
            return route
    return None


def _request(host: str, wanted: Address, options: Body) -> Body:
    return {"host": host, "path": wanted.path, "port": wanted.port, "options": options}


def _created(call: Call, change: Change, space: Space, domain: Domain, request: Body) -> Route:
    require_feature(call, "route_creation")
    if request["host"] == "*" and domain.owning_organization_guid is None:
        raise CfError("NotAuthorized")
    require_valid(_address_errors(request["host"], request["path"]))
    return new_route(replace(call, body=request), change, space, domain)


def _address_errors(host: str, path: str) -> Iterator[str]:
    """What the message of a new route would have refused, in the words of its model; only the first is told."""
    if not ROUTE_HOST.fullmatch(host):
        yield "Host format is invalid."
    elif path == "/":
        yield "Path cannot be a single '/'."
    elif len(path) > LONGEST_PATH:
        yield f"Path exceeds {LONGEST_PATH} characters."
    elif len(host) > LONGEST_HOST:
        yield f"host must be no more than {LONGEST_HOST} characters"


def _with_options(call: Call, change: Change, route: Route, options: Body) -> Route:
    if not options:
        return route
    return change.update(
        route, options=kept_options({**route.options, **options}), updated_at=call.services.clock.now()
    )


def _map(call: Call, change: Change, app: App, route: Route, protocol: str | None) -> None:
    """Another protocol takes the route from all that it led to; what cannot be mapped CC has not foreseen."""
    to_app = (each for each in change[Destination].where("route_guid", route.guid) if each.app_guid == app.guid)
    own = next(to_app, None)
    if own is not None and protocol in (None, call.present(own)["protocol"]):
        return
    map_ = add_destinations if own is None else replace_destinations
    try:
        map_(replace(call, body={"destinations": [{"app": {"guid": app.guid}, "protocol": protocol}]}), change, route)
    except CfError:
        raise UnknownError from None
