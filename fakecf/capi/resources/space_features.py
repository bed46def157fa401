"""Features of spaces, of which there is one: `app/controllers/v3/space_features_controller.rb`."""

from collections.abc import Iterator
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.messages import Body, require_valid, unknown_fields
from fakecf.capi.reading import readable
from fakecf.capi.resource import Resource
from fakecf.capi.shapes import FLAG, body
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("space_features")


@resource.get("/v3/spaces/<guid>/features")
def list_(call: Call, guid: str) -> Answer:
    space, _ = readable(call, Space, guid, "Space")
    return call.json(200, {"resources": [_ssh(space)]})


@resource.get("/v3/spaces/<guid>/features/<name>")
def show(call: Call, guid: str, name: str) -> Answer:
    return call.json(200, _ssh(_space_with(call, guid, name)))


@resource.patch("/v3/spaces/<guid>/features/<name>", takes=body(enabled=FLAG))
def update(call: Call, guid: str, name: str) -> Answer:
    """The body is judged before the space is looked for."""
    require_valid(_errors(call.body))
    space = _space_with(call, guid, name)
    call.permissions.require_updating(space)
    enabled = call.body["enabled"]
    if enabled is not space.allow_ssh:
        with call.services.store.change() as change:
            space = change.update(space, updated_at=call.services.clock.now(), allow_ssh=enabled)
    return call.json(200, _ssh(space))


def _space_with(call: Call, guid: str, name: str) -> Space:
    space, _ = readable(call, Space, guid, "Space")
    if name != "ssh":
        raise not_found("Feature")
    return space


def _errors(body: Body) -> Iterator[str]:
    yield from unknown_fields(body, ("enabled",))
    if not isinstance(body.get("enabled"), bool):
        yield "Enabled must be a boolean"


def _ssh(space: Space) -> dict[str, Any]:
    return {"name": "ssh", "description": "Enable SSHing into apps in the space.", "enabled": space.allow_ssh}
