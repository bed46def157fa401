"""Apps: `app/controllers/v3/apps_controller.rb`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fakecf.capi.app_message import creation_errors, update_errors
from fakecf.capi.app_writing import create_app, update_app, update_warnings
from fakecf.capi.call import Call, not_found
from fakecf.capi.feature_flags import require_lifecycle_feature
from fakecf.capi.including import included_for_apps
from fakecf.capi.list_query import Accepts, ListQuery, show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import require_valid
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, lifecycle, to_one
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, readable, readable_spaces, spaces_of
from fakecf.capi.relationships import related_guid
from fakecf.capi.requested_lifecycle import asked_type, requested_for_app, require_known
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import LIFECYCLE, MAP, METADATA, TEXT, TO_ONE, body
from fakecf.capi.stack_states import warned
from fakecf.errors import CfError
from fakecf.state.records import App, Space, Stack
from fakecf.web import Answer

resource = Resource("apps", App)

CREATION = body(
    name=TEXT,
    relationships=body(space=TO_ONE),
    lifecycle=LIFECYCLE,
    environment_variables=MAP,
    metadata=METADATA,
)
CHANGE = body(name=TEXT, lifecycle=LIFECYCLE, metadata=METADATA)
INCLUDES = ("space", "org", "space.organization")


def _lifecycle_type(params: Params) -> Iterator[str]:
    asked = params.get("lifecycle_type", "buildpack")
    if asked not in ("buildpack", "docker", "cnb"):
        yield f"Invalid lifecycle_type: '{asked if asked is not None else ''}'"


LIST = Accepts(
    keys=("names", "organization_guids", "space_guids", "stacks", "include", "lifecycle_type"),
    arrays=("names", "organization_guids", "space_guids", "stacks"),
    order_by=("name", "state"),
    includes=INCLUDES,
    columns={"state": "desired_state"},
    rule=_lifecycle_type,
)


@resource.get("/v3/apps", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    include = query.values("include") if query.asks("include") else []
    decorate = (lambda shown: included_for_apps(call, shown, include)) if include else None
    return list_answer(call, query, _filtered(call, query), "/v3/apps", decorate)


@resource.get("/v3/stacks/<stack_guid>/apps", query=LIST)
def list_for_stack(call: Call, stack_guid: str) -> Answer:
    """Includes are checked and not shown, and the links name no filter, as CC has it (StacksController#show_apps)."""
    stack = call.find(Stack, stack_guid)
    if stack is None:
        raise not_found("Stack")
    query = LIST.parse({**call.query, "stacks": stack.name})
    unnamed = replace(query, hidden=tuple(query.filters))
    return list_answer(call, unnamed, _filtered(call, query), f"/v3/stacks/{stack_guid}/apps")


@resource.get("/v3/apps/<guid>")
def show(call: Call, guid: str) -> Answer:
    include = show_query(call.query, INCLUDES)
    app, _ = readable(call, App, guid, "App")
    document = present(call, app)
    if include:
        document["included"] = included_for_apps(call, [app], include)
    return call.json(200, document)


@resource.post("/v3/apps", takes=CREATION)
def create(call: Call) -> Answer:
    """The body is judged first; a space that is missing or unreadable makes it unprocessable."""
    require_valid(creation_errors(call.body))
    space = call.find(Space, related_guid(call.body, "space"))
    if space is None or not call.permissions.can_read_from_space(space):
        raise CfError("UnprocessableEntity", "Invalid space. Ensure that the space exists and you have access to it.")
    call.permissions.require_writing(space)
    type_ = asked_type(call.body)
    require_lifecycle_feature(call, type_)
    requested = requested_for_app(call, type_)
    require_known(call.state, requested)
    with call.services.store.change() as change:
        app, warnings = create_app(call, change, space, requested)
    return warned(call.json(201, present(call, app)), warnings)


@resource.patch("/v3/apps/<guid>", takes=CHANGE)
def update(call: Call, guid: str) -> Answer:
    require_valid(update_errors(call.body))
    app, space = readable(call, App, guid, "App")
    call.permissions.require_writing(space)
    requested = requested_for_app(call, asked_type(call.body, app.lifecycle_type))
    require_known(call.state, requested)
    with call.services.store.change() as change:
        app = update_app(call, change, app, requested)
    return warned(call.json(200, present(call, app)), update_warnings(call, app))


def _filtered(call: Call, query: ListQuery) -> Iterator[App]:
    """The empty stack is asked for with an empty value, and only buildpack apps have one."""
    spaces = _spaces(call, query)
    stacks = frozenset(query.values("stacks")) if query.asks("stacks") else None
    for app in having(query, call.state[App], names="name", space_guids="space_guid"):
        if spaces is not None and app.space_guid not in spaces:
            continue
        if query.asks("lifecycle_type") and app.lifecycle_type != query.filters["lifecycle_type"]:
            continue
        if stacks is None or (app.lifecycle_type == "buildpack" and (app.stack or "") in stacks):
            yield app


def _spaces(call: Call, query: ListQuery) -> frozenset[str] | None:
    permitted = readable_spaces(call)
    if not query.asks("organization_guids"):
        return permitted
    asked = spaces_of(call, query.values("organization_guids"))
    return asked if permitted is None else asked & permitted


@resource.presents
def present(call: Call, app: App, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/apps/{app.guid}"
    return {
        **base(app),
        "name": app.name,
        "state": app.desired_state,
        "lifecycle": lifecycle(app),
        "relationships": {
            "space": to_one(app.space_guid),
            # null inside data, not instead of it (cc-surface 4.7)
            "current_droplet": {"data": {"guid": app.droplet_guid}},
        },
        "metadata": metadata(app),
        "links": {
            "self": call.link(own),
            "environment_variables": call.link(f"{own}/environment_variables"),
            "space": call.link(f"/v3/spaces/{app.space_guid}"),
            "processes": call.link(f"{own}/processes"),
            "packages": call.link(f"{own}/packages"),
            "current_droplet": call.link(f"{own}/droplets/current"),
            "droplets": call.link(f"{own}/droplets"),
            "tasks": call.link(f"{own}/tasks"),
            "start": call.link(f"{own}/actions/start", "POST"),
            "stop": call.link(f"{own}/actions/stop", "POST"),
            "clear_buildpack_cache": call.link(f"{own}/actions/clear_buildpack_cache", "POST"),
            "revisions": call.link(f"{own}/revisions"),
            "deployed_revisions": call.link(f"{own}/revisions/deployed"),
            "features": call.link(f"{own}/features"),
        },
    }
