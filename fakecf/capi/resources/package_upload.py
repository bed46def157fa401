"""Uploading a package's bits: `packages_controller.rb`, upload. There is no job: clients poll the package."""

import json

import msgspec

from fakecf.blobstore import PACKAGES
from fakecf.blobstore.bits import digest
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.feature_flags import require_feature
from fakecf.capi.messages import require_valid
from fakecf.capi.packing import PackingError, packed
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.resource_pool import Fingerprint, fingerprint
from fakecf.capi.ruby import is_blank
from fakecf.capi.shapes import FILE, MULTIPART, TEXT, body
from fakecf.capi.timings import Outcome, put_under_way
from fakecf.capi.upload_message import package_upload_errors
from fakecf.capi.uploads import Upload, UploadedFile, upload
from fakecf.errors import CfError, UnknownError
from fakecf.state.records import App, Package
from fakecf.web import Answer

resource = Resource("packages")


@resource.post(
    "/v3/packages/<guid>/upload", status=200, gives=Package, takes=body(bits=FILE, resources=TEXT), media=MULTIPART
)
def upload_(call: Call, guid: str) -> Answer:
    """The message is judged before the package is looked for."""
    require_feature(call, "app_bits_upload")
    uploaded = upload(call, "resources")
    resources = uploaded.fields["resources"] = _resources(uploaded)
    _take_over_file(uploaded)
    require_valid(package_upload_errors(uploaded))
    package, space = readable(call, Package, guid, "Package")
    call.permissions.require_writing(space)
    if package.type != "bits":
        raise CfError("UnprocessableEntity", "Package type must be bits.")
    if package.state != "AWAITING_UPLOAD":
        raise CfError("PackageBitsAlreadyUploaded")
    outcome = _outcome(call, package, uploaded, resources)
    with call.services.store.change() as change:
        package = change.update(package, state="PROCESSING_UPLOAD", updated_at=call.services.clock.now())
        put_under_way(call, change, package, outcome)
        app = change[App].get(package.app_guid)
        if app is not None:
            record_app_event(call, change, "package.upload", app, package_guid=guid)
    return call.json(200, call.present(package))


def _resources(uploaded: Upload) -> list[Fingerprint]:
    """The files that need not be sent; whatever goes wrong here CC calls invalid JSON."""
    written = uploaded.fields.get("resources", "")
    if is_blank(written):
        return []
    try:
        return [fingerprint(dict(each)) for each in json.loads(written or "")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise CfError("UnprocessableEntity", "Resources must be valid JSON.") from None


def _take_over_file(uploaded: Upload) -> None:
    """Without nginx CC takes a file out of the form itself, and fails over a text in its place."""
    bits = uploaded.fields.pop("bits", None)
    if is_blank(bits):
        return
    if not isinstance(bits, UploadedFile):
        raise UnknownError
    uploaded.fields["bits_path"] = bits.path


def _outcome(call: Call, package: Package, uploaded: Upload, resources: list[Fingerprint]) -> Outcome:
    """The package with its bits, which are in the blobstore from now on; or why it fails."""
    try:
        bits = digest(packed(call, uploaded.bits if uploaded.path else None, resources))
    except PackingError as error:
        return Outcome(ending=f"FAILED: {error}")
    call.services.blobs.put(PACKAGES, package.guid, bits.body)
    sums = {"package_hash": bits.sha1, "sha256_checksum": bits.sha256}
    return Outcome(made=msgspec.structs.replace(package, **sums))
