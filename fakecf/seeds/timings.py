"""Entries under way: the entry says what it becomes, its `timing` when it gets there."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from fakecf.checking import CheckError
from fakecf.config import Timings
from fakecf.seeds.app_document import BuildEntry, DropletEntry, PackageEntry
from fakecf.seeds.document import JobEntry
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Site
from fakecf.state import Record
from fakecf.state.lifecycles import lifecycle_of, unfinished
from fakecf.state.records import Build, Droplet, Job, Package
from fakecf.state.steps import COURSES, read_ending, read_step
from fakecf.timing import Written, read_timing, written

T = TypeVar("T")
Timed = BuildEntry | DropletEntry | PackageEntry | JobEntry
D = TypeVar("D", bound=Build | Package | Droplet | Job)
E = TypeVar("E", bound=Timed)

_FAILED = "FAILED"
_DECIDED = ("error_id", "error_description", "droplet_guid")


class Plan(NamedTuple):
    """The way from a first state to an ending; a script brings its own ending."""

    timing: Written
    first: str
    ending: str | None


def plan_of(site: Site, plural: str, entry: Timed, path: Path) -> Plan | None:
    """What the entry's `timing` plans; None without one, and where it is a problem."""
    if isinstance(entry.timing, UnsetType):
        return None
    for name in _DECIDED:
        if getattr(entry, name, UNSET) is not UNSET:
            site.problem((*path, name), f"{name!r} is decided when the 'timing' has ended; 'error' says why it fails")
    given = entry.timing
    timing = judged(site, (*path, "timing"), lambda: _checked(plural, written(given)))
    if timing is None:
        return None
    script = read_timing(timing).script
    if not script:
        return _towards_one_end(site, plural, entry, path, timing)
    if entry.state != COURSES[plural].done or entry.error is not UNSET:
        site.problem(path, "the steps of 'timing' say how it begins and ends: leave out 'state' and 'error'")
    return Plan(timing, read_step(plural, script[0]).state, None)


def check_timings(site: Site, timings: Timings) -> None:
    """Note what is wrong with the foundation's own timings."""
    for plural in timings.__struct_fields__:
        given = written(getattr(timings, plural))
        judged(site, ("foundation", "timing", plural), partial(_checked, plural, given))


def finished(entry: E, plural: str) -> E:
    """The entry as if it had come to a good end already."""
    return msgspec.structs.replace(entry, state=COURSES[plural].done, error=UNSET)


def begin(site: Site, done: D, plan: Plan, droplet: Droplet | None = None) -> D:
    """*done*, made already, as it is before it gets there; *droplet* is what a build makes."""
    started = unfinished(done, plan.first)
    made: Record | None = droplet if isinstance(done, Build) else done
    path = site.exchange(done, started)
    site.made.append((path, lifecycle_of(started, plan.timing, plan.ending, site.now, made)))
    return started


def await_build(site: Site, droplet: Droplet) -> Droplet:
    """*droplet*, made already, before its build has ended; docker has none until then (cc-droplets 15)."""
    started = unfinished(droplet, "STAGING")
    site.exchange(droplet, None if droplet.lifecycle_type == "docker" else started)
    return started


def _towards_one_end(site: Site, plural: str, entry: Timed, path: Path, timing: Written) -> Plan | None:
    course = COURSES[plural]
    if entry.state not in {*course.unfinished, course.done, _FAILED}:
        site.problem(path, f"what is {entry.state} has come to its end: it takes no 'timing'", course.unfinished)
        return None
    ending = _ending(entry, course.done)
    if judged(site, (*path, "error"), lambda: read_ending(plural, ending)) is None:
        return None
    usual = "PROCESSING_UPLOAD" if getattr(entry, "uploaded", False) else course.unfinished[0]
    return Plan(timing, entry.state if entry.state in course.unfinished else usual, ending)


def _ending(entry: Timed, done: str) -> str:
    if isinstance(entry.error, str):
        return f"{_FAILED}: {entry.error}"
    return _FAILED if entry.state == _FAILED else done


def _checked(plural: str, timing: Written) -> Written:
    for step in read_timing(timing).script:
        read_step(plural, step)
    return timing


def judged(site: Site, at: Path, attempt: Callable[[], T]) -> T | None:
    """What *attempt* gives; None where it cannot, which is then the problem at *at*."""
    try:
        return attempt()
    except CheckError as error:
        for each in error.problems:
            site.problem(at, each.detail, each.allowed, each.did_you_mean)
        return None
