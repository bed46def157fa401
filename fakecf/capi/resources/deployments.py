"""Deployments: `app/controllers/v3/deployments_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.deploying import FINAL
from fakecf.capi.deployment_making import new_deployment
from fakecf.capi.deployment_message import create_errors
from fakecf.capi.deployment_room import explaining_quotas
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one, when
from fakecf.capi.reading import found_by, having, of_asked_apps, readable, space_of, visible
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import dig, is_true
from fakecf.capi.shapes import COUNT, METADATA, TEXT, TO_ONE, body
from fakecf.errors import CfError, UnknownError
from fakecf.state.app_records import Deployment
from fakecf.state.records import App
from fakecf.web import Answer

resource = Resource("deployments", Deployment)

FILTERS = ("app_guids", "states", "status_reasons", "status_values")
LIST = Accepts(keys=FILTERS, arrays=FILTERS)
BODY = body(
    relationships=body(app=TO_ONE),
    droplet=body(guid=TEXT),
    revision=body(guid=TEXT),
    strategy=TEXT,
    options=body(
        max_in_flight=COUNT,
        web_instances=COUNT,
        memory_in_mb=COUNT,
        disk_in_mb=COUNT,
        log_rate_limit_in_bytes_per_second=COUNT,
        canary=body(steps={"type": "array", "items": body(instance_weight=COUNT)}),
    ),
    metadata=METADATA,
)
COLUMNS = {"states": "state", "status_values": "status_value"}
_NO_APP = "Unable to use app. Ensure that the app exists and you have access to it."
SHOWN_IF_ASKED = ("web_instances", "memory_in_mb", "disk_in_mb", "log_rate_limit_in_bytes_per_second")


@resource.get("/v3/deployments", query=LIST)
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = having(query, of_asked_apps(call, query, visible(call, call.state[Deployment])), **COLUMNS)
    return list_answer(call, query, _for_reasons(query, rows), "/v3/deployments")


@resource.get("/v3/deployments/<guid>")
def show(call: Call, guid: str) -> Answer:
    deployment, _ = readable(call, Deployment, guid, "Deployment")
    return call.json(200, present(call, call.polled(deployment)))


@resource.post("/v3/deployments", takes=BODY)
def create(call: Call) -> Answer:
    """Whoever may not deploy the app is told the same as of an app that is not there."""
    require_valid(create_errors(call.body))
    app = found_by(call.state, App, dig(call.body.get("relationships"), "app", "data", "guid"))
    space = space_of(call, app) if app is not None else None
    if app is None or space is None or not call.permissions.can_manage_apps_in_active_space(space):
        raise CfError("UnprocessableEntity", _NO_APP)
    call.permissions.require_writable_space(space)
    if not app.revisions_enabled and is_true(dig(call.body.get("revision"), "guid")):
        what = "Cannot create deployment from a revision for an app without revisions enabled"
        raise CfError("UnprocessableEntity", what)
    with call.services.store.change() as change:
        app = change[App].get(app.guid)
        if app is None:
            raise CfError("UnprocessableEntity", _NO_APP)
        with explaining_quotas(change, app):
            deployment = new_deployment(call, change, app)
    return call.json(201, present(call, deployment))


@resource.patch("/v3/deployments/<guid>", takes=body(metadata=METADATA))
def update(call: Call, guid: str) -> Answer:
    deployment, space = readable(call, Deployment, guid, "Deployment")
    call.permissions.require_writing(space)
    require_valid(_update_errors(call.body))
    with call.services.store.change() as change:
        changed = updated_metadata(deployment, call.body)
        deployment = change.update(deployment, updated_at=call.services.clock.now(), **changed)
    return call.json(200, present(call, deployment))


def _for_reasons(query: ListQuery, rows: Iterable[Deployment]) -> Iterable[Deployment]:
    """An empty reason is none; CC fails over a name without a value (NullFilterQueryGenerator)."""
    if not query.asks("status_reasons"):
        return rows
    if query.filters["status_reasons"] is None:
        raise UnknownError
    asked = frozenset(query.values("status_reasons"))
    return (row for row in rows if (row.status_reason or "") in asked)


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("metadata",))


@resource.presents
def present(call: Call, deployment: Deployment, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    return {
        **base(deployment),
        "status": _status(deployment),
        "strategy": deployment.strategy,
        "options": _options(deployment),
        "droplet": {"guid": deployment.droplet_guid},
        "previous_droplet": {"guid": deployment.previous_droplet_guid},
        "new_processes": [{"guid": each.guid, "type": each.type} for each in deployment.processes],
        "revision": _revision(call, deployment),
        "relationships": {"app": to_one(deployment.app_guid)},
        "metadata": metadata(deployment),
        "links": _links(call, deployment),
    }


def _status(deployment: Deployment) -> dict[str, Any]:
    details = {
        "last_successful_healthcheck": when(deployment.last_healthy_at),
        "last_status_change": when(deployment.status_updated_at),
    }
    if deployment.error:
        details["error"] = deployment.error
    status: dict[str, Any] = {
        "value": deployment.status_value,
        "reason": deployment.status_reason,
        "details": details,
    }
    if deployment.strategy == "canary":
        total = 1 if deployment.canary_steps is None else len(deployment.canary_steps)
        status["canary"] = {"steps": {"current": deployment.canary_current_step, "total": total}}
    return status


def _options(deployment: Deployment) -> dict[str, Any]:
    options: dict[str, Any] = {"max_in_flight": deployment.max_in_flight}
    asked = {name: getattr(deployment, name) for name in SHOWN_IF_ASKED}
    options |= {name: value for name, value in asked.items() if value is not None}
    if deployment.strategy == "canary" and deployment.canary_steps is not None:
        options["canary"] = {"steps": deployment.canary_steps}
    return options


def _revision(call: Call, deployment: Deployment) -> dict[str, Any] | None:
    """Nothing where the app's revisions are off by now."""
    app = call.state[App].get(deployment.app_guid)
    if app is None or not app.revisions_enabled or deployment.revision_guid is None:
        return None
    return {"guid": deployment.revision_guid, "version": deployment.revision_version}


def _links(call: Call, deployment: Deployment) -> dict[str, Any]:
    own = f"/v3/deployments/{deployment.guid}"
    links = {"self": call.link(own), "app": call.link(f"/v3/apps/{deployment.app_guid}")}
    if deployment.state not in FINAL:
        links["cancel"] = call.link(f"{own}/actions/cancel", "POST")
    if deployment.state == "PAUSED":
        links["continue"] = call.link(f"{own}/actions/continue", "POST")
    return links
