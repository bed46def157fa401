"""Uploading a buildpack: `buildpacks_controller.rb`, upload, and what its job does (`upload_buildpack.rb`)."""

from collections.abc import Iterator

import msgspec

from fakecf.blobstore import BUILDPACKS
from fakecf.blobstore.bits import Bits, digest
from fakecf.capi.audit import Target, record_event
from fakecf.capi.buildpack_manifest import ManifestError, stack_in
from fakecf.capi.call import Call, not_found
from fakecf.capi.jobs import begin_job, told_by, with_job
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import FILE, MULTIPART, body
from fakecf.capi.timings import Outcome
from fakecf.capi.upload_message import buildpack_upload_errors
from fakecf.capi.uploads import Upload, upload
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.records import Buildpack, Stack
from fakecf.web import Answer

resource = Resource("buildpacks")


@resource.post("/v3/buildpacks/<guid>/upload", status=202, gives=Buildpack, takes=body(bits=FILE), media=MULTIPART)
def upload_(call: Call, guid: str) -> Answer:
    uploaded = upload(call)
    buildpack = call.find(Buildpack, guid)
    if buildpack is None:
        raise not_found("Buildpack")
    call.permissions.require_global_writing()
    if wrong := list(buildpack_upload_errors(uploaded, buildpack.lifecycle)):
        raise CfError("UnprocessableEntity", f"Uploaded buildpack file is invalid: {', '.join(wrong)}")
    if buildpack.locked:
        raise CfError("UnprocessableEntity", "Buildpack is locked")
    bits = digest(uploaded.bits)
    with call.services.store.change() as change:
        job = begin_job(call, change, "upload", buildpack, _outcome(call, change, buildpack, uploaded, bits))
    return with_job(call, call.json(202, call.present(buildpack)), job)


def _outcome(call: Call, change: Change, buildpack: Buildpack, uploaded: Upload, bits: Bits) -> Outcome:
    """The buildpack with its bits; nothing where they are what it has already; or why the job fails."""
    key = f"{buildpack.guid}_{bits.sha256}"
    kept = buildpack.key is None or call.services.blobs.exists(BUILDPACKS, buildpack.key)
    if (buildpack.key, buildpack.filename) == (key, uploaded.name) and kept:
        return Outcome()
    columns = {"key": key, "filename": uploaded.name, "sha256_checksum": bits.sha256}
    try:
        made = msgspec.structs.replace(buildpack, stack=_stack(buildpack, bits), **columns)
    except ManifestError as error:
        return Outcome(ending=f"FAILED: BuildpackZipError: {error}")
    if failure := next(_failures(change, made, buildpack), None):
        return Outcome(ending=f"FAILED: {failure}")
    call.services.blobs.put(BUILDPACKS, key, bits.body)
    return Outcome(made=made, told=told_by(change, lambda trial: _tell(call, trial, made, uploaded)))


def _stack(buildpack: Buildpack, bits: Bits) -> str | None:
    """What the manifest says, else what was said before; a CNB need not be a zip."""
    try:
        return stack_in(bits.body) or buildpack.stack
    except ManifestError:
        if buildpack.lifecycle != "cnb":
            raise
        return buildpack.stack


def _failures(change: Change, made: Buildpack, before: Buildpack) -> Iterator[str]:
    """The error of the job by its name, with what fills the holes of its text."""
    namesakes = (each for each in change[Buildpack].where("name", made.name) if each.guid != made.guid)
    if any((each.stack, each.lifecycle) == (made.stack, made.lifecycle) for each in namesakes):
        yield f"BuildpackNameStackLifecycleTaken: {made.name}, {made.stack}, {made.lifecycle}"
    if before.stack not in (None, made.stack):
        yield f"BuildpackStacksDontMatch: {made.stack}, {before.stack}"
    if made.stack is not None and not change[Stack].where("name", made.stack):
        yield f"BuildpackStackDoesNotExist: {made.stack}"


def _tell(call: Call, change: Change, buildpack: Buildpack, uploaded: Upload) -> None:
    target = Target(buildpack.guid, "buildpack", buildpack.name)
    record_event(call, change, "buildpack.upload", target, {"request": {**uploaded.fields, "bits_path": uploaded.path}})
