"""Routes: `app/controllers/v3/routes_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.including import included_for_routes
from fakecf.capi.list_query import show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_many, to_one
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.routes import (
    INCLUDES,
    ROUTES,
    asked_routes,
    destinations_of,
    readable_route,
    url,
    visible_routes,
)
from fakecf.state.records import App
from fakecf.state.routing_records import Domain, Route
from fakecf.web import Answer

resource = Resource("routes", Route)


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
