"""A job, build, upload or copy that fails: `builds.show failed=BuildpackCompileFailed`."""

from typing import Annotated

from msgspec import Meta

from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.underway import KINDS, seen_as
from fakecf.web import Answer


class Failed(Fault, frozen=True, kw_only=True):
    """Shows the request its builds, droplets, packages and jobs as if they had failed."""

    examples = ("failed=BuildpackCompileFailed",)
    main = "error"
    listeners = ("api",)

    error: Annotated[str, Meta(description="The error's id; of a job the CC error.", min_length=1, max_length=200)] = (
        "StagingError"
    )

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and operation.name.partition(".")[0] in KINDS

    def intercept(self, passing: Passing) -> Answer | None:
        passing.environ["fakecf.view"] = seen_as(passing, lambda kind: kind.failed(self.error))
        return None
