"""Domains, the routes below them that lead to apps, and security groups; the stock ones where a document names none."""

from collections.abc import Iterable

from msgspec import UnsetType

from fakecf.seeds.entry import Entry
from fakecf.seeds.network_document import DomainEntry, Domains, SecurityGroupEntry, SecurityGroups, domain_entry
from fakecf.seeds.new_app import NewApp
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Site
from fakecf.state.platform_records import SecurityGroup
from fakecf.state.records import Organization, Space
from fakecf.state.routing_records import Destination, Domain, Route

# as cf-deployment lays them down
STOCK_DOMAINS = ("apps.example.com", DomainEntry(name="apps.internal", internal=True))
_PUBLIC = ("0.0.0.0-9.255.255.255", "11.0.0.0-169.253.255.255", "169.255.0.0-172.15.255.255")
_BEYOND = ("172.32.0.0-192.167.255.255", "192.169.0.0-255.255.255.255")
_RULES = {
    "public_networks": tuple({"protocol": "all", "destination": each} for each in (*_PUBLIC, *_BEYOND)),
    "dns": tuple({"protocol": each, "destination": "0.0.0.0/0", "ports": "53"} for each in ("tcp", "udp")),
}
STOCK_GROUPS = {
    name: SecurityGroupEntry(rules=rules, running_default=True, staging_default=True) for name, rules in _RULES.items()
}


class Network:
    """The domains there are, and the routes that apps have asked for so far."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._domains = list(site.ground.table(Domain))
        self._routes: dict[tuple[str, str, str, int], Route] = {}

    def add_domains(self, written: Domains | UnsetType) -> None:
        """Everybody's domains, or the stock ones."""
        stock = STOCK_DOMAINS if self._site.ground.is_bare else ()
        self._add_domains(stock if isinstance(written, UnsetType) else written, ("domains",), None)

    def add_private_domains(self, organization: Organization, written: Domains, path: Path) -> None:
        """The domains that an organization owns."""
        self._add_domains(written, path, organization.guid)

    def _add_domains(self, written: Iterable[str | DomainEntry], path: Path, owner: str | None) -> None:
        for place, each in enumerate(written):
            entry = domain_entry(each)
            there = self._site.ground.one(Domain, name=entry.name)
            if there is not None and there.owning_organization_guid == owner:
                self._site.agree(there, (*path, place), entry, {})
                continue
            if any(entry.name.lower() == domain.name.lower() for domain in self._domains):
                self._site.problem((*path, place), f'The domain name "{entry.name}" is already in use')
                continue
            own = (*path, entry.name)
            self._domains.append(self._site.make(Domain, own, entry, owning_organization_guid=owner))

    def add_security_groups(self, written: SecurityGroups | UnsetType) -> None:
        """The groups of the document, or those of cf-deployment."""
        stock: SecurityGroups = {**STOCK_GROUPS} if self._site.ground.is_bare else {}
        for name, each in (stock if isinstance(written, UnsetType) else written).items():
            path, entry = ("security_groups", name), each or SecurityGroupEntry()
            there = self._site.meant(SecurityGroup, path, entry, name=name)
            self._site.add(SecurityGroup, path, entry, there, {}, name=name)

    def add_routes(self, app: NewApp, space: Space, written: Iterable[str]) -> None:
        """The routes that lead to an app: `www.example.com/path`, `tcp.example.com:1024`."""
        for place, text in enumerate(written):
            route = self._route(text, space, app.at("routes", place))
            if route is not None and not self._leads_already(route, app):
                path = app.at("routes", place, "destination")
                self._site.make(Destination, path, Entry(), route_guid=route.guid, app_guid=app.guid)

    def _leads_already(self, route: Route, app: NewApp) -> bool:
        return self._site.ground.one(Destination, route_guid=route.guid, app_guid=app.guid) is not None

    def _route(self, text: str, space: Space, path: Path) -> Route | None:
        address, slash, rest = text.partition("/")
        name, _, port = address.partition(":")
        domain = self._domain(name, space)
        if domain is None or not (port or "0").isdecimal():
            what = f"The route '{text}' has no domain that the organization may use"
            self._site.problem(path, what, [each.name for each in self._domains])
            return None
        host = name[: -len(domain.name)].rstrip(".")
        address_of = (domain.guid, host, slash + rest, int(port or "0"))
        if address_of not in self._routes:
            self._routes[address_of] = self._there(address_of) or self._made(address_of, space, path)
        if self._routes[address_of].space_guid != space.guid:
            self._site.problem(path, "Routes cannot be mapped to destinations in different spaces.")
        return self._routes[address_of]

    def _domain(self, name: str, space: Space) -> Domain | None:
        """The one with the longest name that *name* ends with."""
        owners = (None, space.organization_guid)
        usable = [each for each in self._domains if each.owning_organization_guid in owners]
        above = [each for each in usable if name == each.name or name.endswith(f".{each.name}")]
        return max(above, key=lambda each: len(each.name), default=None)

    def _there(self, address: tuple[str, str, str, int]) -> Route | None:
        return self._site.ground.one(Route, **dict(zip(("domain_guid", "host", "path", "port"), address, strict=True)))

    def _made(self, address: tuple[str, str, str, int], space: Space, path: Path) -> Route:
        domain_guid, host, route_path, port = address
        return self._site.make(
            Route,
            path,
            Entry(),
            space_guid=space.guid,
            domain_guid=domain_guid,
            host=host,
            path=route_path,
            port=port,
        )
