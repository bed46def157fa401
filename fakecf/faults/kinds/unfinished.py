"""A job, task, build, upload, copy or deployment that never ends: `builds.show unfinished`."""

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.underway import show, takes_time
from fakecf.state.lifecycles import first_state, unfinished
from fakecf.web import Answer


class Unfinished(Fault, frozen=True, kw_only=True):
    """Shows the request its builds, droplets, packages, deployments, tasks and jobs as if they were still under way."""

    examples = ("unfinished",)
    listeners = ("api",)

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and takes_time(operation)

    def intercept(self, passing: Passing) -> Answer | None:
        show(passing, lambda thing: unfinished(thing, first_state(thing)))
        return None
