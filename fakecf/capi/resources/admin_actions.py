"""What admins do to the whole installation: `app/controllers/v3/admin_actions_controller.rb`."""

from fakecf.capi.call import Call
from fakecf.capi.jobs import accepted, begin_job
from fakecf.capi.resource import Resource
from fakecf.web import Answer

resource = Resource("admin_actions")


@resource.post("/v3/admin/actions/clear_buildpack_cache", status=202, gives=None)
def clear_buildpack_cache(call: Call) -> Answer:
    call.permissions.require_global_writing()
    with call.services.store.change() as change:
        job = begin_job(call, change, "clear_buildpack_cache", None)
    return accepted(call, job)
