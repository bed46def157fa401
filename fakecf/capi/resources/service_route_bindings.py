"""Service route bindings: `app/controllers/v3/service_route_bindings_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.including import included_for_service_bindings
from fakecf.capi.list_query import Accepts, show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.reading import having, space_of
from fakecf.capi.resource import Resource
from fakecf.capi.service_instances import of_asked_instances, offering_of
from fakecf.capi.service_operations import binding_operation, require_settled
from fakecf.errors import CfError
from fakecf.state.records import Space
from fakecf.state.routing_records import Route
from fakecf.state.service_records import ServiceInstance, ServiceRouteBinding
from fakecf.web import Answer

resource = Resource("service_route_bindings", ServiceRouteBinding)

INCLUDES = ("route", "service_instance")
_ARRAYS = ("service_instance_guids", "service_instance_names", "route_guids")
LIST = Accepts(keys=(*_ARRAYS, "include"), arrays=_ARRAYS, includes=INCLUDES)


@resource.get("/v3/service_route_bindings", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    visible = (each for each in call.state[ServiceRouteBinding] if _space_of_readable(call, each) is not None)
    rows = having(query, of_asked_instances(call, query, visible), route_guids="route_guid")
    if not query.asks("include"):
        return list_answer(call, query, rows, "/v3/service_route_bindings")
    include = query.values("include")
    return list_answer(
        call,
        query,
        rows,
        "/v3/service_route_bindings",
        lambda shown: included_for_service_bindings(call, shown, include),
    )


@resource.get("/v3/service_route_bindings/<guid>")
def show(call: Call, guid: str) -> Answer:
    include = show_query(call.query, INCLUDES)
    binding, _ = _readable(call, guid)
    document = present(call, binding)
    if include:
        document["included"] = included_for_service_bindings(call, [binding], include)
    return call.json(200, document)


@resource.get("/v3/service_route_bindings/<guid>/parameters")
def parameters(call: Call, guid: str) -> Answer:
    """For who may write to the space; our brokers know of no parameters."""
    binding, space = _readable(call, guid)
    call.permissions.require_writing(space)
    instance = call.state[ServiceInstance].get(binding.service_instance_guid)
    offering = offering_of(call.state, instance)
    if offering is None or not offering.bindings_retrievable:
        whose = "this service does" if offering is not None else "user provided service instances do"
        raise CfError("BadRequest", f"{whose} not support fetching route bindings parameters.")
    require_settled(binding, "route binding")
    return call.json(200, {})


def _space_of_readable(call: Call, binding: ServiceRouteBinding) -> Space | None:
    """The space of the route, where the caller may read it."""
    route = call.state[Route].get(binding.route_guid)
    space = space_of(call, route) if route is not None else None
    return space if space is not None and call.permissions.can_read_from_space(space) else None


def _readable(call: Call, guid: str) -> tuple[ServiceRouteBinding, Space]:
    binding = call.find(ServiceRouteBinding, guid)
    space = _space_of_readable(call, binding) if binding is not None else None
    if binding is None or space is None:
        raise not_found("Service route binding")
    return binding, space


@resource.presents
def present(call: Call, binding: ServiceRouteBinding, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/service_route_bindings/{binding.guid}"
    links = {
        "self": call.link(own),
        "service_instance": call.link(f"/v3/service_instances/{binding.service_instance_guid}"),
        "route": call.link(f"/v3/routes/{binding.route_guid}"),
    }
    instance = call.state[ServiceInstance].get(binding.service_instance_guid)
    if instance is not None and instance.managed:
        links["parameters"] = call.link(f"{own}/parameters")
    return {
        "guid": binding.guid,
        "route_service_url": binding.route_service_url,
        **{key: value for key, value in base(binding).items() if key != "guid"},
        "last_operation": binding_operation(binding),
        "metadata": metadata(binding),
        "relationships": {
            "service_instance": to_one(binding.service_instance_guid),
            "route": to_one(binding.route_guid),
        },
        "links": links,
    }
