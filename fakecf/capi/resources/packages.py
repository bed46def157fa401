"""Packages: `app/controllers/v3/packages_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.blobstore import PACKAGES
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call
from fakecf.capi.downloads import blob_answer
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts, misplaced_errors
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.package_message import docker_credentials
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, to_one
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, of_asked_apps, readable, visible
from fakecf.capi.resource import Resource
from fakecf.capi.ruby import is_true
from fakecf.capi.shapes import METADATA, TEXT, body
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.records import App, Package
from fakecf.web import Answer

resource = Resource("packages", Package)


def _nesting(params: Params) -> Iterator[str]:
    """What makes no sense below an app (PackagesListMessage)."""
    refused = ("app_guids", "organization_guids", "space_guids") if params.get("app_guid") else ()
    yield from misplaced_errors(params, refused)


LIST = Accepts(
    keys=("states", "types", "app_guids", "app_guid", "space_guids", "organization_guids"),
    arrays=("states", "types", "app_guids", "space_guids", "organization_guids"),
    hidden=("app_guid",),
    rule=_nesting,
)


@resource.get("/v3/packages", query=LIST)
def list_(call: Call) -> Answer:
    return _listed(call, call.query)


@resource.get("/v3/apps/<app_guid>/packages", query=LIST)
def list_for_app(call: Call, app_guid: str) -> Answer:
    return _listed(call, {**call.query, "app_guid": app_guid})


@resource.get("/v3/packages/<guid>")
def show(call: Call, guid: str) -> Answer:
    package, _ = readable(call, Package, guid, "Package")
    return call.json(200, present(call, call.polled(package)))


@resource.patch("/v3/packages/<guid>", takes=body(username=TEXT, password=TEXT, metadata=METADATA))
def update(call: Call, guid: str) -> Answer:
    """The body is judged before the package is looked for, and what only docker packages have before the role."""
    require_valid(_update_errors(call.body))
    package, space = readable(call, Package, guid, "Package")
    asked = {key: call.body[key] for key in ("username", "password") if call.body.get(key) is not None}
    if package.type != "docker" and any(is_true(value) for value in asked.values()):
        raise CfError("UnprocessableEntity", "Cannot update Docker credentials for a buildpack app.")
    call.permissions.require_writing(space)
    with call.services.store.change() as change:
        if any(is_true(value) for value in asked.values()):
            now = call.services.clock.now()
            package = change.update(package, updated_at=now, **docker_credentials(asked))
        package = change.update(package, **updated_metadata(package, call.body))
    return call.json(200, present(call, package))


@resource.delete("/v3/packages/<guid>")
def delete(call: Call, guid: str) -> Answer:
    package, space = readable(call, Package, guid, "Package")
    call.permissions.require_writing(space)
    with call.services.store.change() as change:
        return delete_by_job(call, change, package, lambda trial: _tell(call, trial, "delete", package))


@resource.get("/v3/packages/<guid>/download", status=302)
def download(call: Call, guid: str) -> Answer:
    """A missing blob is nobody's to rescue here, unlike a droplet's (cc-droplets 16)."""
    package, space = readable(call, Package, guid, "Package")
    require(call.permissions.can_read_secrets_in_space(space))
    if package.type != "bits":
        raise CfError("UnprocessableEntity", "Package type must be bits.")
    if package.state != "READY":
        raise CfError("UnprocessableEntity", "Package has no bits to download.")
    with call.services.store.change() as change:
        _tell(call, change, "download", package)
    answer = blob_answer(call, PACKAGES, package.guid)
    if answer is None:
        raise UnknownError
    return answer


def _tell(call: Call, change: Change, what: str, package: Package) -> None:
    app = change[App].get(package.app_guid)
    if app is not None:
        record_app_event(call, change, f"package.{what}", app, package_guid=package.guid)


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    yield from unknown_fields(body, ("username", "password", "metadata"))


def _listed(call: Call, params: Params) -> Answer:
    query = LIST.parse(params)
    rows, path = _nested(call, params)
    wanted = having(query, of_asked_apps(call, query, rows), states="state", types="type")
    return list_answer(call, query, wanted, path)


def _nested(call: Call, params: Params) -> tuple[Iterable[Package], str]:
    if app_guid := params.get("app_guid"):
        app, _ = readable(call, App, app_guid, "App")
        return call.state[Package].where("app_guid", app.guid), f"/v3/apps/{app.guid}/packages"
    return visible(call, call.state[Package]), "/v3/packages"


@resource.presents
def present(call: Call, package: Package, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/packages/{package.guid}"
    links = {"self": call.link(own)}
    if package.type == "bits":
        links["upload"] = call.link(f"{own}/upload", "POST")
        links["download"] = call.link(f"{own}/download")
    links["app"] = call.link(f"/v3/apps/{package.app_guid}")
    return {
        **base(package),
        "type": package.type,
        "data": _docker_data(package) if package.type == "docker" else _bits_data(package),
        "state": package.state,
        "relationships": {"app": to_one(package.app_guid)},
        "metadata": metadata(package),
        "links": links,
    }


def _docker_data(package: Package) -> dict[str, Any]:
    return {
        "image": package.docker_image,
        "username": package.docker_username,
        "password": "***" if package.docker_username is not None else None,
    }


def _bits_data(package: Package) -> dict[str, Any]:
    """The checksum is never null, only its value may be (cc-droplets 16)."""
    if not package.sha256_checksum and package.package_hash:
        return {"error": package.error, "checksum": {"type": "sha1", "value": package.package_hash}}
    return {"error": package.error, "checksum": {"type": "sha256", "value": package.sha256_checksum or None}}
