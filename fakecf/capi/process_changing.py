"""Changing and scaling a process, and what the audit log says of it (CC's ProcessUpdate and ProcessScale)."""

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import CENSORED, Call
from fakecf.capi.deploying import is_deploying
from fakecf.capi.instances import match_scale
from fakecf.capi.messages import Body, updated_metadata
from fakecf.capi.process_message import changed_columns, scaled_columns
from fakecf.capi.process_saving import save_process
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.app_records import WEB, Process
from fakecf.state.records import App


def update_process(call: Call, change: Change, process: Process, request: Body, told: Body | None = None) -> Process:
    """*process* with what a valid *request* says, which the event tells unless it has *told* it otherwise."""
    app = _undeployed(change, process, "update")
    process = save_process(call, change, process, **changed_columns(request), **updated_metadata(process, request))
    told = request if told is None else told
    hidden = {"command": CENSORED} if "command" in told else {}
    _record(call, change, "update", app, process, {**told, **hidden})
    return process


def scale_process(call: Call, change: Change, process: Process, request: Body) -> Process:
    """*process* of the size that a valid *request* asks for.

    A disk of null is kept as the usual one; CC fails over the other two (corrections 16).
    """
    app, columns = _undeployed(change, process, "scale"), scaled_columns(request)
    if None in (columns.get("instances", 1), columns.get("memory", 1)):
        raise UnknownError
    if columns.get("disk_quota", 1) is None:
        columns["disk_quota"] = call.services.behaviour.default_app_disk_in_mb
    before = change[Process].get(process.guid) or process
    process = save_process(call, change, process, **columns)
    match_scale(call, change, process, before)
    _record(call, change, "scale", app, process, request)
    return process


def _undeployed(change: Change, process: Process, what: str) -> App:
    """The process's app; what a deployment is about to replace is left alone."""
    app = change[App].get(process.app_guid)
    if app is None:
        raise UnknownError
    if process.type == WEB and is_deploying(change, app):
        raise CfError("UnprocessableEntity", f"Cannot {what} this process while a deployment is in flight.")
    return app


def _record(call: Call, change: Change, event: str, app: App, process: Process, request: Body) -> None:
    told = {"process_guid": process.guid, "process_type": process.type, "request": request}
    record_app_event(call, change, f"process.{event}", app, **told)
