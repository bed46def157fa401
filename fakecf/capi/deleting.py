"""Deleting as a job: 202, and where to read of the job (cc-surface 4.13)."""

from fakecf.capi.call import Call
from fakecf.capi.jobs import accepted, deletion_job
from fakecf.state import Change, Record
from fakecf.web import Answer


def delete_by_job(call: Call, change: Change, record: Record) -> Answer:
    """Delete *record* and all that belongs to it in *change*; the job is done when the caller first asks for it."""
    change.delete(record)
    return accepted(call, deletion_job(call, change, record))
