"""Deleting apps and spaces with all that is in them, and the audit events that tell of it."""

from fakecf.capi.audit import record_app_event, record_space_event
from fakecf.capi.call import Call
from fakecf.state import Change
from fakecf.state.records import App, Droplet, Package, Space


def delete_space(call: Call, change: Change, space: Space) -> None:
    """Apps first, each with its events, then the space (CC's SpaceDelete)."""
    for app in change[App].where("space_guid", space.guid):
        _delete_app(call, change, app)
    change.delete(space)
    record_space_event(call, change, "delete-request", space, {"recursive": True})


def _delete_app(call: Call, change: Change, app: App) -> None:
    for package in change[Package].where("app_guid", app.guid):
        record_app_event(call, change, "package.delete", app, package_guid=package.guid)
    for droplet in change[Droplet].where("app_guid", app.guid):
        record_app_event(call, change, "droplet.delete", app, droplet_guid=droplet.guid)
    record_app_event(call, change, "delete-request", app)
    change.delete(app)
