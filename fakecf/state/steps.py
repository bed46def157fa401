"""The states that something under way goes through, and what each of them leaves in its record."""

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from fakecf.checking import CheckError, problem
from fakecf.errors import UnknownError, catalogue, kind
from fakecf.staging_errors import IDS, UnknownIdError, staging_failure
from fakecf.state.app_records import Deployment, DeploymentState, Task, TaskState
from fakecf.state.records import Build, BuildState, Droplet, DropletState, Job, JobState, Package, PackageState

Thing = Build | Package | Droplet | Job | Deployment | Task

FAILED = "FAILED"
_USUAL_FAILURE = "StagingError"
_USUAL_TASK_FAILURE = "Exited with status 1"


class Course(NamedTuple):
    """What becomes of a kind of thing: from one of `unfinished`, the usual one first, to `done` or FAILED.

    `leads` are the unfinished states that lead elsewhere.
    """

    record: type[Thing]
    states: tuple[str, ...]
    unfinished: tuple[str, ...]
    done: str
    leads: Mapping[str, str] = {}

    def end_of(self, state: str) -> str:
        """Where what is in that state gets if all goes well."""
        return self.leads.get(state, self.done)

    @property
    def endings(self) -> tuple[str, ...]:
        """Where it may stop."""
        failed = (FAILED,) if FAILED in self.states else ()
        return (self.done, *self.leads.values(), *failed)


class Step(NamedTuple):
    """A state, and the fields that tell of an error in it."""

    state: str
    fields: Mapping[str, Any]


_UPLOADS = ("PROCESSING_UPLOAD", "AWAITING_UPLOAD", "COPYING")

COURSES = {
    "builds": Course(Build, get_args(BuildState), ("STAGING",), "STAGED"),
    "packages": Course(Package, get_args(PackageState), _UPLOADS, "READY"),
    "droplets": Course(Droplet, get_args(DropletState), ("STAGING", *_UPLOADS), "STAGED"),
    "jobs": Course(Job, get_args(JobState), ("PROCESSING", "POLLING"), "COMPLETE"),
    "deployments": Course(
        Deployment,
        get_args(DeploymentState),
        ("DEPLOYING", "PREPAUSED", "CANCELING"),
        "DEPLOYED",
        {"PREPAUSED": "PAUSED", "CANCELING": "CANCELED"},
    ),
    "tasks": Course(Task, get_args(TaskState), ("RUNNING", "PENDING", "CANCELING"), "SUCCEEDED"),
}


def course_of(plural: str) -> Course:
    """The course of the things called *plural*; raises CheckError for what is never under way."""
    if plural not in COURSES:
        raise CheckError(problem("/type", f"{plural!r} are never under way", COURSES, plural))
    return COURSES[plural]


def read_ending(plural: str, text: str) -> Step:
    """The last step of a course: done, or FAILED, or where else it may stop; raises CheckError."""
    step, course = read_step(plural, text), course_of(plural)
    if step.state not in course.endings:
        allowed = (*course.endings, *((f"{FAILED}: <reason>",) if FAILED in course.endings else ()))
        raise CheckError(problem("", f"{plural} do not end {step.state}", allowed, step.state))
    return step


@functools.lru_cache(maxsize=1024)
def read_step(plural: str, text: str) -> Step:
    """The step that *text* names: a state, after FAILED also `: <reason>`; raises CheckError."""
    state, colon, reason = (part.strip() for part in text.partition(":"))
    states = course_of(plural).states
    if state not in states:
        raise CheckError(problem("", f"{state[:60]!r} is not a state of {plural}", states, state))
    if colon and state != FAILED:
        raise CheckError(problem("", f"only FAILED has a reason, {state} has none"))
    if plural == "deployments":
        return Step(state, _status(state))
    return Step(state, _told(plural, reason if state == FAILED else None))


def _status(state: str) -> dict[str, str]:
    """What a deployment in that state says of itself: a canary that has not been paused yet is being deployed."""
    value = "FINALIZED" if state in ("DEPLOYED", "CANCELED") else "ACTIVE"
    return {"status_value": value, "status_reason": "DEPLOYING" if state == "PREPAUSED" else state}


def _told(plural: str, reason: str | None) -> dict[str, Any]:
    """What a record says of the *reason*, empty where it was not given, None where nothing failed."""
    if plural == "jobs":
        return {"errors": () if reason is None else (_job_error(reason),)}
    if plural == "packages":
        return {"error": reason or None}
    if plural == "tasks":
        return {"failure_reason": None if reason is None else reason or _USUAL_TASK_FAILURE}
    if reason is None:
        return {"error_id": None, "error_description": None}
    try:
        return staging_failure(reason or _USUAL_FAILURE)._asdict()
    except UnknownIdError as error:
        raise CheckError(problem("", str(error), IDS, reason)) from None


def _job_error(reason: str) -> dict[str, object]:
    """CC's error object; whatever failed without a name failed with what CC did not foresee (cc-droplets 12)."""
    name, _, details = (part.strip() for part in reason.partition(":"))
    if name in {"", "UnknownError"}:
        return UnknownError().as_json()
    bare = name.removeprefix("CF-")
    if bare not in catalogue():
        raise CheckError(problem("", f"no Cloud Controller error is called {name[:60]!r}", catalogue(), bare))
    known = kind(bare)
    holes = known.template.count("%s")
    given = tuple(details.split(", ", holes - 1)) if holes else ()
    told = given if len(given) == holes and details else (details or "the job failed",) * holes
    detail = known.template % told if holes else details or known.template
    return {"detail": detail, "title": known.title, "code": known.code}
