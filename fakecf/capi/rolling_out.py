"""What becomes of an app's processes while a deployment is on its way (CC's DeploymentUpdater)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fakecf.capi.canary import canary_step, desired_web_instances
from fakecf.capi.web_processes import web_processes
from fakecf.guids import path_guid
from fakecf.state import Change
from fakecf.state.app_records import WEB, Deployment, Process, Revision
from fakecf.state.records import App
from fakecf.state.steps import Step


def roll_out(change: Change, deployment: Deployment, step: Step, moment: datetime) -> None:
    """Bring *deployment* to *step*: to its end, back to where it began, or to the pause of a canary."""
    if deployment.state == step.state:
        return
    deployment = change.update(deployment, **_told(deployment, step, moment))
    app = change[App].get(deployment.app_guid)
    new = change[Process].get(deployment.deploying_web_process_guid)
    if app is None or new is None:
        return
    if step.state == "DEPLOYED":
        _finish(change, app, deployment, new, moment)
    elif step.state == "PAUSED":
        _pause(change, app, deployment, new, moment)
    elif step.state == "CANCELED":
        _turn_back(change, app, deployment, moment)


def status_fields(deployment: Deployment, fields: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    """The *fields* of a new status with the times that change with it."""
    changes = any(getattr(deployment, name) != fields[name] for name in ("status_value", "status_reason"))
    return {**fields, "updated_at": moment, **({"status_updated_at": moment} if changes else {})}


def _told(deployment: Deployment, step: Step, moment: datetime) -> dict[str, Any]:
    fields = status_fields(deployment, {"state": step.state, **step.fields}, moment)
    return {**fields, "last_healthy_at": moment} if step.state in ("DEPLOYED", "PAUSED") else fields


def _finish(change: Change, app: App, deployment: Deployment, new: Process, moment: datetime) -> None:
    """The new web process takes over; all other processes start anew with what the revision has for them."""
    change.delete(*(each for each in web_processes(change, app) if each.guid != new.guid))
    change.update(new, updated_at=moment, instances=desired_web_instances(deployment))
    revision = change[Revision].get(new.revision_guid)
    for process in change[Process].where("app_guid", app.guid):
        if process.type != WEB:
            change.update(process, **_restarted(process, revision, moment))


def _restarted(process: Process, revision: Revision | None, moment: datetime) -> dict[str, Any]:
    version = path_guid(f"processes/{process.guid}/{moment.isoformat()}")
    fields: dict[str, Any] = {"state": "STARTED", "version": version, "updated_at": moment, "started_at": moment}
    if revision is not None:
        fields |= {"revision_guid": revision.guid, "command": revision.commands.get(process.type)}
    return fields


def _pause(change: Change, app: App, deployment: Deployment, new: Process, moment: datetime) -> None:
    """So many of the new instances as the step has; the oldest ones make room for them."""
    step = canary_step(deployment)
    change.update(new, updated_at=moment, instances=step.canary)
    others = [each for each in web_processes(change, app) if each.guid != new.guid]
    surplus = sum(each.instances for each in others) - step.original
    for process in others:
        fewer = min(max(surplus, 0), process.instances)
        surplus -= fewer
        if fewer == process.instances and process != others[0]:
            change.delete(process)
        elif fewer:
            change.update(process, updated_at=moment, instances=process.instances - fewer)


def _turn_back(change: Change, app: App, deployment: Deployment, moment: datetime) -> None:
    """What ran before runs again: what a deployment had started that this one took the place of, or the oldest."""
    processes = web_processes(change, app)
    started = {
        each.deploying_web_process_guid
        for each in change[Deployment].where("app_guid", app.guid)
        if (each.state, each.status_reason) == ("DEPLOYED", "SUPERSEDED")
    }
    running = [each for each in processes if each.guid in started and each.state == "STARTED" and each.instances]
    before = running[-1] if running else processes[0]
    change.delete(*(each for each in processes if each.guid != before.guid))
    change.update(before, updated_at=moment, instances=deployment.original_web_process_instance_count)
