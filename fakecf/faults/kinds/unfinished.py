"""A job, build, upload or copy that never ends: `builds.show unfinished`."""

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.underway import KINDS, seen_as
from fakecf.web import Answer


class Unfinished(Fault, frozen=True, kw_only=True):
    """Shows the request its builds, droplets, packages and jobs as if they were still under way."""

    examples = ("unfinished",)
    listeners = ("api",)

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and operation.name.partition(".")[0] in KINDS

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.view"] = seen_as(passing, lambda kind: kind.under_way)
        return None
