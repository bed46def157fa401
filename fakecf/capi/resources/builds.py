"""Builds: `app/controllers/v3/builds_controller.rb`."""

from typing import Any

from fakecf.capi.bodies import raw_json
from fakecf.capi.build_message import creation_errors, package_guid, update_errors
from fakecf.capi.build_writing import create_build, update_build
from fakecf.capi.call import Call
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, require_valid
from fakecf.capi.metadata import metadata
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, error_text, lifecycle, to_one
from fakecf.capi.reading import having, of_asked_apps, readable, readable_or_updatable, space_of, visible
from fakecf.capi.requested_lifecycle import requested_for_build, require_known
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import COUNT, LIFECYCLE, MAP, METADATA, TEXT, body, nullable
from fakecf.capi.stack_states import warned
from fakecf.capi.staging import stage
from fakecf.errors import CfError, UnknownError
from fakecf.state.records import App, Build, Droplet, Package
from fakecf.web import Answer

resource = Resource("builds", Build)

CREATION = body(
    package=body(guid=TEXT),
    lifecycle=LIFECYCLE,
    staging_memory_in_mb=nullable(COUNT),
    staging_disk_in_mb=nullable(COUNT),
    staging_log_rate_limit_bytes_per_second=nullable(COUNT),
    environment_variables=nullable(MAP),
    metadata=METADATA,
)
CHANGE = body(
    state=TEXT, error=nullable(TEXT), lifecycle=body(data=body(image=TEXT, processTypes=MAP)), metadata=METADATA
)
FINAL_STATES = frozenset({"STAGED", "FAILED", "EXPIRED"})
LIST = Accepts(
    keys=("app_guids", "package_guids", "states"),
    arrays=("app_guids", "package_guids", "states"),
)
LIST_FOR_APP = Accepts(keys=("states",), arrays=("states",))
COLUMNS = {"states": "state", "package_guids": "package_guid"}


@resource.get("/v3/builds", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = of_asked_apps(call, query, visible(call, call.state[Build]))
    return list_answer(call, query, having(query, rows, **COLUMNS), "/v3/builds")


@resource.get("/v3/apps/<guid>/builds", query=LIST_FOR_APP)
def list_for_app(call: Call, guid: str) -> Answer:
    query = LIST_FOR_APP.parse(call.query)
    app, _ = readable(call, App, guid, "App")
    rows = call.state[Build].where("app_guid", app.guid)
    return list_answer(call, query, having(query, rows, **COLUMNS), f"/v3/apps/{app.guid}/builds")


@resource.get("/v3/builds/<guid>")
def show(call: Call, guid: str) -> Answer:
    build, _ = readable(call, Build, guid, "Build")
    return call.json(200, present(call, call.polled(build)))


@resource.post("/v3/builds", takes=CREATION)
def create(call: Call) -> Answer:
    """The answer tells of the build before anything became of it."""
    sent = _sent(call)
    require_valid(creation_errors(sent))
    package, app = _usable(call, package_guid(sent))
    if package.type == "docker":
        require_feature(call, "diego_docker")
    requested = requested_for_build(call, sent, app)
    if requested.type == "cnb":
        require_feature(call, "diego_cnb")
    require_known(call.state, requested)
    with call.services.store.change() as change:
        build, warnings = create_build(call, change, sent, package, requested)
    stage(call, build, package)
    return warned(call.json(201, present(call, build)), warnings)


@resource.patch("/v3/builds/<guid>", takes=CHANGE)
def update(call: Call, guid: str) -> Answer:
    """Who may update build states needs no role to end a build, and no one else may."""
    build, space = readable_or_updatable(call, Build, guid, "Build")
    if "state" in call.body:
        require(call.who.updates_build_state)
    else:
        call.permissions.require_writing(space)
    require_valid(update_errors(call.body))
    with call.services.store.change() as change:
        build = update_build(call, change, build, call.body)
    call.see(change)
    return call.json(200, present(call, build))


def _usable(call: Call, guid: str) -> tuple[Package, App]:
    """The package and its app, where the caller may manage apps; reading them is not asked for."""
    package = call.find(Package, guid)
    app = call.state[App].get(package.app_guid) if package is not None else None
    space = space_of(call, app) if app is not None else None
    if package is None or app is None or space is None or not call.permissions.can_manage_apps_in_active_space(space):
        missing = "Unable to use package. Ensure that the package exists and you have access to it."
        raise CfError("UnprocessableEntity", missing)
    call.permissions.require_writable_space(space)
    return package, app


def _sent(call: Call) -> Body:
    """JSON whatever its type says: null for an empty object, and anything else CC does not expect."""
    sent = call.body = raw_json(call.environ)
    if not isinstance(sent, dict | None):
        raise UnknownError
    return sent or {}


@resource.presents
def present(call: Call, build: Build, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """The droplet shows only once it is final (cc-droplets 15)."""
    droplet = call.state[Droplet].get(build.droplet_guid)
    if droplet is not None and droplet.state not in FINAL_STATES:
        droplet = None
    links = {"self": call.link(f"/v3/builds/{build.guid}"), "app": call.link(f"/v3/apps/{build.app_guid}")}
    if droplet is not None:
        links["droplet"] = call.link(f"/v3/droplets/{droplet.guid}")
    return {
        **base(build),
        "state": build.state,
        "staging_memory_in_mb": build.staging_memory_in_mb,
        "staging_disk_in_mb": build.staging_disk_in_mb,
        "staging_log_rate_limit_bytes_per_second": build.staging_log_rate_limit,
        "error": error_text(build),
        "lifecycle": lifecycle(build),
        "package": {"guid": build.package_guid},
        "droplet": {"guid": droplet.guid} if droplet is not None else None,
        "created_by": {
            "guid": build.created_by_user_guid,
            "name": build.created_by_user_name,
            "email": build.created_by_user_email,
        },
        "relationships": {"app": to_one(build.app_guid)},
        "metadata": metadata(build),
        "links": links,
    }
