"""What admins do to the whole installation: `app/controllers/v3/admin_actions_controller.rb`."""

from fakecf.capi.call import Call
from fakecf.capi.jobs import accepted, finished_job
from fakecf.capi.resource import Resource
from fakecf.web import Answer

resource = Resource("admin_actions")


@resource.post("/v3/admin/actions/clear_buildpack_cache")
def clear_buildpack_cache(call: Call) -> Answer:
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        job = finished_job(call, change, "admin.clear_buildpack_cache", "", "")
    return accepted(call, job)
