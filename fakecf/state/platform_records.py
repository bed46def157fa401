"""The records of what operators grant to organizations: quotas, and parts of the platform."""

from fakecf.state.record import Described


class OrganizationQuota(Described, frozen=True, kw_only=True):
    """A quota of organizations; a new organization gets the one called `default`."""

    plural = "organization_quotas"

    name: str


class IsolationSegment(Described, frozen=True, kw_only=True):
    """A part of the platform that the organizations named in `organization_guids` are entitled to."""

    plural = "isolation_segments"

    name: str
    organization_guids: tuple[str, ...] = ()
