"""The web processes of an app: one, or while a deployment is on its way several."""

from fakecf.state import State
from fakecf.state.app_records import WEB, Process
from fakecf.state.records import App


def web_processes(state: State, app: App) -> list[Process]:
    """The oldest first."""
    made = state[Process].where("app_guid", app.guid)
    return sorted((each for each in made if each.type == WEB), key=lambda each: each.created_at)


def newest_web_process(state: State, app: App) -> Process | None:
    """The one that the latest deployment made, or the only one; None for an app without."""
    return next(reversed(web_processes(state, app)), None)
