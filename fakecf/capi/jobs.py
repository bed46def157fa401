"""Background jobs that have done their work by the time they are answered with."""

from fakecf.capi.call import Call
from fakecf.state import Change, Record
from fakecf.state.records import Job
from fakecf.web import Answer


def finished_job(call: Call, change: Change, operation: str, resource_type: str, resource_guid: str) -> Job:
    """The job that has done *operation* on what the type and the guid name."""
    now = call.services.clock.now()
    job = Job(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        operation=operation,
        state="COMPLETE",
        resource_guid=resource_guid,
        resource_type=resource_type,
    )
    change.put(job)
    return job


def deletion_job(call: Call, change: Change, record: Record) -> Job:
    """The job that has deleted *record*."""
    resource_type = record.plural.removesuffix("s")
    return finished_job(call, change, f"{resource_type}.delete", resource_type, record.guid)


def accepted(call: Call, job: Job) -> Answer:
    """202 without a body, which Rails calls `text/html` (recorded: live_write, deletions)."""
    location = call.link(f"/v3/jobs/{job.guid}")["href"]
    return Answer(202, [("location", location), ("content-type", "text/html")])


def delete_by_job(call: Call, change: Change, record: Record) -> Answer:
    """Delete *record* and all that belongs to it in *change*; the job is done when the caller first asks for it."""
    change.delete(record)
    return accepted(call, deletion_job(call, change, record))
