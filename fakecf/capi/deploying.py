"""Whether an app has a deployment on its way (CC's AppModel#deploying?)."""

from fakecf.state import State
from fakecf.state.app_records import Deployment
from fakecf.state.records import App

PROGRESSING = ("DEPLOYING", "PREPAUSED", "PAUSED")


def is_deploying(state: State, app: App) -> bool:
    """One that is being canceled does not count."""
    return any(each.state in PROGRESSING for each in state[Deployment].where("app_guid", app.guid))
