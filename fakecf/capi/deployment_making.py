"""What a valid request makes of an app: one more deployment (CC's DeploymentCreate)."""

import msgspec

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.canary import canary_step, desired_web_instances
from fakecf.capi.deploying import go_on
from fakecf.capi.deployment_message import Options, asked_columns, strategy_of
from fakecf.capi.deployment_room import require_room, require_room_for_all
from fakecf.capi.deployment_target import target_revision, turned
from fakecf.capi.messages import updated_metadata
from fakecf.capi.revising import resolve_revision, rolled_back_revision
from fakecf.capi.rolling_out import status_fields
from fakecf.capi.starting import start_app
from fakecf.capi.web_processes import web_processes
from fakecf.errors import UnknownError
from fakecf.state import Change, State
from fakecf.state.app_records import DeployedProcess, Deployment, Process, Revision
from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import App

_FINAL = {"state": "DEPLOYED", "status_value": "FINALIZED", "status_reason": "DEPLOYED"}


def new_deployment(call: Call, change: Change, app: App) -> Deployment:
    """The deployment that the body asks for, as it is before anything of it has come to its end.

    An app that is stopped is started with what is new, and that is all.
    """
    if app.desired_state != "STOPPED":
        require_room_for_all(call, change, app)
    target, previous = target_revision(call, change), app.droplet_guid
    app = turned(call, change, app, target)
    revision = _revision(call, change, app, target)
    deployment = _deployment(call, change, app, revision)
    deployment = msgspec.structs.replace(deployment, previous_droplet_guid=previous)
    make = _started if app.desired_state == "STOPPED" else _begun
    deployment = make(call, change, app, deployment)
    _record_event(call, change, app, deployment, target)
    return deployment


def _revision(call: Call, change: Change, app: App, target: Revision | None) -> Revision | None:
    if target is not None:
        return rolled_back_revision(call, change, app, target)
    return resolve_revision(call, change, app)


def _deployment(call: Call, change: Change, app: App, revision: Revision | None) -> Deployment:
    processes, now = web_processes(change, app), call.services.clock.now()
    if not processes:
        raise UnknownError
    is_canary, previous = strategy_of(call.body) == "canary", _active(change, app)
    deployment = Deployment(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        app_guid=app.guid,
        state="PREPAUSED" if is_canary else "DEPLOYING",
        status_updated_at=now,
        last_healthy_at=now,
        strategy="canary" if is_canary else "rolling",
        canary_current_step=1 if is_canary else None,
        droplet_guid=app.droplet_guid,
        original_web_process_instance_count=(
            processes[0].instances if previous is None else previous.original_web_process_instance_count
        ),
        revision_guid=revision.guid if revision is not None else None,
        revision_version=revision.version if revision is not None else None,
        **Options.read(call.body)._asdict(),
    )
    return msgspec.structs.replace(deployment, **updated_metadata(deployment, call.body))


def _active(state: State, app: App) -> Deployment | None:
    mine = state[Deployment].where("app_guid", app.guid)
    return next((each for each in mine if each.status_value == "ACTIVE"), None)


def _started(call: Call, change: Change, app: App, deployment: Deployment) -> Deployment:
    columns, now = asked_columns(call.body), call.services.clock.now()
    newest = msgspec.structs.replace(web_processes(change, app)[-1], updated_at=now, **columns)
    require_room(call, change, newest)
    change.put(newest)
    start_app(call, change, app, with_revision=False)
    deployment = msgspec.structs.replace(deployment, **_FINAL)
    change.put(deployment)
    return deployment


def _begun(call: Call, change: Change, app: App, deployment: Deployment) -> Deployment:
    """With a new web process beside the present ones; it takes the place of a deployment that is on its way."""
    clone, previous = _cloned(call, change, app, deployment), _active(change, app)
    require_room(call, change, clone)
    columns = {name: value for name, value in asked_columns(call.body).items() if name != "instances"}
    process = msgspec.structs.replace(clone, state="STARTED", **columns)
    require_room(call, change, process)
    change.put(process)
    if previous is not None:
        _supersede(call, change, previous)
    made = (DeployedProcess(guid=process.guid, type=process.type),)
    deployment = msgspec.structs.replace(deployment, deploying_web_process_guid=process.guid, processes=made)
    go_on(call, change, deployment)
    return deployment


def _cloned(call: Call, change: Change, app: App, deployment: Deployment) -> Process:
    newest, now = web_processes(change, app)[-1], call.services.clock.now()
    revision = change[Revision].get(deployment.revision_guid)
    is_canary = deployment.strategy == "canary"
    wanted = canary_step(deployment).canary if is_canary else desired_web_instances(deployment)
    return msgspec.structs.replace(
        newest,
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        started_at=now,
        state="STOPPED",
        version=call.services.guids.new(),
        instances=min(deployment.max_in_flight, wanted),
        command=newest.command if revision is None else revision.commands.get(newest.type),
        revision_guid=revision.guid if revision is not None else None,
    )


def _supersede(call: Call, change: Change, previous: Deployment) -> None:
    state = "DEPLOYED" if previous.state == "DEPLOYING" else "CANCELED"
    fields = {"state": state, "status_value": "FINALIZED", "status_reason": "SUPERSEDED"}
    change.update(previous, **status_fields(previous, fields, call.services.clock.now()))
    lifecycle = change[Lifecycle].get(f"{previous.plural}/{previous.guid}")
    if lifecycle is not None:
        change.delete(lifecycle)


def _record_event(call: Call, change: Change, app: App, deployment: Deployment, target: Revision | None) -> None:
    request = dict(call.body)
    if "strategy" in request:
        request["strategy"] = deployment.strategy
    told = {
        "deployment_guid": deployment.guid,
        "droplet_guid": deployment.droplet_guid,
        "type": "rollback" if target is not None else None,
        "revision_guid": deployment.revision_guid,
        "request": request,
        "strategy": deployment.strategy,
    }
    record_app_event(call, change, "deployment.create", app, **told)
