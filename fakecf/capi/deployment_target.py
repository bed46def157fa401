"""What an app shall be after a deployment: its droplet, or all that a revision had (CC's DeploymentTargetState)."""

from fakecf.capi.assigning import assign_droplet
from fakecf.capi.call import Call
from fakecf.capi.reading import found_by
from fakecf.capi.ruby import dig, is_true
from fakecf.errors import CfError
from fakecf.state import Change, State
from fakecf.state.app_records import Revision, Sidecar
from fakecf.state.records import App, Droplet

_NO_REVISION = "The revision does not exist"
_EXPIRED = "Unable to deploy this revision, the droplet for this revision no longer exists."
_NO_DROPLET = "Invalid droplet. Please specify a droplet in the request or set a current droplet for the app."


def target_revision(call: Call, change: Change) -> Revision | None:
    """The revision to go back to, where the body names one."""
    guid = dig(call.body.get("revision"), "guid")
    if not is_true(guid):
        return None
    revision = found_by(change, Revision, guid)
    if revision is None:
        raise CfError("UnprocessableEntity", _NO_REVISION)
    return revision


def turned(call: Call, change: Change, app: App, target: Revision | None) -> App:
    """*app* with the droplet that is asked for, and with the sidecars and variables that *target* had."""
    app = assign_droplet(call, change, app, _droplet(call, change, app, target))
    if target is None:
        return app
    _put_sidecars(call, change, app, target)
    return change.update(app, environment_variables=target.environment_variables)


def _droplet(call: Call, state: State, app: App, target: Revision | None) -> Droplet | None:
    if target is not None:
        droplet = state[Droplet].get(target.droplet_guid)
        if droplet is None or droplet.state == "EXPIRED":
            raise CfError("UnprocessableEntity", _EXPIRED)
        return droplet
    guid = dig(call.body.get("droplet"), "guid")
    if is_true(guid):
        return found_by(state, Droplet, guid)
    droplet = state[Droplet].get(app.droplet_guid)
    if droplet is None:
        raise CfError("UnprocessableEntity", _NO_DROPLET)
    return droplet


def _put_sidecars(call: Call, change: Change, app: App, target: Revision) -> None:
    now = call.services.clock.now()
    change.delete(*change[Sidecar].where("app_guid", app.guid))
    for sidecar in target.sidecars:
        change.put(
            Sidecar(
                guid=call.services.guids.new(),
                created_at=now,
                updated_at=now,
                app_guid=app.guid,
                name=sidecar.name,
                command=sidecar.command,
                process_types=sidecar.process_types,
                memory=sidecar.memory,
            )
        )
