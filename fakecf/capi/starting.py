"""Starting and stopping apps, each with all of its processes (CC's AppStart, AppStop and AppRestart)."""

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.process_saving import save_process
from fakecf.capi.revising import latest_revision, resolve_revision
from fakecf.state import Change
from fakecf.state.app_records import Process
from fakecf.state.records import App


def start_app(call: Call, change: Change, app: App, *, with_revision: bool = True) -> App:
    """*app* as it is wanted to run from now on; what runs already goes on as it is."""
    if with_revision and app.desired_state != "STARTED":
        resolve_revision(call, change, app)
    app = _wanted(call, change, app, "STARTED")
    for process in _processes(change, app):
        if process.state != "STARTED":
            _start(call, change, process, app)
    record_app_event(call, change, "start", app)
    return app


def stop_app(call: Call, change: Change, app: App) -> App:
    """*app* as it is not wanted to run any more."""
    app = _wanted(call, change, app, "STOPPED")
    for process in _processes(change, app):
        if process.state != "STOPPED":
            change.update(process, state="STOPPED", updated_at=call.services.clock.now())
    record_app_event(call, change, "stop", app)
    return app


def restart_app(call: Call, change: Change, app: App) -> App:
    """*app* started anew, with a revision of what it runs with now."""
    resolve_revision(call, change, app)
    ran = app.desired_state == "STARTED"
    app = _wanted(call, change, app, "STARTED")
    for process in _processes(change, app):
        if ran or process.state != "STARTED":
            _start(call, change, process, app)
    record_app_event(call, change, "restart", app)
    return app


def _processes(change: Change, app: App) -> tuple[Process, ...]:
    return change[Process].where("app_guid", app.guid)


def _wanted(call: Call, change: Change, app: App, state: str) -> App:
    """An app that is wanted so already is not touched."""
    if app.desired_state == state:
        return app
    return change.update(app, desired_state=state, updated_at=call.services.clock.now())


def _start(call: Call, change: Change, process: Process, app: App) -> None:
    """Each start is a new version, and of the app's latest revision (CC's ProcessModel and ProcessObserver)."""
    revision = latest_revision(change, app)
    save_process(
        call,
        change,
        process,
        state="STARTED",
        revision_guid=revision.guid if revision is not None else process.revision_guid,
    )
