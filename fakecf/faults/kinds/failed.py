"""A job, task, build, upload or copy that fails: `builds.show failed=BuildpackCompileFailed`."""

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from fakecf.errors import catalogue
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.operations import Operation
from fakecf.faults.problems import wrong
from fakecf.faults.underway import can_fail, plural_of, show
from fakecf.staging_errors import IDS
from fakecf.state.records import Build
from fakecf.state.steps import Thing, read_ending
from fakecf.web import Answer

_NAME = re.compile(r"(?:CF-)?([A-Za-z]+)")
_USUAL = {"builds": "StagingError", "droplets": "StagingError", "packages": "", "tasks": "", "jobs": "UnknownError"}


class Failed(Fault, frozen=True, kw_only=True):
    """Shows the request its builds, droplets, packages, tasks and jobs as if they had failed."""

    examples = ("failed=BuildpackCompileFailed",)
    main = "error"
    listeners = ("api",)

    error: (
        Annotated[
            str,
            Meta(
                description="The id of a staging error; of a job a CC error; of a package or a task any sentence.",
                max_length=1000,
            ),
        ]
        | None
    ) = None

    def __post_init__(self) -> None:
        name = _NAME.fullmatch(self.error or "")
        known = [*IDS, *(f"CF-{name}" for name in catalogue())]
        if name and name[1] not in IDS and name[1] not in catalogue():
            raise wrong("/error", f"no error is called {self.error!r}", known, self.error)

    def can_strike(self, operation: Operation) -> bool:
        return super().can_strike(operation) and can_fail(operation)

    def intercept(self, passing: Passing) -> Answer | None:
        plural = plural_of(passing.operation)
        step = read_ending(plural, f"FAILED: {self.error or _USUAL[plural]}")
        show(passing, lambda thing: _failed(thing, {"state": step.state, **step.fields}))
        return None


def _failed(thing: Thing, fields: dict[str, object]) -> Thing:
    without = {"droplet_guid": None} if isinstance(thing, Build) else {}
    return msgspec.structs.replace(thing, **fields, **without)
