"""Uploading a droplet's bits: `droplets_controller.rb`, upload."""

import msgspec

from fakecf.blobstore import DROPLETS
from fakecf.blobstore.bits import digest
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.jobs import begin_job, with_job
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import FILE, MULTIPART, body
from fakecf.capi.timings import Outcome
from fakecf.capi.upload_message import droplet_upload_errors
from fakecf.capi.uploads import Upload, upload
from fakecf.errors import CfError
from fakecf.state.records import App, Droplet
from fakecf.web import Answer

resource = Resource("droplets")


@resource.post("/v3/droplets/<guid>/upload", status=202, gives=Droplet, takes=body(bits=FILE), media=MULTIPART)
def upload_(call: Call, guid: str) -> Answer:
    """The message is judged before the droplet is looked for (cc-droplets F10)."""
    uploaded = upload(call)
    if wrong := list(droplet_upload_errors(uploaded)):
        raise CfError("UnprocessableEntity", f"Uploaded droplet file is invalid: {', '.join(wrong)}")
    droplet, space = readable(call, Droplet, guid, "Droplet")
    call.permissions.require_writing(space)
    if droplet.state != "AWAITING_UPLOAD":
        once = "Droplet may be uploaded only once. Create a new droplet to upload bits."
        raise CfError("UnprocessableEntity", once)
    outcome = _outcome(call, droplet, uploaded)
    with call.services.store.change() as change:
        droplet = change.update(droplet, state="PROCESSING_UPLOAD", updated_at=call.services.clock.now())
        app = change[App].get(droplet.app_guid)
        if app is not None:
            record_app_event(call, change, "droplet.upload", app, droplet_guid=guid)
        job = begin_job(call, change, "upload", droplet, outcome)
    return with_job(call, call.json(202, call.present(droplet)), job)


def _outcome(call: Call, droplet: Droplet, uploaded: Upload) -> Outcome:
    """The droplet with its bits, which are in the blobstore from now on."""
    bits = digest(uploaded.bits)
    made = msgspec.structs.replace(droplet, sha1=bits.sha1, sha256=bits.sha256)
    call.services.blobs.put(DROPLETS, made.blobstore_key or "", bits.body)
    return Outcome(made=made)
