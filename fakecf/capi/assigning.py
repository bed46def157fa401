"""Giving an app the droplet that it runs from then on (CC's AppAssignDroplet)."""

from collections.abc import Sequence

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.process_policies import memory_of_sidecars
from fakecf.capi.processes import create_missing_processes
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.app_records import Process, Sidecar
from fakecf.state.records import App, Droplet

_FOREIGN = "Unable to assign current droplet. Ensure the droplet exists and belongs to this app."
_NO_TYPES = "Unable to create process types for this app's droplet. Please provide a droplet with valid process types."


def assign_droplet(call: Call, change: Change, app: App, droplet: Droplet | None) -> App:
    """*app* with *droplet*, which must be its own, staged, and fit what there is of sidecars."""
    if droplet is None or droplet.app_guid != app.guid:
        raise CfError("UnprocessableEntity", _FOREIGN)
    if droplet.state != "STAGED":
        raise CfError("UnprocessableEntity", "droplet must be in staged state")
    _refuse_conflicts(change, app, droplet)
    if droplet.process_types is None:
        raise CfError("UnprocessableEntity", _NO_TYPES)
    app = change.update(app, droplet_guid=droplet.guid, updated_at=call.services.clock.now())
    record_app_event(call, change, "droplet.mapped", app, request={"droplet_guid": droplet.guid})
    present = change[Process].where("app_guid", app.guid)
    create_missing_processes(call, change, app, droplet)
    _refuse_hungry_sidecars(change, app, droplet, present)
    return app


def _refuse_hungry_sidecars(change: Change, app: App, droplet: Droplet, present: Sequence[Process]) -> None:
    """A process must have more memory than its sidecars; one that was *present* CC looks at when sidecars come."""
    processes = change[Process].where("app_guid", app.guid)
    hungry = [each for each in processes if memory_of_sidecars(change, each) >= each.memory]
    if droplet.sidecars and any(each in present for each in hungry):
        raise UnknownError
    new = next((each for each in hungry if each not in present), None)
    if new is not None:
        much = "The sidecar memory allocation defined is too large to run with the dependent"
        raise CfError("UnprocessableEntity", f'{much} "{new.type}" process')


def _refuse_conflicts(change: Change, app: App, droplet: Droplet) -> None:
    held = {each.name for each in change[Sidecar].where("app_guid", app.guid) if each.origin == "user"}
    taken = next((each.name for each in droplet.sidecars if each.name in held), None)
    if taken is not None:
        conflict = f"Buildpack defined sidecar '{taken}' conflicts with an existing user-defined sidecar."
        raise CfError("UnprocessableEntity", f"{conflict} Consider renaming '{taken}'.")
