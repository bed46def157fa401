"""Builds: `app/controllers/v3/builds_controller.rb`."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.list_query import Accepts
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, error_text, lifecycle, to_one
from fakecf.capi.reading import having, of_asked_apps, readable, visible
from fakecf.capi.resource import Resource
from fakecf.state.records import App, Build, Droplet
from fakecf.web import Answer

resource = Resource("builds", Build)

FINAL_STATES = frozenset({"STAGED", "FAILED", "EXPIRED"})
LIST = Accepts(
    keys=("app_guids", "package_guids", "states"),
    arrays=("app_guids", "package_guids", "states"),
)
LIST_FOR_APP = Accepts(keys=("states",), arrays=("states",))
COLUMNS = {"states": "state", "package_guids": "package_guid"}


@resource.get("/v3/builds")
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = of_asked_apps(call, query, visible(call, call.state[Build]))
    return list_answer(call, query, having(query, rows, **COLUMNS), "/v3/builds")


@resource.get("/v3/apps/<guid>/builds")
def list_for_app(call: Call, guid: str) -> Answer:
    query = LIST_FOR_APP.parse(call.query)
    app, _ = readable(call, App, guid, "App")
    rows = call.state[Build].where("app_guid", app.guid)
    return list_answer(call, query, having(query, rows, **COLUMNS), f"/v3/apps/{app.guid}/builds")


@resource.get("/v3/builds/<guid>")
def show(call: Call, guid: str) -> Answer:
    build, _ = readable(call, Build, guid, "Build")
    return call.json(200, present(call, call.polled(build)))


@resource.post("/v3/builds")
def create(call: Call) -> Answer:
    """The body is read as JSON whatever its type says; the answer tells of the build before anything became of it."""
    body = parse_sent(call.environ)
    require_valid(creation_errors(body))
    package = call.find(Package, package_guid(body))
    space = space_of(call, package) if package is not None else None
    if package is None or space is None or not call.permissions.can_manage_apps_in_active_space(space):
        raise CfError("UnprocessableEntity", UNUSABLE)
    call.permissions.require_writable_space(space)
    if package.type == "docker":
        require_feature(call, "diego_docker")
    requested = requested_for_build(call, body, call.state[App].get(package.app_guid))
    if requested.type == "cnb":
        require_feature(call, "diego_cnb")
    require_known(call.state, requested)
    with call.services.store.change() as change:
        build, warnings = create_build(call, change, body, package, requested)
    stage(call, build, package)
    return warned(call.json(201, present(call, build)), warnings)


@resource.patch("/v3/builds/<guid>")
def update(call: Call, guid: str) -> Answer:
    """Who may update build states needs no role to end a build, and no one else may."""
    build, space = _readable_or_updatable(call, guid)
    if "state" in call.body:
        require(call.who.updates_build_state)
    else:
        require(call.permissions.can_write_to_active_space(space))
        call.permissions.require_writable_space(space)
    require_valid(update_errors(call.body))
    with call.services.store.change() as change:
        build = update_build(call, change, build, call.body)
        call.state = change
    return call.json(200, present(call, build))


def _readable_or_updatable(call: Call, guid: str) -> tuple[Build, Space]:
    build = call.find(Build, guid)
    space = space_of(call, build) if build is not None else None
    if build is not None and space is not None and call.who.updates_build_state:
        return build, space
    return readable(call, Build, guid, "Build")


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
