"""The records of what operators grant to organizations: quotas, and parts of the platform."""

from typing import Annotated, Any

from fakecf.state.record import Belongs, Described


class Quota(Described, frozen=True, kw_only=True):
    """What may be used; memory is in MB, the log rate bytes a second, and -1 is no limit."""

    name: str
    non_basic_services_allowed: bool = True
    total_services: int = 100
    total_service_keys: int = -1
    total_routes: int = 1000
    total_reserved_route_ports: int = 0
    memory_limit: int = 10240
    instance_memory_limit: int = -1
    app_instance_limit: int = -1
    app_task_limit: int = -1
    log_rate_limit: int = -1


class OrganizationQuota(Quota, frozen=True, kw_only=True):
    """A quota of organizations; a new organization gets the one called `default`."""

    plural = "organization_quotas"

    total_private_domains: int = -1


class SpaceQuota(Quota, frozen=True, kw_only=True):
    """A quota of spaces of one organization."""

    plural = "space_quotas"

    organization_guid: Annotated[str, Belongs("organizations")]


SHARED_ISOLATION_SEGMENT = "933b4c58-120b-499a-b85d-4b6fc9e2903b"  # CC gives it that everywhere


class IsolationSegment(Described, frozen=True, kw_only=True):
    """A part of the platform that the organizations named in `organization_guids` are entitled to."""

    plural = "isolation_segments"

    name: str
    organization_guids: tuple[str, ...] = ()


class SecurityGroup(Described, frozen=True, kw_only=True):
    """Rules for what apps may reach, while they run and while they are staged: everywhere, or in the named spaces."""

    plural = "security_groups"

    name: str
    rules: tuple[dict[str, Any], ...] = ()
    running_default: bool = False
    staging_default: bool = False
    running_space_guids: tuple[str, ...] = ()
    staging_space_guids: tuple[str, ...] = ()
