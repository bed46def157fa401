"""Giving apps what a manifest says of them (CC's AppFindOrCreateSkeleton, AppApplyManifest and the job around it).

Each step is a change of its own, as with CC: what was done before one that fails stays done.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from fakecf.capi.app_features import feature_columns
from fakecf.capi.app_writing import create_app, update_app, update_environment, update_warnings
from fakecf.capi.call import Call
from fakecf.capi.manifest_binding import bind_services
from fakecf.capi.manifest_message import AppManifest, app_request, environment
from fakecf.capi.manifest_processes import change_request, changes, scale_request, scalings, told_of_change
from fakecf.capi.manifest_route_update import update_routes
from fakecf.capi.manifest_sidecars import sidecar_requests
from fakecf.capi.messages import Body
from fakecf.capi.names import is_taken
from fakecf.capi.process_changing import scale_process, update_process
from fakecf.capi.process_finding import latest_process
from fakecf.capi.processes import create_process
from fakecf.capi.requested_lifecycle import asked_type, requested_for_app, require_known
from fakecf.capi.sidecar_saving import save_sidecar
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.app_records import WEB, Sidecar
from fakecf.state.records import App, Space

_LONGEST_DETAIL = 10_000

Step = Callable[[Call, Change, App, Body], Any]


def find_or_create(call: Call, space: Space, manifest: AppManifest) -> App:
    """The app that is called so, of which otherwise but a skeleton is made."""
    state = call.services.store.state
    found = next(
        (each for each in state[App].where("space_guid", space.guid) if is_taken(manifest.name, (each,))), None
    )
    if found is None:
        body = {"name": manifest.name, "relationships": {"space": {"data": {"guid": space.guid}}}}
        try:
            found = _created(replace(call, body={**body, **app_request(manifest)}), space)
        except CfError as error:
            raise _prefixed(error, manifest.name, ("UnprocessableEntity",)) from None
    _require_same_lifecycle(found, manifest)
    return found


def _created(call: Call, space: Space) -> App:
    requested = requested_for_app(call, asked_type(call.body))
    require_known(call.state, requested)
    with call.services.store.change() as change:
        app, _ = create_app(call, change, space, requested)
    return app


def _require_same_lifecycle(app: App, manifest: AppManifest) -> None:
    asked = manifest.asked
    told = None
    if app.lifecycle_type == "docker" and not (asked.get("buildpack") is None and asked.get("buildpacks") is None):
        what = "Buildpacks" if asked.get("buildpacks") is not None else "Buildpack"
        told = f"{what} cannot be configured for a docker lifecycle app."
    elif app.lifecycle_type == "buildpack" and asked.get("docker") is not None:
        told = "Docker cannot be configured for a buildpack lifecycle app."
    if told is not None:
        raise CfError("UnprocessableEntity", f"For application '{manifest.name}': {told}")


def apply_manifests(call: Call, manifests: Iterable[tuple[App, AppManifest]]) -> str | None:
    """All of them, one after the other; how the job ends that this is done by, where one cannot be applied."""
    for app, manifest in manifests:
        try:
            _apply(replace(call, by_manifest=True), app, manifest)
        except CfError as error:
            return _ending(_prefixed(error, app.name, ("UnprocessableEntity", "ResourceNotFound")))
    return None


def _prefixed(error: CfError, name: str, kinds: tuple[str, ...]) -> CfError:
    if error.kind.name not in kinds:
        return error
    return CfError(error.kind.name, f"For application '{name}': {error.detail}")


def _ending(error: CfError) -> str:
    """As a timing would write it; what a manifest makes endless is cut."""
    before, _, _ = error.kind.template.partition("%s")
    return f"FAILED: {error.as_json()['title']}: {error.detail.removeprefix(before)[:_LONGEST_DETAIL]}"


def _apply(call: Call, app: App, manifest: AppManifest) -> None:
    request, asked = app_request(manifest), manifest.asked
    _step(call, _update_features, app, asked.get("features") or {})
    for each in changes(asked):
        if each != {"type": WEB}:
            _step(call, _update_process, app, each)
    for each in scalings(asked):
        _step(call, _scale_process, app, each)
    for each in sidecar_requests(asked):
        _step(call, _save_sidecar, app, each)
    _update_app(call, app, request)
    _step(call, update_routes, app, asked)
    _step(call, update_environment, app, environment(asked))
    _step(call, bind_services, app, asked)


def _step(call: Call, step: Step, app: App, asked: Body) -> None:
    with call.services.store.change() as change:
        step(replace(call, state=change, body=asked), change, change[App].get(app.guid) or app, asked)


def _update_features(call: Call, change: Change, app: App, asked: Body) -> None:
    columns: dict[str, Any] = {**feature_columns(app, asked)}
    if columns:
        change.update(app, updated_at=call.services.clock.now(), **columns)


def _update_process(call: Call, change: Change, app: App, asked: Body) -> None:
    process = latest_process(change, app.guid, asked["type"])
    if process is None:
        process = create_process(call, change, app, asked["type"], command=asked.get("command"))
    update_process(call, change, process, change_request(asked), told_of_change(asked))


def _scale_process(call: Call, change: Change, app: App, asked: Body) -> None:
    process = latest_process(change, app.guid, asked["type"])
    if process is not None:
        scale_process(call, change, process, scale_request(asked))


def _save_sidecar(call: Call, change: Change, app: App, asked: Body) -> None:
    now = call.services.clock.now()
    found = next((each for each in change[Sidecar].where("app_guid", app.guid) if each.name == asked["name"]), None)
    guid = call.services.guids.new() if found is None else found.guid
    fresh = Sidecar(guid=guid, created_at=now, updated_at=now, app_guid=app.guid, name="", command="")
    keys = ("memory_in_mb",) if found is None else ("memory_in_mb", "process_types")
    save_sidecar(change, found or fresh, asked, asks_for_room=not asked.keys().isdisjoint(keys))


def _update_app(call: Call, app: App, request: Body) -> None:
    store = call.services.store
    call = replace(call, body=request, state=store.state)
    requested = requested_for_app(call, asked_type(request, app.lifecycle_type))
    require_known(call.state, requested)
    with store.change() as change:
        app = update_app(call, change, change[App].get(app.guid) or app, requested)
    update_warnings(call, app)
