"""Routes: `app/controllers/v3/routes_controller.rb`."""

from typing import Any, TypeVar

from fakecf.capi.audit import record_route_event
from fakecf.capi.call import Call
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.including import included_for_routes
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.managing import require_managing
from fakecf.capi.messages import require_valid, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_many, to_one
from fakecf.capi.reading import readable
from fakecf.capi.relationships import related_guid
from fakecf.capi.resource import Resource
from fakecf.capi.route_making import new_route
from fakecf.capi.route_message import create_errors, update_errors
from fakecf.capi.route_options import kept_options
from fakecf.capi.routes import (
    INCLUDES,
    ROUTES,
    asked_routes,
    destinations_of,
    manageable_route,
    readable_route,
    url,
    visible_routes,
)
from fakecf.capi.shapes import COUNT, METADATA, TEXT, TO_ONE, body
from fakecf.errors import CfError
from fakecf.state import Change, Record
from fakecf.state.records import App, Space
from fakecf.state.routing_records import Domain, Route
from fakecf.web import Answer

resource = Resource("routes", Route)
R = TypeVar("R", bound=Record)

BODY = body(options=body(loadbalancing=TEXT, hash_header=TEXT, hash_balance=TEXT), metadata=METADATA)
CREATED = body(host=TEXT, path=TEXT, port=COUNT, relationships=body(space=TO_ONE, domain=TO_ONE), **BODY["properties"])
WILDCARD = (
    "You do not have sufficient permissions to create a route with a wildcard host on a domain not scoped to an "
    "organization."
)


@resource.get("/v3/routes", query=ROUTES)
def list_(call: Call) -> Answer:
    query = ROUTES.parse(call.query)
    rows = asked_routes(call, query, visible_routes(call))
    if not query.asks("include"):
        return list_answer(call, query, rows, "/v3/routes")
    include = query.values("include")
    return list_answer(call, query, rows, "/v3/routes", lambda shown: included_for_routes(call, shown, include))


@resource.get("/v3/apps/<guid>/routes", query=ROUTES)
def list_for_app(call: Call, guid: str) -> Answer:
    """The query is judged before the app is looked for; CC takes `include` and includes nothing."""
    query = ROUTES.parse({**call.query, "app_guids": guid})
    app, _ = readable(call, App, guid, "App")
    mapped = (
        each for each in call.state[Route] if any(to.app_guid == app.guid for to in destinations_of(call.state, each))
    )
    return list_answer(call, query, asked_routes(call, query, mapped), f"/v3/apps/{app.guid}/routes")


@resource.get("/v3/routes/<guid>")
def show(call: Call, guid: str) -> Answer:
    include = show_query(call.query, INCLUDES, "UnprocessableEntity", ("guid",))
    route = readable_route(call, guid)
    document = present(call, route)
    if include:
        document["included"] = included_for_routes(call, [route], include)
    return call.json(200, document)


@resource.post("/v3/routes", takes=CREATED)
def create(call: Call) -> Answer:
    """Admins may make routes where nobody may; whether the caller sees the space and the domain is not asked."""
    if not call.permissions.can_write_globally:
        require_feature(call, "route_creation")
    require_valid(create_errors(call))
    space = _related(call, Space, "space")
    domain = _related(call, Domain, "domain")
    require_managing(call, space)
    shared = domain.owning_organization_guid is None
    if shared and call.body.get("host") == "*" and not call.permissions.can_write_globally:
        raise CfError("UnprocessableEntity", WILDCARD)
    with call.services.store.change() as change:
        route = new_route(call, change, space, domain)
    return call.json(201, present(call, route))


def _related(call: Call, kind: type[R], name: str) -> R:
    record = call.find(kind, related_guid(call.body, name))
    if record is None:
        invalid = f"Invalid {name}. Ensure that the {name} exists and you have access to it."
        raise CfError("UnprocessableEntity", invalid)
    return record


@resource.patch("/v3/routes/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    """The body is judged before the route is looked for; a null takes an option away."""
    require_valid(update_errors(call))
    route = manageable_route(call, guid)
    with call.services.store.change() as change:
        route = change[Route].get(guid) or route
        options = kept_options({**route.options, **call.body["options"]}) if "options" in call.body else route.options
        labelled = updated_metadata(route, call.body)
        route = change.update(route, updated_at=call.services.clock.now(), options=options, **labelled)
    return call.json(200, present(call, route))


@resource.delete("/v3/routes/<guid>")
def delete(call: Call, guid: str) -> Answer:
    route = manageable_route(call, guid)

    def tell(trial: Change) -> None:
        record_route_event(call, trial, "delete-request", route, {"recursive": True})

    with call.services.store.change() as change:
        return delete_by_job(call, change, route, tell)


@resource.get("/v3/routes/<guid>/relationships/shared_spaces")
def shared_spaces(call: Call, guid: str) -> Answer:
    require_feature(call, "route_sharing")
    route = readable_route(call, guid)
    own = call.link(f"/v3/routes/{route.guid}/relationships/shared_spaces")
    return call.json(200, {**to_many(route.shared_space_guids), "links": {"self": own}})


@resource.presents
def present(call: Call, route: Route, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/routes/{route.guid}"
    domain = call.state[Domain].get(route.domain_guid)
    return {
        **base(route),
        "protocol": domain.protocol if domain is not None else "http",
        "host": route.host,
        "path": route.path,
        "port": route.port or None,
        "url": url(route, domain),
        "destinations": [call.present(each) for each in destinations_of(call.state, route)],
        "options": route.options,
        "metadata": metadata(route),
        "relationships": {"space": to_one(route.space_guid), "domain": to_one(route.domain_guid)},
        "links": {
            "self": call.link(own),
            "space": call.link(f"/v3/spaces/{route.space_guid}"),
            "destinations": call.link(f"{own}/destinations"),
            "domain": call.link(f"/v3/domains/{route.domain_guid}"),
        },
    }
