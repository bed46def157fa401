"""Making routes (`route_create.rb`)."""

import msgspec

from fakecf.capi.audit import record_route_event
from fakecf.capi.call import Call
from fakecf.capi.messages import updated_metadata
from fakecf.capi.route_options import kept_options
from fakecf.capi.route_rules import refusals, reserved_ports
from fakecf.errors import CfError
from fakecf.state import Change, State
from fakecf.state.records import Space
from fakecf.state.routing_records import Domain, Route


def new_route(call: Call, change: Change, space: Space, domain: Domain) -> Route:
    """The route that a valid body asks for, unless something forbids it."""
    body, now = call.body, call.services.clock.now()
    route = Route(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        space_guid=space.guid,
        domain_guid=domain.guid,
        host=body.get("host") or "",
        path=body.get("path") or "",
        port=_port(call, change, domain),
        options=kept_options(body.get("options") or {}),
    )
    refusal = next(refusals(call, change, route, domain, space), None)
    if refusal is not None:
        raise CfError("UnprocessableEntity", refusal)
    route = msgspec.structs.replace(route, **updated_metadata(route, body))
    change.put(route)
    record_route_event(call, change, "create", route, body)
    return route


def _port(call: Call, state: State, domain: Domain) -> int:
    """What is asked for; a route below a TCP domain that asks for none gets the first free one, of CC any."""
    if "port" in call.body or domain.protocol != "tcp":
        return int(call.body.get("port") or 0)
    first, last = call.services.behaviour.reservable_ports
    taken = reserved_ports(state, domain)
    port = next((port for port in range(first, last + 1) if port not in taken), None)
    if port is None:
        raise CfError("UnprocessableEntity", "There are no more ports available for this domain.")
    return port
