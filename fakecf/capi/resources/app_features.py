"""Features of apps: `app/controllers/v3/app_features_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.app_features import FEATURES, Feature, feature_columns
from fakecf.capi.call import Call, not_found
from fakecf.capi.managing import require_managing
from fakecf.capi.messages import Body, require_valid, unknown_fields
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import FLAG, body
from fakecf.capi.validators import boolean
from fakecf.state.records import App, Space
from fakecf.web import Answer

resource = Resource("app_features")


@resource.get("/v3/apps/<guid>/features")
def list_(call: Call, guid: str) -> Answer:
    """All of them on one page behind which, unlike any other, there is the pagination; its links name no host."""
    app, _ = readable(call, App, guid, "App")
    return call.json(200, {"resources": [_shown(app, name) for name in FEATURES], "pagination": _one_page(app)})


@resource.get("/v3/apps/<guid>/features/<name>")
def show(call: Call, guid: str, name: str) -> Answer:
    app, _ = _app_with(call, guid, name)
    return call.json(200, _shown(app, name))


@resource.patch("/v3/apps/<guid>/features/<name>", takes=body(enabled=FLAG))
def update(call: Call, guid: str, name: str) -> Answer:
    app, space = _app_with(call, guid, name)
    _require_changing(call, space, FEATURES[name])
    require_valid(_errors(call.body))
    with call.services.store.change() as change:
        app = change[App].get(app.guid) or app
        for column, enabled in feature_columns(app, {name: call.body["enabled"]}).items():
            if getattr(app, column) is not enabled:
                app = change.update(app, updated_at=call.services.clock.now(), **{column: enabled})
    return call.json(200, _shown(app, name))


@resource.get("/v3/apps/<guid>/ssh_enabled")
def ssh_enabled(call: Call, guid: str) -> Answer:
    app, space = readable(call, App, guid, "App")
    reason = "" if app.enable_ssh else "ssh is disabled for app"
    if not space.allow_ssh:
        reason = f"ssh is disabled for space '{space.name}'"
    return call.json(200, {"enabled": not reason, "reason": reason})


def _app_with(call: Call, guid: str, name: str) -> tuple[App, Space]:
    app, space = readable(call, App, guid, "App")
    if name not in FEATURES:
        raise not_found("Feature")
    return app, space


def _require_changing(call: Call, space: Space, feature: Feature) -> None:
    if feature.supported:
        require_managing(call, space)
        return
    call.permissions.require_writing(space)


def _errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, ("enabled",))
    yield from boolean("Enabled", body.get("enabled"))


def _shown(app: App, name: str) -> dict[str, Any]:
    feature = FEATURES[name]
    return {"name": name, "description": feature.description, "enabled": getattr(app, feature.column)}


def _one_page(app: App) -> dict[str, Any]:
    here = {"href": f"/v3/apps/{app.guid}/features"}
    return {
        "total_results": len(FEATURES),
        "total_pages": 1,
        "first": here,
        "last": here,
        "next": None,
        "previous": None,
    }
