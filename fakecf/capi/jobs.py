"""Background jobs: each does what it is there for when it ends, at once unless the foundation's timing says later."""

from collections.abc import Callable
from itertools import takewhile

from fakecf.capi.call import Call
from fakecf.capi.timings import ENDED_WELL, Outcome, put_under_way
from fakecf.state import Change, Record
from fakecf.state.records import AuditEvent, Job
from fakecf.web import Answer

Telling = Callable[[Change], None]


def begin_job(call: Call, change: Change, operation: str, record: Record | None, outcome: Outcome = ENDED_WELL) -> Job:
    """A job that works on *record*, or for admins on no one thing, of which the *outcome* comes when it is done."""
    now = call.services.clock.now()
    resource_type = record.plural.removesuffix("s") if record is not None else ""
    job = Job(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        operation=f"{resource_type or 'admin'}.{operation}",
        resource_guid=record.guid if record is not None else "",
        resource_type=resource_type,
    )
    put_under_way(call, change, job, outcome)
    return job


def delete_by_job(call: Call, change: Change, record: Record, telling: Telling | None = None) -> Answer:
    """Let a job delete *record* and all that belongs to it; *telling* writes the audit events of that.

    CC writes them when the job has run, so it is given a change that leads nowhere, and may delete there as well.
    """
    told = () if telling is None else told_by(change, telling)
    return accepted(call, begin_job(call, change, "delete", record, Outcome(told=told)))


def told_by(change: Change, telling: Telling) -> tuple[AuditEvent, ...]:
    """The audit events that *telling* would add to *change*."""
    trial = change.trial()
    telling(trial)
    known = change[AuditEvent]
    added = takewhile(lambda event: event.guid not in known, reversed(list(trial[AuditEvent])))
    return tuple(reversed(list(added)))


def accepted(call: Call, job: Job) -> Answer:
    """202 without a body, which Rails calls `text/html` (recorded: live_write, deletions)."""
    return with_job(call, Answer(202, [("content-type", "text/html")]), job)


def with_job(call: Call, answer: Answer, job: Job) -> Answer:
    """The answer, pointing at the job."""
    answer.headers.insert(0, ("location", call.link(f"/v3/jobs/{job.guid}")["href"]))
    return answer
