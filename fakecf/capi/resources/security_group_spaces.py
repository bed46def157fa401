"""Binding security groups to spaces, as `security_groups_controller.rb` has it."""

from fakecf.capi.call import Call
from fakecf.capi.messages import require_valid
from fakecf.capi.presenting import to_many
from fakecf.capi.resource import Resource
from fakecf.capi.security_groups import existing_spaces, readable_group, require_bindable
from fakecf.capi.shapes import TO_MANY
from fakecf.capi.to_many import applied_errors, guids_in
from fakecf.errors import CfError
from fakecf.state.platform_records import SecurityGroup
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("security_group_spaces")


@resource.post("/v3/security_groups/<guid>/relationships/running_spaces", status=200, takes=TO_MANY)
def bind_running(call: Call, guid: str) -> Answer:
    return _bind(call, guid, "running")


@resource.post("/v3/security_groups/<guid>/relationships/staging_spaces", status=200, takes=TO_MANY)
def bind_staging(call: Call, guid: str) -> Answer:
    return _bind(call, guid, "staging")


@resource.delete("/v3/security_groups/<guid>/relationships/running_spaces/<space_guid>", status=204)
def unbind_running(call: Call, guid: str, space_guid: str) -> Answer:
    return _unbind(call, guid, space_guid, "running")


@resource.delete("/v3/security_groups/<guid>/relationships/staging_spaces/<space_guid>", status=204)
def unbind_staging(call: Call, guid: str, space_guid: str) -> Answer:
    return _unbind(call, guid, space_guid, "staging")


def _bind(call: Call, guid: str, when: str) -> Answer:
    """Answers with all bound spaces, whether the caller may read them or not."""
    group, column = readable_group(call, guid), f"{when}_space_guids"
    require_valid(applied_errors(call.body))
    spaces = existing_spaces(call.state, guids_in(call.body))
    require_bindable(call, spaces)
    with call.services.store.change() as change:
        current = change[SecurityGroup].get(group.guid) or group
        bound = dict.fromkeys((*getattr(current, column), *(space.guid for space in spaces)))
        group = change.update(current, **{column: tuple(bound)})
    own = call.link(f"/v3/security_groups/{group.guid}/relationships/{when}_spaces")
    return call.json(200, {**to_many(getattr(group, column)), "links": {"self": own}})


def _unbind(call: Call, guid: str, space_guid: str, when: str) -> Answer:
    group, column = readable_group(call, guid), f"{when}_space_guids"
    space = call.find(Space, space_guid)
    unbound = CfError(
        "UnprocessableEntity",
        f"Unable to unbind security group from space with guid '{space_guid}'. "
        "Ensure the space is bound to this security group.",
    )
    if space is None:
        raise unbound
    require_bindable(call, [space])
    with call.services.store.change() as change:
        current = change[SecurityGroup].get(group.guid) or group
        if space.guid not in getattr(current, column):
            raise unbound
        kept = tuple(each for each in getattr(current, column) if each != space.guid)
        change.update(current, **{column: kept})
    return Answer(204)
