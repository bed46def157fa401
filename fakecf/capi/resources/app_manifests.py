"""Apps as manifests: `app/controllers/v3/app_manifests_controller.rb`."""

from fakecf.capi.app_as_manifest import as_manifest
from fakecf.capi.call import Call
from fakecf.capi.permissions import require
from fakecf.capi.psych import to_yaml
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.state.records import App
from fakecf.web import Answer

resource = Resource("app_manifests")


@resource.get("/v3/apps/<guid>/manifest")
def show(call: Call, guid: str) -> Answer:
    app, space = readable(call, App, guid, "App")
    require(call.permissions.can_read_secrets_in_space(space))
    manifest = to_yaml({"applications": [as_manifest(call, app)]})
    return Answer(200, [("content-type", "application/x-yaml; charset=utf-8")], manifest.encode())
