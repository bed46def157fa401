"""Who there is: users, clients, and the roles they hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from fakecf.seeds.document import ClientEntry, RoleEntry, RoleHolders, UserEntry
from fakecf.seeds.entry import DescribedEntry
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Site
from fakecf.state.records import Organization, Role, Space, User
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.words import nearest

_MEMBER = "organization_user"


class Accounts:
    """Makes users and clients, and assigns them roles by the names that the document gives them."""

    def __init__(self, site: Site) -> None:
        ground = site.ground
        self._site = site
        self._users = {user.username: user for user in ground.table(UaaUser)}
        self._clients = {client.guid: client for client in ground.table(UaaClient)}
        self._known = {user.guid for user in ground.table(User)}
        self._held = {(each.type, each.user_guid, _owner_of(each)) for each in ground.table(Role)}
        self._assigned: set[tuple[str, str, str]] = set()

    def add_users(self, entries: Mapping[str, str | UserEntry | None]) -> None:
        for name, written in entries.items():
            entry = UserEntry(password=written) if isinstance(written, str) else written or UserEntry()
            self._add_user(name, entry)

    def _add_user(self, name: str, entry: UserEntry) -> None:
        path: Path = ("users", name)
        there = self._site.meant(UaaUser, path, entry, username=name if entry.username is UNSET else entry.username)
        guid = there.guid if there is not None else self._site.guid_of(UaaUser, entry, path)
        known = self._site.ground.table(User).get(guid)
        self._known.add(guid)
        self._site.add(User, path, entry, known, {}, guid=guid)
        said = {"groups": entry.scopes} if entry.scopes else {}
        self._users[name] = self._site.add(UaaUser, path, entry, there, said, **_uaa_defaults(name))

    def add_clients(self, entries: Mapping[str, ClientEntry | None]) -> None:
        for name, written in entries.items():
            entry = written or ClientEntry()
            there = self._site.ground.table(UaaClient).get(name)
            scopes = () if isinstance(entry.scopes, UnsetType) else entry.scopes
            defaults = {"guid": name, "authorities": scopes}
            self._clients[name] = self._site.add(UaaClient, ("clients", name), entry, there, {}, **defaults)

    def user(self, name: str, path: Path) -> UaaUser | None:
        """The user called *name*; where there is none, that is the problem at *path*."""
        if name not in self._users:
            what = f"No user exists with the username '{name}' and origin 'uaa'."
            self._site.problem(path, what, list(self._users), nearest(name, self._users))
        return self._users.get(name)

    def assign(self, organization: Organization, path: Path, roles: Mapping[Any, RoleHolders]) -> None:
        """The roles of an organization."""
        for kind, entry, at in _holders(roles, path):
            self._assign(kind, entry, at, (path, organization))

    def assign_in_space(
        self, space: Space, path: Path, roles: Mapping[Any, RoleHolders], organization: Organization
    ) -> None:
        """The roles of a space; each makes its holder a user of the organization, as CC demands (cc-surface 4.12)."""
        for kind, entry, at in _holders(roles, path):
            guid = self._assign(kind, entry, at, (path, space))
            member = (_MEMBER, guid, organization.guid)
            if guid is not None and member not in self._assigned and member not in self._held:
                self._assign(_MEMBER, RoleEntry(user=entry.user), at, (path[:2], organization))

    def _assign(self, kind: str, entry: RoleEntry, at: Path, where: tuple[Path, Organization | Space]) -> str | None:
        path, owner = where
        user_guid = self._holder(entry.user, at)
        if user_guid is None or (kind, user_guid, owner.guid) in self._held:
            return user_guid
        if (kind, user_guid, owner.guid) in self._assigned:
            place = "space" if isinstance(owner, Space) else "organization"
            self._site.problem(at, f"User '{entry.user}' already has '{kind}' role in {place} '{owner.name}'.")
            return user_guid
        self._assigned.add((kind, user_guid, owner.guid))
        guids = {"space_guid": owner.guid} if isinstance(owner, Space) else {"organization_guid": owner.guid}
        self._site.make(Role, (*path, "roles", kind, entry.user), entry, type=kind, user_guid=user_guid, **guids)
        return user_guid

    def _holder(self, name: str, at: Path) -> str | None:
        """A client with a role is a user to CC, by its id (cc-surface 4.12)."""
        if name in self._clients and name not in self._users:
            return self._seen_by_cc(name, ("clients", name), is_oauth_client=True)
        user = self.user(name, at)
        return self._seen_by_cc(user.guid, ("users", name)) if user else None

    def _seen_by_cc(self, guid: str, path: Path, **more: Any) -> str:
        """CC makes its own row for whoever gets a role."""
        if guid not in self._known:
            self._known.add(guid)
            self._site.make(User, path, DescribedEntry(), guid=guid, **more)
        return guid


def _owner_of(role: Role) -> str | None:
    return role.space_guid or role.organization_guid


def _uaa_defaults(name: str) -> dict[str, Any]:
    email = name if "@" in name else f"{name}@example.org"
    return {"username": name, "password": name, "email": email}


def _holders(roles: Mapping[Any, RoleHolders], path: Path) -> Iterator[tuple[str, RoleEntry, Path]]:
    """Every role of *path* with its holder, and the place where that stands."""
    for kind, holders in roles.items():
        at = (*path, "roles", kind)
        for place, holder in enumerate((holders,) if isinstance(holders, str) else holders):
            entry = RoleEntry(user=holder) if isinstance(holder, str) else holder
            yield kind, entry, at if isinstance(holders, str) else (*at, place)
