"""The shape of what operators lay down in a document: domains, security groups and quotas."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from fakecf.seeds.entry import DescribedEntry, Guid

Limit = Annotated[int, Meta(ge=-1)] | UnsetType


class DomainEntry(DescribedEntry, frozen=True, kw_only=True):
    """A domain; a text alone is its name."""

    name: str
    internal: bool | UnsetType = UNSET
    router_group_guid: Annotated[
        Guid | UnsetType | None, Meta(description="The router group of a domain for TCP routes.")
    ] = UNSET


class SecurityGroupEntry(DescribedEntry, frozen=True, kw_only=True):
    """A security group; its key is its name."""

    rules: Annotated[
        tuple[dict[str, Any], ...] | UnsetType,
        Meta(
            description="As CAPI has them; none.",
            examples=[[{"protocol": "tcp", "destination": "10.0.0.0/8", "ports": "443"}]],
        ),
    ] = UNSET
    running_default: Annotated[bool | UnsetType, Meta(description="Whether all running apps have it.")] = UNSET
    staging_default: Annotated[bool | UnsetType, Meta(description="Whether all stagings have it.")] = UNSET


class QuotaEntry(DescribedEntry, frozen=True, kw_only=True):
    """A quota; its key is its name. Memory is in MB, and -1 is no limit."""

    non_basic_services_allowed: bool | UnsetType = UNSET
    total_services: Limit = UNSET
    total_service_keys: Limit = UNSET
    total_routes: Limit = UNSET
    total_reserved_route_ports: Limit = UNSET
    memory_limit: Limit = UNSET
    instance_memory_limit: Limit = UNSET
    app_instance_limit: Limit = UNSET
    app_task_limit: Limit = UNSET
    log_rate_limit: Limit = UNSET
    total_private_domains: Annotated[Limit, Meta(description="Of organizations alone.")] = UNSET


Domains = tuple[str | DomainEntry, ...]
SecurityGroups = dict[str, SecurityGroupEntry | None]
Quotas = dict[str, QuotaEntry | None]


def domain_entry(written: str | DomainEntry) -> DomainEntry:
    """The entry that a name alone stands for."""
    return DomainEntry(name=written) if isinstance(written, str) else written
