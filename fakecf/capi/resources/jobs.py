"""Jobs: `app/controllers/v3/jobs_controller.rb`. Any reader may read any job (cc-droplets 12)."""

from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.presenting import base
from fakecf.capi.resource import Resource
from fakecf.state import record_types
from fakecf.state.records import Job
from fakecf.web import Answer

resource = Resource("jobs", Job)


@resource.get("/v3/jobs/<guid>")
def show(call: Call, guid: str) -> Answer:
    job = call.find(Job, guid)
    if job is None:
        raise not_found("Job")
    return call.json(200, present(call, call.polled(job)))


@resource.presents
def present(call: Call, job: Job, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    """The link to what the job works on lasts only as long as that does."""
    links = {"self": call.link(f"/v3/jobs/{job.guid}")}
    name = job.resource_type or ""
    plural = f"{name.removesuffix('s')}s"
    worked_on = record_types().get(plural)
    if worked_on is not None and call.state[worked_on].get(job.resource_guid) is not None:
        links[name] = call.link(f"/v3/{plural}/{job.resource_guid}")
    return {
        **base(job),
        "operation": job.operation,
        "state": job.state,
        "errors": [] if job.state == "COMPLETE" else job.errors,
        "warnings": [{"detail": warning} for warning in job.warnings],
        "links": links,
    }
