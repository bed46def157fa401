"""What bodies of destinations may say (`route_update_destinations_message.rb`)."""

from collections.abc import Iterator, Sequence
from typing import Any

from fakecf.capi.messages import Body, unknown_fields

PROTOCOLS = ("http1", "http2", "tcp")
_MOST = 100
_MOST_PORTS = 10
_LONGEST_GUID = 199
_PORTS = range(1024, 65_536)
_WEIGHTS = range(1, 101)


def destinations_errors(body: Body, *, replacing: bool) -> Iterator[str]:
    """What is wrong with `destinations`, and nothing else, that are added or, *replacing*, all there shall be."""
    unknown = list(unknown_fields(body, ("destinations",)))
    yield from unknown
    destinations = body.get("destinations")
    fewest = 0 if replacing else 1
    if not isinstance(destinations, list) or not fewest <= len(destinations) <= _MOST:
        yield f"Destinations must be an array containing between {fewest} and {_MOST} destination objects."
        return
    found = list(_each_error(destinations, replacing=replacing))
    yield from found
    if not unknown and not found:
        yield from _weights_errors(destinations)


def protocol_errors(body: Body) -> Iterator[str]:
    """What is wrong with the change of one destination (`route_destination_update_message.rb`)."""
    yield from unknown_fields(body, ("protocol",))
    if "protocol" in body and body["protocol"] not in PROTOCOLS:
        yield "Destination protocol must be 'http1', 'http2' or 'tcp'."


def _each_error(destinations: Sequence[Any], *, replacing: bool) -> Iterator[str]:
    whole: list[Any] = []
    for place, destination in enumerate(destinations):
        shape = _shape_error(destination)
        errors = [shape] if shape is not None else list(_content_errors(destination, replacing=replacing))
        yield from (f"Destinations[{place}]: {error}" for error in errors)
        if shape is None:
            whole.append(destination["app"])
    if any(whole.count(app) > _MOST_PORTS for app in whole):
        yield f"Process must have at most {_MOST_PORTS} exposed ports."


def _shape_error(destination: Any) -> str | None:
    if not isinstance(destination, dict):
        return "must be an object."
    if "app" not in destination:
        return 'must have an "app".'
    if not destination.keys() <= {"app", "weight", "port", "protocol"}:
        return 'must have only "app" and optionally "weight", "port" or "protocol".'
    return None


def _content_errors(destination: Body, *, replacing: bool) -> Iterator[str]:
    """What is false passes for nothing, as in Ruby."""
    yield from _app_errors(destination["app"])
    weight, port, protocol = (
        None if (value := destination.get(key)) is False else value for key in ("weight", "port", "protocol")
    )
    if weight is not None and not replacing:
        yield "weighted destinations can only be used when replacing all destinations."
    elif weight is not None and not _is_among(weight, _WEIGHTS):
        yield "weight must be a positive integer between 1 and 100."
    if port is not None and not _is_among(port, _PORTS):
        yield "port must be a positive integer between 1024 and 65535 inclusive."
    if protocol is not None and protocol not in PROTOCOLS:
        yield "protocol must be 'http1', 'http2' or 'tcp'."


def _is_among(value: Any, integers: range) -> bool:
    return type(value) is int and value in integers


def _app_errors(app: Any) -> Iterator[str]:
    guid = app.get("guid") if isinstance(app, dict) else None
    if not isinstance(guid, str) or not 1 <= len(guid) <= _LONGEST_GUID:
        yield 'app must have the structure {"guid": "app_guid"}'
    elif app.get("process") is not None and not _is_process(app["process"]):
        yield 'process must have the structure {"type": "process_type"}'


def _is_process(process: Any) -> bool:
    if not isinstance(process, dict) or list(process) != ["type"]:
        return False
    return isinstance(process["type"], str) and process["type"] != ""


def _weights_errors(destinations: Sequence[Body]) -> Iterator[str]:
    weights = [each.get("weight") for each in destinations]
    given = [weight for weight in weights if weight is not None]
    if given and len(given) < len(weights):
        yield "Destinations cannot contain both weighted and unweighted destinations."
    elif given and sum(given) != 100:  # noqa: PLR2004 - per cent
        yield "Destinations must have weights that sum to 100."
