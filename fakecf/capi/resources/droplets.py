"""Droplets: `app/controllers/v3/droplets_controller.rb`."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakecf.blobstore import DROPLETS
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import CENSORED, CENSORED_IN_LISTS, Call, not_found
from fakecf.capi.downloads import blob_answer
from fakecf.capi.jobs import delete_by_job
from fakecf.capi.list_query import Accepts, misplaced_errors
from fakecf.capi.listing import list_answer
from fakecf.capi.messages import Body, metadata_errors, require_valid, unknown_fields, updated_metadata
from fakecf.capi.metadata import metadata
from fakecf.capi.permissions import require
from fakecf.capi.presenting import base, error_text, starred
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, of_asked_apps, readable, readable_or_updatable, visible
from fakecf.capi.relationships import relationship_answer
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import METADATA, TEXT, body
from fakecf.errors import CfError, UnknownError
from fakecf.state import Change
from fakecf.state.records import App, Droplet, DropletBuildpack, Package
from fakecf.web import Answer

resource = Resource("droplets", Droplet)


def _nesting(params: Params) -> Iterator[str]:
    """What only makes sense below an app, and what makes none there (DropletsListMessage)."""
    below_app = bool(params.get("app_guid"))
    if below_app and params.get("current") not in (None, "true"):
        yield "Current only accepts the value 'true'"
    refused = ("app_guids", "organization_guids", "space_guids") if below_app else ("current",)
    yield from misplaced_errors(params, refused)


LIST = Accepts(
    keys=("app_guid", "app_guids", "current", "organization_guids", "package_guid", "space_guids", "states"),
    arrays=("app_guids", "states", "space_guids", "organization_guids"),
    hidden=("app_guid", "package_guid"),
    rule=_nesting,
)


@resource.get("/v3/droplets", query=LIST)
def list_(call: Call) -> Answer:
    return _listed(call, call.query)


@resource.get("/v3/apps/<app_guid>/droplets", query=LIST)
def list_for_app(call: Call, app_guid: str) -> Answer:
    return _listed(call, {**call.query, "app_guid": app_guid})


@resource.get("/v3/packages/<package_guid>/droplets", query=LIST)
def list_for_package(call: Call, package_guid: str) -> Answer:
    return _listed(call, {**call.query, "package_guid": package_guid})


@resource.get("/v3/droplets/<guid>")
def show(call: Call, guid: str) -> Answer:
    droplet, space = readable(call, Droplet, guid, "Droplet")
    secrets = call.permissions.can_read_secrets_in_space(space)
    return call.json(200, present(call, call.polled(droplet), censored=None if secrets else CENSORED))


@resource.get("/v3/apps/<guid>/droplets/current", gives=Droplet)
def current(call: Call, guid: str) -> Answer:
    """Shown whole to every reader (cc-droplets 5.3)."""
    app, _ = readable(call, App, guid, "App")
    droplet = call.find(Droplet, app.droplet_guid)
    if droplet is None:
        raise not_found("Droplet")
    return call.json(200, present(call, droplet))


@resource.get("/v3/apps/<guid>/relationships/current_droplet")
def current_relationship(call: Call, guid: str) -> Answer:
    app, _ = readable(call, App, guid, "App")
    droplet = call.find(Droplet, app.droplet_guid)
    if droplet is None:
        raise not_found("Droplet")
    return relationship_answer(call, app, "current_droplet", droplet, f"/v3/apps/{app.guid}/droplets/current")


@resource.patch("/v3/droplets/<guid>", takes=body(image=TEXT, metadata=METADATA))
def update(call: Call, guid: str) -> Answer:
    """Who may update build states may set an image without a role; no one else may (cc-droplets 7.6)."""
    droplet, space = readable_or_updatable(call, Droplet, guid, "Droplet")
    if "image" in call.body:
        require(call.who.updates_build_state)
    else:
        call.permissions.require_writing(space)
    require_valid(_update_errors(call.body))
    if "image" in call.body and (droplet.state != "STAGED" or droplet.lifecycle_type != "docker"):
        raise UnknownError
    image = {"docker_receipt_image": call.body["image"]} if "image" in call.body else {}
    with call.services.store.change() as change:
        changed = updated_metadata(droplet, call.body)
        droplet = change.update(droplet, updated_at=call.services.clock.now(), **image, **changed)
    return call.json(200, present(call, droplet))


@resource.delete("/v3/droplets/<guid>")
def delete(call: Call, guid: str) -> Answer:
    droplet, space = readable(call, Droplet, guid, "Droplet")
    call.permissions.require_writing(space)
    app = call.find(App, droplet.app_guid)
    if app is not None and app.droplet_guid == guid:
        raise CfError("UnprocessableEntity", f'The droplet is currently used by app with guid "{app.guid}".')
    with call.services.store.change() as change:
        return delete_by_job(call, change, droplet, lambda trial: _tell(call, trial, "delete", droplet))


@resource.get("/v3/droplets/<guid>/download", status=302)
def download(call: Call, guid: str) -> Answer:
    """The event is written before the blob is looked up (cc-droplets F11)."""
    droplet, space = readable(call, Droplet, guid, "Droplet")
    require(call.permissions.can_download_droplet(space))
    if droplet.lifecycle_type == "docker":
        raise CfError("UnprocessableEntity", "Cannot download droplets with 'docker' lifecycle.")
    if droplet.state != "STAGED":
        raise CfError("UnprocessableEntity", "Only staged droplets can be downloaded.")
    with call.services.store.change() as change:
        _tell(call, change, "download", droplet)
    if droplet.blobstore_key is None:
        raise CfError("ResourceNotFound", "Blobstore key not present on droplet. This may be due to a failed build.")
    answer = blob_answer(call, DROPLETS, droplet.blobstore_key)
    if answer is None:
        raise CfError("BlobstoreUnavailable")
    return answer


def _tell(call: Call, change: Change, what: str, droplet: Droplet) -> None:
    app = change[App].get(droplet.app_guid)
    if app is not None:
        record_app_event(call, change, f"droplet.{what}", app, droplet_guid=droplet.guid)


def _update_errors(body: Body) -> Iterator[str]:
    yield from metadata_errors(body)
    if body.get("image") is not None and not isinstance(body["image"], str):
        yield "Image must be a string"
    yield from unknown_fields(body, ("image", "metadata"))


def _listed(call: Call, params: Params) -> Answer:
    query = LIST.parse(params)
    rows, path = _nested(call, params)
    shown = (droplet for droplet in rows if droplet.state != "STAGING")  # never listed (cc-droplets F8)
    return list_answer(call, query, having(query, of_asked_apps(call, query, shown), states="state"), path)


def _nested(call: Call, params: Params) -> tuple[Iterable[Droplet], str]:
    """The droplets of the app, the package or the whole foundation, and the path that links name."""
    droplets = call.state[Droplet]
    if app_guid := params.get("app_guid"):
        app, _ = readable(call, App, app_guid, "App")
        own = droplets.where("app_guid", app.guid)
        rows = [each for each in own if each.guid == app.droplet_guid] if "current" in params else own
        return rows, f"/v3/apps/{app.guid}/droplets"
    if package_guid := params.get("package_guid"):
        package, _ = readable(call, Package, package_guid, "Package")
        return droplets.where("package_guid", package.guid), f"/v3/packages/{package.guid}/droplets"
    return visible(call, droplets), "/v3/droplets"


@resource.presents
def present(call: Call, droplet: Droplet, *, listed: bool = False, censored: str | None = None) -> dict[str, Any]:
    """Keys in CC's presenter order (cc-droplets 5.1); *censored* replaces what only some may read."""
    censored = CENSORED_IN_LISTS if listed else censored
    hidden = {"redacted_message": censored}
    return {
        **base(droplet),
        "state": droplet.state,
        "error": error_text(droplet),
        "lifecycle": {"type": droplet.lifecycle_type, "data": {}},
        "checksum": _checksum(droplet),
        "buildpacks": _buildpacks(droplet),
        "stack": droplet.stack,
        "image": droplet.docker_receipt_image,
        "execution_metadata": censored or droplet.execution_metadata,
        "process_types": hidden if censored else droplet.process_types,
        "relationships": {"app": {"data": {"guid": droplet.app_guid}}},
        "metadata": metadata(droplet),
        "links": _links(call, droplet),
    }


def _checksum(droplet: Droplet) -> dict[str, str] | None:
    if droplet.sha256:
        return {"type": "sha256", "value": droplet.sha256}
    return {"type": "sha1", "value": droplet.sha1} if droplet.sha1 else None


def _buildpacks(droplet: Droplet) -> list[dict[str, str | None]] | None:
    return None if droplet.lifecycle_type == "docker" else [_buildpack(droplet, each) for each in droplet.buildpacks]


def _buildpack(droplet: Droplet, buildpack: DropletBuildpack) -> dict[str, str | None]:
    """Secrets in a URL are starred; only the receipt's own buildpack shows what it detected."""
    detected = droplet.buildpack_receipt_buildpack == buildpack.name
    return {
        "name": starred(buildpack.name),
        "detect_output": droplet.buildpack_receipt_detect_output if detected else None,
        "buildpack_name": buildpack.buildpack_name,
        "version": buildpack.version,
    }


def _links(call: Call, droplet: Droplet) -> dict[str, Any]:
    own, app = f"/v3/droplets/{droplet.guid}", f"/v3/apps/{droplet.app_guid}"
    links = {
        "self": call.link(own),
        "app": call.link(app),
        "assign_current_droplet": call.link(f"{app}/relationships/current_droplet", "PATCH"),
    }
    if droplet.package_guid:
        links["package"] = call.link(f"/v3/packages/{droplet.package_guid}")
    if droplet.state == "AWAITING_UPLOAD":
        links["upload"] = call.link(f"{own}/upload", "POST")
    if droplet.state == "STAGED" and droplet.lifecycle_type == "buildpack":
        links["download"] = call.link(f"{own}/download")
    return links
