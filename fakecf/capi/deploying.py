"""Deployments on their way: whether an app has one, and letting one go on from where it is."""

from fakecf.capi.call import Call
from fakecf.capi.progress import begin
from fakecf.capi.timings import default_timing
from fakecf.state import Change, State
from fakecf.state.app_records import Deployment
from fakecf.state.lifecycles import lifecycle_of
from fakecf.state.records import App
from fakecf.state.steps import course_of
from fakecf.timing import read_timing

FINAL = ("DEPLOYED", "CANCELED")
PROGRESSING = ("DEPLOYING", "PREPAUSED", "PAUSED")


def is_deploying(state: State, app: App) -> bool:
    """One that is being canceled does not count (CC's AppModel#deploying?)."""
    return any(each.state in PROGRESSING for each in state[Deployment].where("app_guid", app.guid))


def go_on(call: Call, change: Change, deployment: Deployment) -> None:
    """Let *deployment* get where its state leads; a list of states is for those on the way to their good end only."""
    course, timing = course_of(deployment.plural), default_timing(call, deployment.plural)
    ending: str | None = course.end_of(deployment.state)
    if read_timing(timing).script:
        timing, ending = (timing, None) if ending == course.done else ("instant", ending)
    begin(change, deployment, lifecycle_of(deployment, timing, ending, call.services.clock.now()))
