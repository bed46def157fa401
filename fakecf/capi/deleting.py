"""Deleting as a job: 202, and where to read of the job (cc-surface 4.13)."""

from fakecf.capi.call import Call
from fakecf.state import Change, Record
from fakecf.state.records import Job
from fakecf.web import Answer


def delete_by_job(call: Call, change: Change, record: Record) -> Answer:
    """Delete *record* and all that belongs to it in *change*; the job is done when the caller first asks for it."""
    now = call.services.clock.now()
    kind = record.plural.removesuffix("s")
    job = Job(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        operation=f"{kind}.delete",
        state="COMPLETE",
        resource_guid=record.guid,
        resource_type=kind,
    )
    change.delete(record)
    change.put(job)
    return Answer(202, [("location", f"{call.base_url}/v3/jobs/{job.guid}"), ("content-type", "text/html")])
