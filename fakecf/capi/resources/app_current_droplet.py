"""Which droplet an app runs: `assign_current_droplet` of `app/controllers/v3/apps_controller.rb`."""

from typing import Any

from fakecf.capi.assigning import assign_droplet
from fakecf.capi.call import Call
from fakecf.capi.deploying import is_deploying
from fakecf.capi.managing import manageable_app
from fakecf.capi.messages import Body
from fakecf.capi.relationships import relationship_answer
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import TO_ONE
from fakecf.errors import CfError, UnknownError
from fakecf.state.records import App, Droplet
from fakecf.web import Answer

resource = Resource("apps")

NOT_TO_BE_REMOVED = "Current droplet cannot be removed. Replace it with a preferred droplet."
DEPLOYING = (
    "Unable to assign current droplet while the app has a deployment in progress. "
    "Wait for the deployment to complete or cancel it."
)


@resource.patch("/v3/apps/<guid>/relationships/current_droplet", takes=TO_ONE)
def assign_current_droplet(call: Call, guid: str) -> Answer:
    """Whether a droplet is named comes before the app is looked for; which one that is, after all else."""
    asked = _asked_guid(call.body)
    app = manageable_app(call, guid)
    with call.services.store.change() as change:
        if is_deploying(change, app):
            raise CfError("UnprocessableEntity", DEPLOYING)
        droplet = change[Droplet].get(asked) if isinstance(asked, str) else None
        app = assign_droplet(call, change, change[App].get(app.guid) or app, droplet)
    return relationship_answer(call, app, "current_droplet", droplet, f"/v3/apps/{app.guid}/droplets/current")


def _asked_guid(body: Body) -> Any:
    """CC digs for it in whatever `data` is, and fails where that has no keys (recorded: live_write)."""
    data = body.get("data")
    if data is not None and not isinstance(data, dict):
        raise UnknownError
    asked = None if data is None else data.get("guid")
    if "data" in body and asked is None:
        raise CfError("UnprocessableEntity", NOT_TO_BE_REMOVED)
    return asked
