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
