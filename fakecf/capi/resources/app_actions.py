"""What is done to apps: `app/controllers/v3/apps_controller.rb`."""

from collections.abc import Callable

from fakecf.capi.call import Call
from fakecf.capi.deletion import delete_app
from fakecf.capi.feature_flags import require_lifecycle_feature
from fakecf.capi.jobs import accepted, begin_job, delete_by_job
from fakecf.capi.managing import manageable_app, require_managing
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.starting import restart_app, start_app, stop_app
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.records import App, Droplet
from fakecf.web import Answer

resource = Resource("apps")


@resource.delete("/v3/apps/<guid>")
def delete(call: Call, guid: str) -> Answer:
    app, space = readable(call, App, guid, "App")
    call.permissions.require_writing(space)
    with call.services.store.change() as change:
        return delete_by_job(call, change, app, lambda trial: delete_app(call, trial, app))


@resource.post("/v3/apps/<guid>/actions/start", status=200, gives=App)
def start(call: Call, guid: str) -> Answer:
    return _changed(call, _startable(call, guid), start_app)


@resource.post("/v3/apps/<guid>/actions/stop", status=200, gives=App)
def stop(call: Call, guid: str) -> Answer:
    return _changed(call, manageable_app(call, guid), stop_app)


@resource.post("/v3/apps/<guid>/actions/restart", status=200, gives=App)
def restart(call: Call, guid: str) -> Answer:
    return _changed(call, _startable(call, guid), restart_app)


@resource.post("/v3/apps/<guid>/actions/clear_buildpack_cache", status=202, gives=None)
def clear_buildpack_cache(call: Call, guid: str) -> Answer:
    app = manageable_app(call, guid)
    with call.services.store.change() as change:
        job = begin_job(call, change, "clear_buildpack_cache", app)
    return accepted(call, job)


def _startable(call: Call, guid: str) -> App:
    """The droplet is asked for before the role, the feature of the lifecycle after it."""
    app, space = readable(call, App, guid, "App")
    if call.find(Droplet, app.droplet_guid) is None:
        raise CfError("UnprocessableEntity", "Assign a droplet before starting this app.")
    require_managing(call, space)
    require_lifecycle_feature(call, app.lifecycle_type)
    return app


def _changed(call: Call, app: App, action: Callable[[Call, Change, App], App]) -> Answer:
    with call.services.store.change() as change:
        app = action(call, change, change[App].get(app.guid) or app)
    return call.json(200, call.present(app))
