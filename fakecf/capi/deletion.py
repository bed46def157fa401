"""Deleting apps and spaces with all that is in them, and the audit events that tell of it."""

from fakecf.capi.app_routes import record_mapping
from fakecf.capi.audit import record_app_event, record_space_event, record_task_event
from fakecf.capi.call import Call
from fakecf.state import Change
from fakecf.state.app_records import Process, Task
from fakecf.state.records import App, Droplet, Package, Space
from fakecf.state.routing_records import Destination


def delete_space(call: Call, change: Change, space: Space) -> None:
    """Apps first, each with its events, then the space (CC's SpaceDelete)."""
    for app in change[App].where("space_guid", space.guid):
        delete_app(call, change, app)
    change.delete(space)
    record_space_event(call, change, "delete-request", space, {"recursive": True})


def delete_app(call: Call, change: Change, app: App) -> None:
    """The events in the order in which CC deletes what belongs to an app, then the app (CC's AppDelete)."""
    for package in change[Package].where("app_guid", app.guid):
        record_app_event(call, change, "package.delete", app, package_guid=package.guid)
    for task in change[Task].where("app_guid", app.guid):
        if task.state == "RUNNING":
            record_task_event(call, change, "cancel", app, task)
    for droplet in change[Droplet].where("app_guid", app.guid):
        record_app_event(call, change, "droplet.delete", app, droplet_guid=droplet.guid)
    for destination in change[Destination].where("app_guid", app.guid):
        record_mapping(call, change, "unmap-route", app, destination)
    for process in change[Process].where("app_guid", app.guid):
        record_app_event(call, change, "process.delete", app, process_guid=process.guid, process_type=process.type)
    record_app_event(call, change, "delete-request", app)
    change.delete(app)
