"""Finding a process, by its guid or below its app (CC's ProcessFetcher)."""

from fakecf.capi.call import Call, not_found
from fakecf.capi.reading import readable
from fakecf.state import State
from fakecf.state.app_records import Process
from fakecf.state.records import App, Space


def process_and_space(call: Call, guid: str) -> tuple[Process, Space]:
    """The process of that guid."""
    return readable(call, Process, guid, "Process")


def process_of_app(call: Call, app_guid: str, type_: str) -> tuple[Process, Space]:
    """The latest process of the type that the app has."""
    app, space = readable(call, App, app_guid, "App")
    process = latest_process(call.state, app.guid, type_)
    if process is None:
        raise not_found("Process")
    return process, space


def latest_process(state: State, app_guid: str, type_: str) -> Process | None:
    """The one of that type which the app was given last."""
    return next((each for each in reversed(state[Process].where("app_guid", app_guid)) if each.type == type_), None)
