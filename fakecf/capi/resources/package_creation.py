"""Making packages, fresh or as copies: `packages_controller.rb`, create."""

from typing import Any

import msgspec

from fakecf.blobstore import PACKAGES
from fakecf.capi.audit import record_app_event
from fakecf.capi.bodies import raw_json
from fakecf.capi.call import Call
from fakecf.capi.messages import require_valid, updated_metadata
from fakecf.capi.package_message import package_columns, package_errors, told
from fakecf.capi.packing import missing_blob
from fakecf.capi.reading import space_of
from fakecf.capi.relationships import related_guid
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import METADATA, TEXT, TO_ONE, body
from fakecf.capi.timings import Outcome, put_under_way
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.records import App, Package, Space
from fakecf.web import Answer

resource = Resource("packages")


DOCKER = body(image=TEXT, username=TEXT, password=TEXT)
BODY = body(type=TEXT, relationships=body(app=TO_ONE), data=DOCKER, metadata=METADATA, source_guid=TEXT)


@resource.post("/v3/packages", gives=Package, takes=BODY)
def create(call: Call) -> Answer:
    """CC reads the body itself here, whatever its content type says."""
    source_guid = call.body.get("source_guid", call.query.get("source_guid"))
    body = call.body = raw_json(call.environ)
    package = _fresh(call, body) if source_guid in (None, False) else _copy(call, body, source_guid)
    return call.json(201, call.present(package))


def _fresh(call: Call, given: Any) -> Package:
    body = {} if given in (None, False) else given
    if not isinstance(body, dict):
        raise UnknownError
    require_valid(package_errors(body))
    app, space = _usable_app(call, related_guid(body, "app"))
    call.permissions.require_writing(space)
    _require_fitting(app, body["type"])
    package = _new(call, app, **package_columns(body))
    package = msgspec.structs.replace(package, **updated_metadata(package, body))
    with call.services.store.change() as change:
        change.put(package)
        record_app_event(call, change, "package.create", app, package_guid=package.guid, request=told(body))
    return package


def _require_fitting(app: App, type_: Any) -> None:
    """CNB apps take both; a list passes for a type until here (recorded: live_write)."""
    if type_ != "docker" and app.lifecycle_type == "docker":
        raise CfError("UnprocessableEntity", "Cannot create bits package for a Docker app.")
    if type_ != "bits" and app.lifecycle_type == "buildpack":
        raise CfError("UnprocessableEntity", "Cannot create Docker package for a buildpack app.")


def _copy(call: Call, body: Any, source_guid: Any) -> Package:
    app, space = _usable_app(call, _dug_guid(body))
    call.permissions.require_writing(space)
    source = call.find(Package, source_guid)
    source_space = space_of(call, source) if source is not None else None
    if source is None or source_space is None or not call.permissions.can_read_from_space(source_space):
        raise CfError("UnprocessableEntity", "Source package is invalid. Ensure it exists and you have access to it.")
    call.permissions.require_writing(source_space)
    if source.app_guid == app.guid:
        raise CfError("UnprocessableEntity", "Source and destination app cannot be the same")
    state = "COPYING" if source.type == "bits" else "READY"
    package = _new(call, app, type=source.type, state=state, docker_image=source.docker_image)
    with call.services.store.change() as change:
        change.put(package)
        if source.type == "bits":
            put_under_way(call, change, package, _copied(call, source, package))
        _tell_of_copy(call, change, app, package, source)
    return package


def _copied(call: Call, source: Package, package: Package) -> Outcome:
    """The bits under the new key, or that there are none."""
    blobs = call.services.blobs
    if not blobs.exists(PACKAGES, source.guid):
        return Outcome(ending=f"FAILED: failed to copy - {missing_blob('copy')}")
    blobs.put(PACKAGES, package.guid, blobs.open(PACKAGES, source.guid))
    sums = {"package_hash": source.package_hash, "sha256_checksum": source.sha256_checksum}
    return Outcome(made=msgspec.structs.replace(package, **sums))


def _tell_of_copy(call: Call, change: Change, app: App, package: Package, source: Package) -> None:
    request = {"source_package_guid": source.guid}
    record_app_event(call, change, "package.create", app, package_guid=package.guid, request=request)


def _new(call: Call, app: App, **columns: Any) -> Package:
    now = call.services.clock.now()
    return Package(guid=call.services.guids.new(), created_at=now, updated_at=now, app_guid=app.guid, **columns)


def _usable_app(call: Call, guid: str | None) -> tuple[App, Space]:
    app = call.find(App, guid)
    space = space_of(call, app) if app is not None else None
    if app is None or space is None or not call.permissions.can_read_from_space(space):
        raise CfError("UnprocessableEntity", "App is invalid. Ensure it exists and you have access to it.")
    return app, space


def _dug_guid(body: Any) -> str | None:
    """The app's guid, dug for without looking at what is dug through; PostgreSQL takes no guid but text."""
    found = body
    for key in ("relationships", "app", "data", "guid"):
        if found is None:
            return None
        if not isinstance(found, dict):
            raise UnknownError
        found = found.get(key)
    if found is not None and not isinstance(found, str):
        raise UnknownError
    return found
