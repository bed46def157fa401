"""Making droplets, to be uploaded or as copies: `droplets_controller.rb`, create."""

from typing import Any

import msgspec

from fakecf.blobstore import DROPLETS
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.droplet_message import copy_app_guid, copy_errors, droplet_errors
from fakecf.capi.messages import require_valid
from fakecf.capi.packing import missing_blob
from fakecf.capi.reading import readable, space_of
from fakecf.capi.relationships import related_guid
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import is_true
from fakecf.capi.shapes import MAP, TEXT, TO_ONE, body
from fakecf.capi.timings import Outcome, put_under_way
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.records import App, Droplet, DropletBuildpack
from fakecf.web import Answer

resource = Resource("droplets")

BODY = body(relationships=body(app=TO_ONE), process_types=MAP, source_guid=TEXT)
DEFAULT_PROCESS_TYPES = {"web": ""}


@resource.post("/v3/droplets", gives=Droplet, takes=BODY)
def create(call: Call) -> Answer:
    source_guid = call.body.get("source_guid", call.query.get("source_guid"))
    return call.json(201, _fresh(call) if source_guid in (None, False) else _copy(call, source_guid))


def _fresh(call: Call) -> dict[str, Any]:
    """An app that cannot be read makes the body unprocessable; to CC every other lifecycle is docker (F17)."""
    require_valid(droplet_errors(call.body))
    guid = related_guid(call.body, "app")
    app = call.find(App, guid)
    space = space_of(call, app) if app is not None else None
    if app is None or space is None or not call.permissions.can_read_from_space(space):
        missing = f'App with guid "{guid or ""}" does not exist, or you do not have access to it.'
        raise CfError("UnprocessableEntity", missing)
    call.permissions.require_writing(space)
    if app.lifecycle_type != "buildpack":
        raise CfError("UnprocessableEntity", "Droplet creation is not available for apps with docker lifecycles.")
    process_types = call.body.get("process_types")
    droplet = _new(
        call,
        app,
        state="AWAITING_UPLOAD",
        execution_metadata="",
        process_types=process_types if is_true(process_types) else DEFAULT_PROCESS_TYPES,
    )
    with call.services.store.change() as change:
        change.put(droplet)
        record_app_event(call, change, "droplet.create", app, droplet_guid=droplet.guid)
    return call.present(droplet)


def _copy(call: Call, source_guid: Any) -> dict[str, Any]:
    require_valid(copy_errors(call.body))
    source, _ = readable(call, Droplet, source_guid, "Droplet")
    app, space = readable(call, App, copy_app_guid(call.body), "App")
    call.permissions.require_writing(space)
    if source.state != "STAGED":
        raise CfError("UnprocessableEntity", "source droplet is not staged")
    if source.lifecycle_type != app.lifecycle_type:
        raise CfError("UnprocessableEntity", "source and destination lifecycle types do not match")
    droplet = _new(call, app, **_copied_columns(source))
    with call.services.store.change() as change:
        if source.lifecycle_type == "docker":
            change.put(droplet)
        elif source.lifecycle_type == "buildpack":
            put_under_way(call, change, droplet, _copied(call, source, droplet))
        _tell_of_copy(call, change, app, droplet, source)
    return _unsaved(call, droplet) if source.lifecycle_type == "cnb" else call.present(droplet)


def _copied_columns(source: Droplet) -> dict[str, Any]:
    """What CC clones: of the buildpacks the names only, and not what they detected (cc-droplets 7.3)."""
    names = ("process_types", "buildpack_receipt_buildpack", "execution_metadata", "docker_receipt_image")
    return {
        **{name: getattr(source, name) for name in names},
        "state": "STAGED" if source.lifecycle_type == "docker" else "COPYING",
        "buildpacks": tuple(DropletBuildpack(name=each.name) for each in source.buildpacks),
        "stack": source.stack,
    }


def _copied(call: Call, source: Droplet, droplet: Droplet) -> Outcome:
    """The bits under the new key, or that there are none."""
    made = msgspec.structs.replace(droplet, sha1=source.sha1, sha256=source.sha256)
    blobs = call.services.blobs
    if source.blobstore_key is None or made.blobstore_key is None or not blobs.exists(DROPLETS, source.blobstore_key):
        return Outcome(ending=f"FAILED: failed to copy - {missing_blob('copy')}")
    blobs.put(DROPLETS, made.blobstore_key, blobs.open(DROPLETS, source.blobstore_key))
    return Outcome(made=made)


def _tell_of_copy(call: Call, change: Change, app: App, droplet: Droplet, source: Droplet) -> None:
    guid = droplet.guid if source.lifecycle_type != "cnb" else None
    request = {"source_droplet_guid": source.guid}
    record_app_event(call, change, "droplet.create", app, droplet_guid=guid, request=request)


def _unsaved(call: Call, droplet: Droplet) -> dict[str, Any]:
    """CC copies no CNB droplet: it shows one that it has not saved, and takes it for docker's (F16)."""
    nothing = {"guid": None, "created_at": None, "updated_at": None}
    shown = call.present(msgspec.structs.replace(droplet, guid="", lifecycle_type="docker", stack=None))
    return {**shown, **nothing}


def _new(call: Call, app: App, **columns: Any) -> Droplet:
    now = call.services.clock.now()
    return Droplet(
        guid=call.services.guids.new(),
        created_at=now,
        updated_at=now,
        app_guid=app.guid,
        lifecycle_type=app.lifecycle_type,
        **{"stack": None, **columns},
    )
