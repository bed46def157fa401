"""Deployments: `app/controllers/v3/deployments_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from fakecf.capi.assigning import assign_droplet
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.deploying import go_on
from fakecf.capi.deployment_making import new_deployment
from fakecf.capi.deployment_message import create_errors
from fakecf.capi.deployment_room import explaining_quotas
from fakecf.capi.list_query import Accepts, ListQuery
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, to_one, when
from fakecf.capi.reading import found_by, having, of_asked_apps, readable, space_of, visible
from fakecf.capi.resource import Resource
from fakecf.capi.rolling_out import status_fields
from fakecf.capi.ruby import dig, is_true
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.app_records import Deployment
from fakecf.state.records import App, Droplet
from fakecf.state.steps import read_step
from fakecf.web import Answer

resource = Resource("deployments", Deployment)

FINAL = ("DEPLOYED", "CANCELED")
FILTERS = ("app_guids", "states", "status_reasons", "status_values")
LIST = Accepts(keys=FILTERS, arrays=FILTERS)
COLUMNS = {"states": "state", "status_values": "status_value"}
_NO_APP = "Unable to use app. Ensure that the app exists and you have access to it."
SHOWN_IF_ASKED = ("web_instances", "memory_in_mb", "disk_in_mb", "log_rate_limit_in_bytes_per_second")


@resource.get("/v3/deployments")
def list_(call: Call) -> Answer:
    query = LIST.parse(call.query)
    rows = having(query, of_asked_apps(call, query, visible(call, call.state[Deployment])), **COLUMNS)
    return list_answer(call, query, _for_reasons(query, rows), "/v3/deployments")


@resource.get("/v3/deployments/<guid>")
def show(call: Call, guid: str) -> Answer:
    deployment, _ = readable(call, Deployment, guid, "Deployment")
    return call.json(200, present(call, call.polled(deployment)))


@resource.post("/v3/deployments")
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


@resource.patch("/v3/deployments/<guid>")
def update(call: Call, guid: str) -> Answer:
    deployment, space = readable(call, Deployment, guid, "Deployment")
    require(call.permissions.can_write_to_active_space(space))
    call.permissions.require_writable_space(space)
    require_valid(_update_errors(call.body))
    with call.services.store.change() as change:
        changed = updated_metadata(deployment, call.body)
        deployment = change.update(deployment, updated_at=call.services.clock.now(), **changed)
    return call.json(200, present(call, deployment))


@resource.post("/v3/deployments/<guid>/actions/cancel")
def cancel(call: Call, guid: str) -> Answer:
    """The app has its previous droplet at once, its previous processes when the deployment is canceled."""
    deployment = _manageable(call, guid)
    with call.services.store.change() as change:
        deployment, app = _present(change, deployment)
        if deployment.state in FINAL:
            raise _refused("cancel", deployment)
        app = assign_droplet(call, change, app, change[Droplet].get(deployment.previous_droplet_guid))
        _record_event(call, change, "cancel", app, deployment)
        go_on(call, change, _turned(call, deployment, "CANCELING"))
    return _nothing_said()


@resource.post("/v3/deployments/<guid>/actions/continue")
def continue_(call: Call, guid: str) -> Answer:
    """On to the next step, or after the last one to the end."""
    deployment = _manageable(call, guid)
    with call.services.store.change() as change:
        deployment, app = _present(change, deployment)
        if deployment.state != "PAUSED":
            raise _refused("continue", deployment)
        _record_event(call, change, "continue", app, deployment)
        go_on(call, change, _continued(call, deployment))
    return _nothing_said()


def _for_reasons(query: ListQuery, rows: Iterable[Deployment]) -> Iterable[Deployment]:
    """An empty reason is none; CC fails over a name without a value (NullFilterQueryGenerator)."""
    if not query.asks("status_reasons"):
        return rows
    if query.filters["status_reasons"] is None:
        raise UnknownError
    asked = frozenset(query.values("status_reasons"))
    return (row for row in rows if (row.status_reason or "") in asked)


def _continued(call: Call, deployment: Deployment) -> Deployment:
    step = deployment.canary_current_step or 1
    if step >= len(deployment.canary_steps or ()):
        return _turned(call, deployment, "DEPLOYING")
    return msgspec.structs.replace(_turned(call, deployment, "PREPAUSED"), canary_current_step=step + 1)


def _turned(call: Call, deployment: Deployment, state: str) -> Deployment:
    """*deployment* in that state, which the caller asks for."""
    fields = {"state": state, **read_step(deployment.plural, state).fields}
    return msgspec.structs.replace(deployment, **status_fields(deployment, fields, call.services.clock.now()))


def _manageable(call: Call, guid: str) -> Deployment:
    """Whoever may not manage the app is told the same as of a deployment that is not there."""
    deployment = call.find(Deployment, guid)
    space = space_of(call, deployment) if deployment is not None else None
    if deployment is None or space is None or not call.permissions.can_manage_apps_in_active_space(space):
        raise not_found("Deployment")
    call.permissions.require_writable_space(space)
    return deployment


def _present(change: Change, deployment: Deployment) -> tuple[Deployment, App]:
    """The deployment and its app as they stand by now."""
    current, app = change[Deployment].get(deployment.guid), change[App].get(deployment.app_guid)
    if current is None or app is None:
        raise not_found("Deployment")
    return current, app


def _refused(action: str, deployment: Deployment) -> CfError:
    status = f"status: {deployment.status_value} and reason: {deployment.status_reason}"
    return CfError("UnprocessableEntity", f"Cannot {action} a deployment with {status}")


def _record_event(call: Call, change: Change, event: str, app: App, deployment: Deployment) -> None:
    told = {"deployment_guid": deployment.guid, "droplet_guid": deployment.droplet_guid}
    record_app_event(call, change, f"deployment.{event}", app, **told)


def _nothing_said() -> Answer:
    """200 without a body, which Rails calls `text/html`."""
    return Answer(200, [("content-type", "text/html")])


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
