"""What a body that asks for a domain must say, and how its name may clash: `domain_create_message.rb`, `domain.rb`."""

import re
from collections.abc import Iterator
from typing import Any

from fakecf.capi.messages import Body, boolean_errors, guid_errors, metadata_errors, to_one_errors, unknown_fields
from fakecf.capi.relationships import if_given, related_errors
from fakecf.capi.ruby import to_s
from fakecf.capi.shapes import FLAG, METADATA, TEXT, TO_MANY, TO_ONE, Schema, body
from fakecf.capi.to_many import to_many_errors
from fakecf.capi.validators import at_most, length_of, presence, string
from fakecf.errors import CfError
from fakecf.state import State
from fakecf.state.routing_records import Domain, Route

BODY: Schema = body(
    name=TEXT,
    internal=FLAG,
    router_group=body(guid=TEXT),
    relationships=body(organization=TO_ONE, shared_organizations=TO_MANY),
    enforce_route_policies=FLAG,
    route_policies_scope=TEXT,
    metadata=METADATA,
)
_KEYS = (
    "name",
    "internal",
    "relationships",
    "router_group",
    "enforce_route_policies",
    "route_policies_scope",
    "metadata",
)
_SHORTEST, _LONGEST, _LONGEST_PART = 3, 253, 63
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_RFC_1035 = re.compile(rf"(?:{_PART}\.)+{_PART}", re.ASCII)
_CHARACTERS = re.compile(r"[A-Za-z0-9.-]*", re.ASCII)


def creation_errors(given: Body) -> Iterator[str]:
    """Everything that is wrong with it."""
    yield from metadata_errors(given)
    yield from unknown_fields(given, _KEYS)
    yield from _name_errors(given.get("name"))
    yield from boolean_errors(given, "internal")
    if "router_group" in given:
        yield from _router_group_errors(given["router_group"])
    if "relationships" in given:
        checks = {"organization": if_given(to_one_errors), "shared_organizations": if_given(to_many_errors)}
        yield from related_errors(given, checks)
    yield from _exclusive_errors(given)


def _name_errors(name: Any) -> Iterator[str]:
    yield from presence("Name", name)
    yield from string("Name", name)
    text = to_s(name)
    if length_of(name) < _SHORTEST:
        yield f"Name is too short (minimum is {_SHORTEST} characters)"
    yield from at_most("Name", name, _LONGEST)
    if not _RFC_1035.fullmatch(text):
        yield "Name does not comply with RFC 1035 standards"
    if "." not in text:
        yield 'Name must contain at least one "."'
    if any(len(part) > _LONGEST_PART for part in text.split(".")):
        yield f"Name subdomains must each be at most {_LONGEST_PART} characters"
    if not _CHARACTERS.fullmatch(text):
        yield "Name must consist of alphanumeric characters and hyphens"


def _router_group_errors(group: Any) -> Iterator[str]:
    if not isinstance(group, dict) or list(group) != ["guid"]:
        yield 'Router group must be structured like this: "router_group: {"guid": "valid-guid"}"'
        return
    yield from guid_errors("Router group guid", group["guid"])


def _exclusive_errors(given: Body) -> Iterator[str]:
    related = isinstance(given.get("relationships"), dict) and given["relationships"]
    if given.get("internal") is True and related:
        yield "Can not associate an internal domain with an organization"
    if given.get("internal") is True and "router_group" in given:
        yield "Internal domains cannot be associated to a router group."
    if related and "router_group" in given:
        yield "Domains scoped to an organization cannot be associated to a router group."
    if related and related.get("shared_organizations") is not None and "organization" not in related:
        yield "Relationships cannot contain shared_organizations without an owning organization."


def require_free_name(state: State, domain: Domain) -> None:
    """Refuse a name that is taken, below another organization's domain, or that of a route, or below one."""
    name = domain.name.lower()
    if any(each.name.lower() == name for each in state[Domain]):
        raise CfError("UnprocessableEntity", f'The domain name "{domain.name}" is already in use')
    above = _parents(name)
    foreign = [
        each.name
        for each in state[Domain]
        if each.name.lower() in above and each.owning_organization_guid not in (None, domain.owning_organization_guid)
    ]
    routed = [address for address in _addresses(state) if address in (name, *above)]
    reserved = [(each, "another domain") for each in foreign[:1]] + [(each, "a route") for each in routed[:1]]
    if reserved:
        clash = f'The domain name "{domain.name}" cannot be created because'
        what = ", ".join(f'{clash} "{each}" is already reserved by {by}' for each, by in reserved)
        raise CfError("UnprocessableEntity", what)


def _parents(name: str) -> list[str]:
    """The names above it that have a dot, the longest first."""
    parts = name.split(".")
    return [".".join(parts[start:]) for start in range(1, len(parts) - 1)]


def _addresses(state: State) -> Iterator[str]:
    """What routes with a host answer to."""
    for route in state[Route]:
        domain = state[Domain].get(route.domain_guid)
        if route.host and domain is not None:
            yield f"{route.host}.{domain.name}".lower()
