"""Summaries of what is in use: `show_usage_summary` in the controllers of the platform, organizations and spaces."""

from fakecf.capi.call import Call
from fakecf.capi.reading import readable, readable_organization
from fakecf.capi.resource import Resource
from fakecf.capi.usage import usage
from fakecf.errors import CfError
from fakecf.state.records import Space
from fakecf.web import Answer

resource = Resource("usage_summaries")


@resource.get("/v3/info/usage_summary")
def of_platform(call: Call) -> Answer:
    """To who does not read everything, there is no such thing."""
    if not call.permissions.can_read_globally:
        raise CfError("NotFound")
    links = {"self": call.link("/v3/info/usage_summary")}
    return call.json(200, {"usage_summary": usage(call.state), "links": links})


@resource.get("/v3/organizations/<guid>/usage_summary")
def of_organization(call: Call, guid: str) -> Answer:
    organization = readable_organization(call, guid)
    own = f"/v3/organizations/{organization.guid}"
    links = {"self": call.link(f"{own}/usage_summary"), "organization": call.link(own)}
    return call.json(200, {"usage_summary": usage(call.state, organization), "links": links})


@resource.get("/v3/spaces/<guid>/usage_summary")
def of_space(call: Call, guid: str) -> Answer:
    space, _ = readable(call, Space, guid, "Space")
    own = f"/v3/spaces/{space.guid}"
    links = {"self": call.link(f"{own}/usage_summary"), "space": call.link(own)}
    return call.json(200, {"usage_summary": usage(call.state, space), "links": links})
