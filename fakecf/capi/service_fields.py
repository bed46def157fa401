"""The `fields` parameter of the service world: some keys of what stands around a resource (CC's FieldsMessage)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fakecf.capi.call import Call
from fakecf.capi.list_query import Rule, quoted
from fakecf.capi.presenting import to_one
from fakecf.capi.rails import Params
from fakecf.state.records import Organization, Space
from fakecf.state.service_records import ServiceBroker, ServiceOffering, ServicePlan

Allowed = Mapping[str, tuple[str, ...]]
Fields = Mapping[str, list[str]]

BROKER = ("name", "guid")
PLACES: Allowed = {"space": ("name", "guid", "relationships.organization"), "space.organization": ("name", "guid")}


def rule_of(allowed: Allowed) -> Rule:
    """What is wrong with `fields`, where they are given: only *allowed* resources, and keys of them."""

    def errors(params: Params) -> Iterator[str]:
        fields = params.get("fields")
        if fields is not None and not isinstance(fields, dict):
            yield "Fields must be an object"
        for resource, keys in _split(fields).items():
            if resource not in allowed:
                yield f"Fields [{resource}] valid resources are: {quoted(allowed)}"
            elif not set(keys) <= set(allowed[resource]):
                yield f"Fields valid keys for '{resource}' are: {quoted(allowed[resource])}"

    return errors


def asked_fields(params: Mapping[str, Any]) -> Fields:
    """The keys that are asked for, by resource."""
    return _split(params.get("fields"))


def _split(fields: Any) -> Fields:
    given = fields if isinstance(fields, dict) else {}
    return {resource: str(keys).split(",") for resource, keys in given.items()}


def space_fields(
    call: Call, spaces: Iterable[Space | None], fields: Fields, *, censored: bool = False
) -> dict[str, Any]:
    """Those *spaces* and their organizations; *censored* where the caller learns no names but of what they may read."""
    included: dict[str, Any] = {}
    found = _unique(spaces)
    permissions = call.permissions
    if "space" in fields:
        included["spaces"] = [
            _chosen(_space(space, named=not censored or permissions.can_read_from_space(space)), fields["space"])
            for space in found
        ]
    if "space.organization" in fields:
        owners = _unique(call.state[Organization].get(space.organization_guid) for space in found)
        included["organizations"] = [
            _chosen(
                _named(each, named=not censored or permissions.can_read_from_org(each)), fields["space.organization"]
            )
            for each in owners
        ]
    return included


def plan_fields(call: Call, plans: Iterable[ServicePlan | None], fields: Fields) -> dict[str, Any]:
    """Those *plans* with their offerings and brokers."""
    found = _unique(plans)
    offerings = _unique(call.state[ServiceOffering].get(plan.service_offering_guid) for plan in found)
    included: dict[str, Any] = {}
    for name, key, records, shown in (
        ("service_plans", "service_plan", found, _plan),
        ("service_offerings", "service_plan.service_offering", offerings, _offering),
    ):
        if key in fields:
            included[name] = [_chosen(shown(each), fields[key]) for each in records]
    return included | broker_fields(call, offerings, fields, "service_plan.service_offering.service_broker")


def broker_fields(call: Call, offerings: Iterable[ServiceOffering | None], fields: Fields, key: str) -> dict[str, Any]:
    """The brokers of those *offerings*, where *key* is asked for."""
    if key not in fields:
        return {}
    guids = (each.service_broker_guid for each in _unique(offerings))
    brokers = _unique(call.state[ServiceBroker].get(guid) for guid in guids)
    return {"service_brokers": [_chosen({"name": each.name, "guid": each.guid}, fields[key]) for each in brokers]}


def _unique(records: Iterable[Any]) -> list[Any]:
    """Each record once, in order of creation and then guid."""
    unique = {record.guid: record for record in records if record is not None}
    return sorted(unique.values(), key=lambda record: (record.created_at, record.guid))


def _chosen(shown: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    """What of it was asked for; `relationships.<name>` asks for all there are."""
    wanted = {key.partition(".")[0] for key in keys}
    return {key: value for key, value in shown.items() if key in wanted}


def _named(record: Organization | Space, *, named: bool) -> dict[str, Any]:
    return {"guid": record.guid, **({"name": record.name} if named else {})}


def _space(space: Space, *, named: bool) -> dict[str, Any]:
    return {**_named(space, named=named), "relationships": {"organization": to_one(space.organization_guid)}}


def _plan(plan: ServicePlan) -> dict[str, Any]:
    relationships = {"service_offering": to_one(plan.service_offering_guid)}
    return {"guid": plan.guid, "name": plan.name, "relationships": relationships}


def _offering(offering: ServiceOffering) -> dict[str, Any]:
    return {
        "name": offering.label,
        "guid": offering.guid,
        "description": offering.description,
        "documentation_url": offering.catalog.get("documentationUrl") or "",
        "tags": offering.tags,
        "relationships": {"service_broker": to_one(offering.service_broker_guid)},
    }
