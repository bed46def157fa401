"""What is done to deployments: canceled, and continued (`app/controllers/v3/deployments_controller.rb`)."""

import msgspec

from fakecf.capi.assigning import assign_droplet
from fakecf.capi.audit import record_app_event
from fakecf.capi.call import Call, not_found
from fakecf.capi.deploying import FINAL, go_on
from fakecf.capi.reading import space_of
from fakecf.capi.resource import Resource
from fakecf.capi.rolling_out import status_fields
from fakecf.errors import CfError
from fakecf.state import Change
from fakecf.state.app_records import Deployment
from fakecf.state.records import App, Droplet
from fakecf.state.steps import read_step
from fakecf.web import Answer

resource = Resource("deployments")


@resource.post("/v3/deployments/<guid>/actions/cancel", status=200, gives=None)
def cancel(call: Call, guid: str) -> Answer:
    """The app has its previous droplet at once, its previous processes when the deployment is canceled."""
    deployment = _manageable(call, guid)
    with call.services.store.change() as change:
        deployment, app = _present(change, deployment)
        if deployment.state in FINAL:
            raise _refused("cancel", deployment)
        app = assign_droplet(call, change, app, change[Droplet].get(deployment.previous_droplet_guid))
        _record_event(call, change, "cancel", app, deployment)
        go_on(call, change, _turned(call, deployment, "CANCELING"))
    return _nothing_said()


@resource.post("/v3/deployments/<guid>/actions/continue", status=200, gives=None)
def continue_(call: Call, guid: str) -> Answer:
    """On to the next step, or after the last one to the end."""
    deployment = _manageable(call, guid)
    with call.services.store.change() as change:
        deployment, app = _present(change, deployment)
        if deployment.state != "PAUSED":
            raise _refused("continue", deployment)
        _record_event(call, change, "continue", app, deployment)
        go_on(call, change, _continued(call, deployment))
    return _nothing_said()


def _continued(call: Call, deployment: Deployment) -> Deployment:
    step = deployment.canary_current_step or 1
    if step >= len(deployment.canary_steps or ()):
        return _turned(call, deployment, "DEPLOYING")
    return msgspec.structs.replace(_turned(call, deployment, "PREPAUSED"), canary_current_step=step + 1)


def _turned(call: Call, deployment: Deployment, state: str) -> Deployment:
    """*deployment* in that state, which the caller asks for."""
    fields = {"state": state, **read_step(deployment.plural, state).fields}
    return msgspec.structs.replace(deployment, **status_fields(deployment, fields, call.services.clock.now()))


def _manageable(call: Call, guid: str) -> Deployment:
    """Whoever may not manage the app is told the same as of a deployment that is not there."""
    deployment = call.find(Deployment, guid)
    space = space_of(call, deployment) if deployment is not None else None
    if deployment is None or space is None or not call.permissions.can_manage_apps_in_active_space(space):
        raise not_found("Deployment")
    call.permissions.require_writable_space(space)
    return deployment


def _present(change: Change, deployment: Deployment) -> tuple[Deployment, App]:
    """The deployment and its app as they stand by now."""
    current, app = change[Deployment].get(deployment.guid), change[App].get(deployment.app_guid)
    if current is None or app is None:
        raise not_found("Deployment")
    return current, app


def _refused(action: str, deployment: Deployment) -> CfError:
    status = f"status: {deployment.status_value} and reason: {deployment.status_reason}"
    return CfError("UnprocessableEntity", f"Cannot {action} a deployment with {status}")


def _record_event(call: Call, change: Change, event: str, app: App, deployment: Deployment) -> None:
    told = {"deployment_guid": deployment.guid, "droplet_guid": deployment.droplet_guid}
    record_app_event(call, change, f"deployment.{event}", app, **told)


def _nothing_said() -> Answer:
    """200 without a body, which Rails calls `text/html`."""
    return Answer(200, [("content-type", "text/html")])
