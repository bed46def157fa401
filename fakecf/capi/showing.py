"""What a step of something under way shows: in the thing itself, and in what hangs on it."""

from datetime import datetime
from typing import Any

import msgspec

from fakecf.capi.event_log import log_events
from fakecf.capi.rolling_out import roll_out
from fakecf.capi.staging_events import end_build, record_droplet_create
from fakecf.state import Change, Record, State, record_types
from fakecf.state.app_records import Deployment
from fakecf.state.lifecycles import PRODUCE, Lifecycle, unfinished
from fakecf.state.records import Build, Buildpack, Droplet, Job
from fakecf.state.steps import Step, Thing, course_of, read_step


def show(change: Change, lifecycle: Lifecycle, text: str, moment: datetime) -> None:
    """Let what is under way be in the step that *text* names."""
    thing, step = thing_of(change, lifecycle), read_step(lifecycle.type, text)
    if thing is None:
        return
    if isinstance(thing, Deployment):
        roll_out(change, thing, step, moment)
    elif isinstance(thing, Build):
        _become(change, thing, step, None, moment)
        _show_droplet(change, thing, lifecycle.droplet, step, moment)
        if step.state not in (thing.state, *course_of(thing.plural).unfinished):
            end_build(change, change.update(thing), moment)
    elif isinstance(thing, Job):
        _become(change, thing, step, None, moment)
        if step.state != thing.state:
            _work(change, thing, lifecycle, step, moment)
    else:
        _become(change, thing, step, lifecycle.made, moment)


def thing_of(state: State, lifecycle: Lifecycle) -> Thing | None:
    """What is under way; None where it has been deleted since."""
    return state[course_of(lifecycle.type).record].get(lifecycle.resource_guid)


def _show_droplet(change: Change, build: Build, made: Droplet | None, step: Step, moment: datetime) -> None:
    """A build's droplet shares its fate where it is there already; docker's comes with the end (cc-droplets 6)."""
    if made is None:
        return
    change.update(build, droplet_guid=made.guid if step.state == "STAGED" else None)
    present = change[Droplet].get(made.guid)
    if present is not None:
        _become(change, present, step, made, moment)
    elif step.state == "STAGED":
        droplet = msgspec.structs.replace(made, created_at=moment, updated_at=moment)
        change.put(droplet)
        record_droplet_create(change, build, droplet)


def _work(change: Change, job: Job, lifecycle: Lifecycle, step: Step, moment: datetime) -> None:
    """A job does in the end what it is there for; the droplet of an upload fails with it, all else stays as it is."""
    kind = record_types().get(f"{job.resource_type}s")
    subject = change[kind].get(job.resource_guid) if kind is not None else None
    if subject is None:
        return
    if step.state == "COMPLETE":
        _complete(change, job, subject, lifecycle, moment)
    elif step.state == "FAILED" and isinstance(subject, Droplet) and lifecycle.droplet is not None:
        told = {"error_id": None, "error_description": step.fields["errors"][0]["detail"]}
        _become(change, subject, Step("FAILED", told), None, moment)


def _complete(change: Change, job: Job, subject: Record, lifecycle: Lifecycle, moment: datetime) -> None:
    if job.operation == f"{job.resource_type}.delete":
        change.delete(subject)
    elif isinstance(subject, Droplet) and lifecycle.droplet is not None:
        _become(change, subject, read_step("droplets", "STAGED"), lifecycle.droplet, moment)
    elif isinstance(subject, Buildpack) and lifecycle.buildpack is not None:
        change.update(subject, updated_at=moment, **_produced(lifecycle.buildpack))
    told = (msgspec.structs.replace(event, created_at=moment, updated_at=moment) for event in lifecycle.events)
    log_events(change, *told)


def _become(change: Change, thing: Thing, step: Step, made: Record | None, moment: datetime) -> None:
    """*thing* in the state of *step*: with what was made once it is done, without it while it is not."""
    course = course_of(thing.plural)
    fields: dict[str, Any] = {"state": step.state, **step.fields}
    if all(getattr(thing, name) == value for name, value in fields.items()):
        return
    if step.state in course.unfinished:
        change.put(msgspec.structs.replace(unfinished(thing, step.state), updated_at=moment))
        return
    if step.state == course.done and made is not None:
        fields |= _produced(made)
    change.update(thing, updated_at=moment, **fields)


def _produced(made: Record) -> dict[str, Any]:
    return {name: getattr(made, name) for name in PRODUCE[type(made)]}
