"""Service credential bindings: `app/controllers/v3/service_credential_bindings_controller.rb`."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from fakecf.capi.call import Call, not_found
from fakecf.capi.including import included_for_service_bindings
from fakecf.capi.list_query import Accepts, ListQuery, show_query
from fakecf.capi.listing import list_answer
from fakecf.capi.metadata import metadata
from fakecf.capi.presenting import base, to_one
from fakecf.capi.rails import Params
from fakecf.capi.reading import having, readable_spaces
from fakecf.capi.resource import Resource
from fakecf.capi.service_instances import of_asked_instances, offering_of
from fakecf.capi.service_operations import binding_operation, require_settled
from fakecf.errors import CfError
from fakecf.state.records import App, Space
from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance
from fakecf.web import Answer

resource = Resource("service_credential_bindings", ServiceCredentialBinding)

INCLUDES = ("app", "service_instance")
_ARRAYS = (
    "names",
    "service_instance_guids",
    "service_instance_names",
    "service_plan_names",
    "service_plan_guids",
    "service_offering_names",
    "service_offering_guids",
    "app_guids",
    "app_names",
)
_WHAT = {"app": "service binding", "key": "service key"}


def _rule(params: Params) -> Iterator[str]:
    if params.get("type") not in (None, *_WHAT):
        yield "Type must be one of 'app', 'key'"


LIST = Accepts(keys=(*_ARRAYS, "include", "type"), arrays=_ARRAYS, order_by=("name",), includes=INCLUDES, rule=_rule)


@resource.get("/v3/service_credential_bindings", query=LIST)
def list_(call: Call) -> Answer:
    """In order of creation: CC has bindings to apps and keys in two tables."""
    query = LIST.parse(call.query)
    spaces = readable_spaces(call)
    visible = (each for each in call.state[ServiceCredentialBinding] if _is_in(call, each, spaces))
    rows = sorted(_asked(call, query, of_asked_instances(call, query, visible)), key=_age)
    if not query.asks("include"):
        return list_answer(call, query, rows, "/v3/service_credential_bindings")
    include = query.values("include")
    return list_answer(
        call,
        query,
        rows,
        "/v3/service_credential_bindings",
        lambda shown: included_for_service_bindings(call, shown, include),
    )


@resource.get("/v3/service_credential_bindings/<guid>")
def show(call: Call, guid: str) -> Answer:
    """The binding is looked for before the query is judged."""
    binding = _readable(call, guid)
    include = show_query(call.query, INCLUDES)
    document = present(call, binding)
    if include:
        document["included"] = included_for_service_bindings(call, [binding], include)
    return call.json(200, document)


@resource.get("/v3/service_credential_bindings/<guid>/details")
def details(call: Call, guid: str) -> Answer:
    """Without the right to read secrets the binding is not there."""
    binding = _readable(call, guid)
    space = _space_of(call, binding)
    if space is None or not call.permissions.can_read_secrets_in_space(space):
        raise not_found("Service credential binding")
    require_settled(binding, _WHAT[binding.type])
    told = {
        "credentials": binding.credentials,
        "syslog_drain_url": binding.syslog_drain_url,
        "volume_mounts": binding.volume_mounts,
    }
    return call.json(200, {key: value for key, value in told.items() if key == "credentials" or value})


@resource.get("/v3/service_credential_bindings/<guid>/parameters")
def parameters(call: Call, guid: str) -> Answer:
    """Our brokers know of no parameters."""
    binding = _readable(call, guid)
    require_settled(binding, _WHAT[binding.type])
    offering = offering_of(call.state, call.state[ServiceInstance].get(binding.service_instance_guid))
    if offering is None or not offering.bindings_retrievable:
        raise CfError("ServiceFetchBindingParametersNotSupported")
    return call.json(200, {})


def _age(binding: ServiceCredentialBinding) -> tuple[datetime, str]:
    return binding.created_at, binding.guid


def _space_of(call: Call, binding: ServiceCredentialBinding) -> Space | None:
    """The space of the app, or of the instance that it is a key of."""
    owner = call.state[App].get(binding.app_guid) or call.state[ServiceInstance].get(binding.service_instance_guid)
    return call.state[Space].get(owner.space_guid) if owner is not None else None


def _is_in(call: Call, binding: ServiceCredentialBinding, spaces: frozenset[str] | None) -> bool:
    space = _space_of(call, binding)
    return spaces is None or (space is not None and space.guid in spaces)


def _readable(call: Call, guid: str) -> ServiceCredentialBinding:
    binding = call.find(ServiceCredentialBinding, guid)
    if binding is None or not _is_in(call, binding, readable_spaces(call)):
        raise not_found("Service credential binding")
    return binding


def _asked(
    call: Call, query: ListQuery, rows: Iterable[ServiceCredentialBinding]
) -> Iterator[ServiceCredentialBinding]:
    kept = having(query, rows, names="name", app_guids="app_guid")
    if query.asks("type"):
        kept = (row for row in kept if row.type == query.filters["type"])
    if query.asks("app_names"):
        names = frozenset(query.values("app_names"))
        apps = {app.guid for app in call.state[App] if app.name in names}
        kept = (row for row in kept if row.app_guid in apps)
    return kept


@resource.presents
def present(call: Call, binding: ServiceCredentialBinding, *, listed: bool = False) -> dict[str, Any]:  # noqa: ARG001
    own = f"/v3/service_credential_bindings/{binding.guid}"
    links = {
        "self": call.link(own),
        "details": call.link(f"{own}/details"),
        "service_instance": call.link(f"/v3/service_instances/{binding.service_instance_guid}"),
    }
    relationships = {"service_instance": to_one(binding.service_instance_guid)}
    instance = call.state[ServiceInstance].get(binding.service_instance_guid)
    if instance is not None and instance.managed:
        links["parameters"] = call.link(f"{own}/parameters")
    if binding.app_guid is not None:
        relationships["app"] = to_one(binding.app_guid)
        links["app"] = call.link(f"/v3/apps/{binding.app_guid}")
    return {
        **base(binding),
        "name": binding.name,
        "type": binding.type,
        "last_operation": binding_operation(binding),
        "metadata": metadata(binding),
        "relationships": relationships,
        "links": links,
    }
