"""Processes: `app/controllers/v3/processes_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import CENSORED, CENSORED_IN_LISTS, Call
from fakecf.capi.embedding import embed_errors, embeds_instances
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.instances import shown_instances
from fakecf.capi.list_query import Accepts, misplaced_errors
from fakecf.capi.listing import list_answer
from fakecf.capi.managing import require_managing
from fakecf.capi.messages import require_valid
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.process_changing import scale_process, update_process
from fakecf.capi.process_finding import process_and_space, process_of_app
from fakecf.capi.process_message import SCALED, scale_errors, scaled_columns, update_errors
from fakecf.capi.process_users import user_of_process
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, of_asked_apps, readable, visible
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import COUNT, METADATA, TEXT, body, nullable
from fakecf.capi.start_commands import start_command
from fakecf.state.app_records import Process
from fakecf.state.records import App, Space
from fakecf.web import Answer

resource = Resource("processes", Process)


def _rule(params: Params) -> Iterator[str]:
    """What cannot be embedded, and what makes no sense below an app (ProcessesListMessage)."""
    yield from embed_errors(params)
    refused = ("app_guids", "organization_guids", "space_guids") if params.get("app_guid") else ()
    yield from misplaced_errors(params, refused)


LIST = Accepts(
    keys=("app_guid", "types", "space_guids", "organization_guids", "app_guids", "embed"),
    arrays=("space_guids", "organization_guids", "app_guids"),
    lists=("types", "embed"),
    hidden=("app_guid",),
    rule=_rule,
)
CHECK = body(
    type=TEXT,
    data=body(
        timeout=nullable(COUNT),
        invocation_timeout=nullable(COUNT),
        interval=nullable(COUNT),
        endpoint=nullable(TEXT),
    ),
)
BODY = body(
    command=nullable(TEXT), user=nullable(TEXT), health_check=CHECK, readiness_health_check=CHECK, metadata=METADATA
)
SCALE = body(**dict.fromkeys(SCALED, COUNT))


@resource.get("/v3/processes", query=LIST)
def list_(call: Call) -> Answer:
    return _listed(call, call.query)


@resource.get("/v3/apps/<app_guid>/processes", query=LIST)
def list_for_app(call: Call, app_guid: str) -> Answer:
    return _listed(call, {**call.query, "app_guid": app_guid})


@resource.get("/v3/processes/<guid>")
def show(call: Call, guid: str) -> Answer:
    return _shown(call, *process_and_space(call, guid))


@resource.get("/v3/apps/<app_guid>/processes/<type_>")
def show_of_app(call: Call, app_guid: str, type_: str) -> Answer:
    return _shown(call, *process_of_app(call, app_guid, type_))


@resource.patch("/v3/processes/<guid>", takes=BODY)
def update(call: Call, guid: str) -> Answer:
    return _updated(call, *process_and_space(call, guid))


@resource.patch("/v3/apps/<app_guid>/processes/<type_>", takes=BODY)
def update_of_app(call: Call, app_guid: str, type_: str) -> Answer:
    return _updated(call, *process_of_app(call, app_guid, type_))


@resource.post("/v3/processes/<guid>/actions/scale", status=202, takes=SCALE)
def scale(call: Call, guid: str) -> Answer:
    return _scaled(call, *process_and_space(call, guid))


@resource.post("/v3/apps/<app_guid>/processes/<type_>/actions/scale", status=202, takes=SCALE)
def scale_of_app(call: Call, app_guid: str, type_: str) -> Answer:
    return _scaled(call, *process_of_app(call, app_guid, type_))


def _listed(call: Call, params: Params) -> Answer:
    query = LIST.parse(params)
    if app_guid := params.get("app_guid"):
        app, _ = readable(call, App, app_guid, "App")
        path, rows = f"/v3/apps/{app.guid}/processes", iter(call.state[Process].where("app_guid", app.guid))
    else:
        path, rows = "/v3/processes", of_asked_apps(call, query, visible(call, call.state[Process]))
    embedded = bool(query.filters.get("embed"))
    return list_answer(call, query, having(query, rows, types="type"), path, embedded=embedded)


def _shown(call: Call, process: Process, space: Space) -> Answer:
    """The command is for those who may read secrets."""
    embedded = embeds_instances(call.query)
    secrets = call.permissions.can_read_secrets_in_space(space)
    return call.json(200, present(call, process, censored=None if secrets else CENSORED, embedded=embedded))


def _updated(call: Call, process: Process, space: Space) -> Answer:
    require_managing(call, space)
    require_valid(update_errors(call.body))
    with call.services.store.change() as change:
        process = update_process(call, change, process, call.body)
    return call.json(200, present(call, process))


def _scaled(call: Call, process: Process, space: Space) -> Answer:
    """A disk of null is shown as such (corrections 16)."""
    require_managing(call, space)
    require_feature(call, "app_scaling")
    require_valid(scale_errors(call.body))
    with call.services.store.change() as change:
        process = scale_process(call, change, process, call.body)
    shown = present(call, process)
    return call.json(202, {**shown, "disk_in_mb": scaled_columns(call.body).get("disk_quota", process.disk_quota)})


@resource.presents
def present(
    call: Call, process: Process, *, listed: bool = False, censored: str | None = None, embedded: bool = False
) -> dict[str, Any]:
    """Keys in CC's presenter order; *censored* replaces the command, *embedded* instances come before relationships."""
    own, app = f"/v3/processes/{process.guid}", call.state[App].get(process.app_guid)
    return {
        **base(process),
        "version": process.version,
        "type": process.type,
        "command": (CENSORED_IN_LISTS if listed else censored) or start_command(call.state, process),
        "user": user_of_process(call.state, process),
        "instances": process.instances,
        "memory_in_mb": process.memory,
        "disk_in_mb": process.disk_quota,
        "log_rate_limit_in_bytes_per_second": process.log_rate_limit,
        "health_check": _health_check(process),
        "readiness_health_check": _readiness_health_check(process),
        **({"process_instances": shown_instances(call, process)} if embedded else {}),
        "relationships": {
            "app": to_one(process.app_guid),
            "revision": to_one(process.revision_guid) if process.revision_guid is not None else None,
        },
        "metadata": metadata(process),
        "links": {
            "self": call.link(own),
            "scale": call.link(f"{own}/actions/scale", "POST"),
            "app": call.link(f"/v3/apps/{process.app_guid}"),
            "space": call.link(f"/v3/spaces/{app.space_guid if app is not None else ''}"),
            "stats": call.link(f"{own}/stats"),
            "process_instances": call.link(f"{own}/process_instances"),
        },
    }


def _health_check(process: Process) -> dict[str, Any]:
    data: dict[str, Any] = {
        "timeout": process.health_check_timeout,
        "invocation_timeout": process.health_check_invocation_timeout,
        "interval": process.health_check_interval,
    }
    return _check(process.health_check_type, data, process.health_check_http_endpoint)


def _readiness_health_check(process: Process) -> dict[str, Any]:
    data: dict[str, Any] = {
        "invocation_timeout": process.readiness_health_check_invocation_timeout,
        "interval": process.readiness_health_check_interval,
    }
    return _check(process.readiness_health_check_type, data, process.readiness_health_check_http_endpoint)


def _check(type_: str, data: dict[str, Any], endpoint: str | None) -> dict[str, Any]:
    """Only a check over HTTP has an endpoint."""
    return {"type": type_, "data": {**data, **({"endpoint": endpoint} if type_ == "http" else {})}}
