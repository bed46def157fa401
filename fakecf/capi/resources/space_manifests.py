"""Manifests for the apps of a space: `app/controllers/v3/space_manifests_controller.rb`."""

from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.exit import errors_answer
from fakecf.capi.jobs import accepted, begin_job
from fakecf.capi.manifest_applying import apply_manifests, find_or_create
from fakecf.capi.manifest_difference import difference
from fakecf.capi.manifest_message import AppManifest, app_manifest, manifest_errors
from fakecf.capi.manifest_reading import read_applications, require_yaml
from fakecf.capi.manifest_unread import unread_keys
from fakecf.capi.psych import to_yaml
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import body
from fakecf.capi.timings import Outcome
from fakecf.errors import CfError
from fakecf.state.records import App, Space
from fakecf.web import Answer

resource = Resource("space_manifests")

YAML = "application/x-yaml"
MANIFEST = body(applications={"type": "array", "items": {"type": "object"}})


@resource.post(
    "/v3/spaces/<guid>/actions/apply_manifest", status=202, takes=MANIFEST, media=YAML, gives=None, unread=unread_keys
)
def apply(call: Call, guid: str) -> Answer:
    """What the job is there for is done when it is accepted; only its own end follows the timings."""
    require_yaml(call)
    space = _writable_space(call, guid)
    manifests = [app_manifest(each) for each in read_applications(call)]
    refusal = _refusal(call, manifests)
    if refusal is not None:
        return refusal
    apps = [find_or_create(call, space, each) for each in manifests]
    wanted = {app.guid: (app, manifest) for app, manifest in zip(apps, manifests, strict=True)}
    with call.services.store.change() as change:
        for app, manifest in wanted.values():
            told = {"manifest": to_yaml({"applications": [manifest.told]})}
            record_app_event(call, change, "apply_manifest", app, request=told)
    ending = apply_manifests(call, wanted.values())
    with call.services.store.change() as change:
        return accepted(call, begin_job(call, change, "apply_manifest", space, Outcome(ending=ending)))


@resource.post("/v3/spaces/<guid>/manifest_diff", takes=MANIFEST, media=YAML, gives=None, unread=unread_keys)
def diff(call: Call, guid: str) -> Answer:
    require_yaml(call)
    space = _writable_space(call, guid)
    applications = read_applications(call)
    refusal = _refusal(call, [app_manifest(each) for each in applications])
    if refusal is not None:
        return refusal
    apps = call.state[App].where("space_guid", space.guid)
    return call.json(201, {"diff": difference(call, applications, apps)})


def _writable_space(call: Call, guid: str) -> Space:
    space, _ = readable(call, Space, guid, "Space")
    call.permissions.require_writing(space)
    return space


def _refusal(call: Call, manifests: list[AppManifest]) -> Answer | None:
    """All errors of all apps in one answer (CC's CompoundError)."""
    errors: list[CfError] = []
    for index, manifest in enumerate(manifests):
        errors.extend(manifest_errors(call, manifest, index))
    return errors_answer(422, *(each.as_json() for each in errors)) if errors else None
