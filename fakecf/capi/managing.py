"""Finding an app that the caller may manage: start, stop, assign droplets and variables to."""

from fakecf.capi.call import Call
from fakecf.capi.permissions import require
from fakecf.capi.reading import readable
from fakecf.state.records import App, Space


def manageable_app(call: Call, guid: str) -> App:
    """The app, once it is found that the caller may read it, manage it, and that its space can be changed."""
    app, space = readable(call, App, guid, "App")
    require_managing(call, space)
    return app


def require_managing(call: Call, space: Space) -> None:
    """Refuse whoever may not manage apps in *space*, and a space or organization that is suspended."""
    require(call.permissions.can_manage_apps_in_active_space(space))
    call.permissions.require_writable_space(space)
