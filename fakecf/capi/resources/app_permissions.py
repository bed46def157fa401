"""What the caller may know of an app: `show_permissions` of `app/controllers/v3/apps_controller.rb`."""

from fakecf.capi.call import Call
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.state.records import App
from fakecf.web import Answer

resource = Resource("apps")


@resource.get("/v3/apps/<guid>/permissions")
def permissions(call: Call, guid: str) -> Answer:
    """Who may not read the app is not told that, but that there is none."""
    _, space = readable(call, App, guid, "App")
    sensitive = call.permissions.can_read_secrets_in_space(space)
    return call.json(200, {"read_basic_data": True, "read_sensitive_data": sensitive})
