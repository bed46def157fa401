"""Quotas of organizations and spaces; a foundation always has the one called `default`."""

from msgspec import UnsetType

from fakecf.seeds.network_document import QuotaEntry, Quotas
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Site
from fakecf.state.platform_records import OrganizationQuota, Quota, SpaceQuota
from fakecf.state.records import Organization
from fakecf.words import nearest

DEFAULT = "default"
# as cf-deployment sets it
STOCK = QuotaEntry(memory_limit=102400, total_services=-1, total_reserved_route_ports=100)


class QuotaBook:
    """The quotas there are, by name."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._made: dict[str, Quota] = {quota.name: quota for quota in site.ground.table(OrganizationQuota)}

    def add(self, written: Quotas) -> None:
        """Those of organizations."""
        stock: Quotas = {DEFAULT: STOCK} if self._site.ground.is_bare else {}
        for name, each in (stock | written).items():
            path, entry = ("quotas", name), each or QuotaEntry()
            there = self._site.meant(OrganizationQuota, path, entry, name=name)
            self._made[name] = self._site.add(OrganizationQuota, path, entry, there, {}, name=name)

    def of_organization(self, name: str | UnsetType, path: Path) -> str | None:
        """The guid of the quota that an organization names."""
        return self._guid(self._made, DEFAULT if isinstance(name, UnsetType) else name, path)

    def add_of_spaces(self, organization: Organization, written: Quotas, path: Path) -> dict[str, Quota]:
        """Those that an organization has for its spaces."""
        owned = self._site.ground.rows(SpaceQuota, "organization_guid", organization.guid)
        made: dict[str, Quota] = {quota.name: quota for quota in owned}
        for name, each in written.items():
            own, entry = (*path, "quotas", name), each or QuotaEntry()
            like = {"name": name, "organization_guid": organization.guid}
            there = self._site.meant(SpaceQuota, own, entry, **like)
            made[name] = self._site.add(SpaceQuota, own, entry, there, {}, **like)
        return made

    def of_space(self, quotas: dict[str, Quota], name: str | UnsetType, path: Path) -> str | None:
        """The guid of the quota that a space names; it need not have any."""
        return None if isinstance(name, UnsetType) else self._guid(quotas, name, path)

    def _guid(self, quotas: dict[str, Quota], name: str, path: Path) -> str | None:
        if name in quotas:
            return quotas[name].guid
        self._site.problem((*path, "quota"), f"there is no quota called {name!r}", list(quotas), nearest(name, quotas))
        return None
