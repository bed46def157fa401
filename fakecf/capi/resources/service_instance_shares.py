"""The spaces that service instances are shared with, as `service_instances_controller.rb` has them."""

from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.list_query import shown_fields
from fakecf.capi.presenting import to_many
from fakecf.capi.resource import Resource
from fakecf.capi.service_fields import PLACES, asked_fields, rule_of, space_fields
from fakecf.capi.service_instances import readable_instance
from fakecf.state.records import App, Space
from fakecf.state.service_records import ServiceCredentialBinding
from fakecf.web import Answer

resource = Resource("service_instance_shares")

_FIELDS = rule_of({"space": PLACES["space"], "space.organization": PLACES["space.organization"]})


@resource.get("/v3/service_instances/<guid>/relationships/shared_spaces")
def shared_spaces(call: Call, guid: str) -> Answer:
    """Of those spaces, callers learn the names only where they may read."""
    instance = readable_instance(call, guid)
    shown_fields(call.query, _FIELDS)
    own = call.link(f"/v3/service_instances/{instance.guid}/relationships/shared_spaces")
    document: dict[str, Any] = {**to_many(instance.shared_space_guids), "links": {"self": own}}
    if "fields" in call.query:
        spaces = (call.state[Space].get(each) for each in instance.shared_space_guids)
        document["included"] = space_fields(call, spaces, asked_fields(call.query), censored=True)
    return call.json(200, document)


@resource.get("/v3/service_instances/<guid>/relationships/shared_spaces/usage_summary")
def usage_summary(call: Call, guid: str) -> Answer:
    """How many apps of each shared space are bound to the instance."""
    instance = readable_instance(call, guid)
    bindings = call.state[ServiceCredentialBinding].where("service_instance_guid", instance.guid)
    apps = [app for each in bindings if (app := call.state[App].get(each.app_guid)) is not None]
    bound = [app.space_guid for app in apps]
    summary = [{"space": {"guid": each}, "bound_app_count": bound.count(each)} for each in instance.shared_space_guids]
    own = f"/v3/service_instances/{instance.guid}"
    links = {
        "self": call.link(f"{own}/relationships/shared_spaces/usage_summary"),
        "shared_spaces": call.link(f"{own}/relationships/shared_spaces"),
        "service_instance": call.link(own),
    }
    return call.json(200, {"usage_summary": summary, "links": links})
