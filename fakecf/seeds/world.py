"""From a document to everything that a foundation begins with."""

from datetime import datetime
from typing import Any

from msgspec import UNSET

from fakecf.config import Behaviour
from fakecf.seeds.accounts import Accounts
from fakecf.seeds.app_document import AppEntry
from fakecf.seeds.apps import Apps
from fakecf.seeds.document import Document, OrganizationEntry, SpaceEntry
from fakecf.seeds.generation import generated
from fakecf.seeds.ground import Ground
from fakecf.seeds.jobs import add_jobs
from fakecf.seeds.network import Network
from fakecf.seeds.nodes import Node, Path
from fakecf.seeds.platform import Platform
from fakecf.seeds.quotas import QuotaBook
from fakecf.seeds.site import Site
from fakecf.seeds.timings import check_timings
from fakecf.state.records import App, Organization, Space


class World:
    """Builds a document from its users down to its apps."""

    def __init__(self, root: Node, now: datetime, behaviour: Behaviour, ground: Ground) -> None:
        self.site = Site(root, now, behaviour, ground)
        self._accounts = Accounts(self.site)
        self._platform = Platform(self.site)
        self._network = Network(self.site)
        self._quotas = QuotaBook(self.site)
        self._apps = Apps(self.site, self._accounts, self._platform, self._network)

    @property
    def default_stack(self) -> str:
        """The stack of whatever names none, known once it is built."""
        return self._platform.default_stack

    def build(self, document: Document) -> Site:
        """The site with all that the document asks for, and all that is wrong with it."""
        check_timings(self.site, self.site.behaviour.timing)
        self._accounts.add_users(document.users)
        self._accounts.add_clients(document.clients)
        self._platform.add_stacks(document.stacks, self.site.behaviour.default_stack)
        self._platform.add_buildpacks(document.buildpacks)
        if self.site.ground.is_bare:
            self._platform.add_isolation_segment()
        self._network.add_domains(document.domains)
        self._network.add_security_groups(document.security_groups)
        self._quotas.add(document.quotas)
        for name, organization in document.orgs.items():
            self._organization(name, organization or OrganizationEntry())
        add_jobs(self.site, document.jobs)
        for place in range(len(document.faults)):
            path: Path = ("faults", place)
            self.site.fault(path)
        return self.site

    def _organization(self, name: str, entry: OrganizationEntry) -> None:
        path = ("orgs", name)
        there = self.site.meant(Organization, path, entry, name=name)
        said = _suspended(entry)
        if there is None or entry.quota is not UNSET:
            said["quota_guid"] = self._quotas.of_organization(entry.quota, path)
        organization = self.site.add(Organization, path, entry, there, said, name=name)
        self._accounts.assign(organization, path, entry.roles)
        self._network.add_private_domains(organization, entry.domains, (*path, "domains"))
        quotas = self._quotas.add_of_spaces(organization, entry.quotas, path)
        for space_name, written in entry.spaces.items():
            space, own = written or SpaceEntry(), (*path, "spaces", space_name)
            self._space(organization, own, space, self._quotas.of_space(quotas, space.quota, own))

    def _space(self, organization: Organization, path: Path, entry: SpaceEntry, quota: str | None) -> None:
        like = {"name": str(path[-1]), "organization_guid": organization.guid}
        there = self.site.meant(Space, path, entry, **like)
        said = _suspended(entry) | ({"quota_guid": quota} if quota is not None else {})
        space = self.site.add(Space, path, entry, there, said, **like)
        self._accounts.assign_in_space(space, path, entry.roles, organization)
        for name, app in entry.apps.items():
            self._apps.add(space, (*path, "apps", name), app or AppEntry(), bits_name=name)
        if entry.generate:
            taken = {*entry.apps, *(app.name for app in self.site.ground.rows(App, "space_guid", space.guid))}
            for name, made_up in generated(entry.generate, taken, self._platform.names):
                self._apps.add(space, (*path, "apps", name), made_up, bits_name=entry.generate.prefix)


def _suspended(entry: OrganizationEntry | SpaceEntry) -> dict[str, Any]:
    return {"status": "suspended"} if entry.suspended else {}
