"""Who there is: users, clients, and the roles they hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from fakecf.seeds.document import ClientEntry, RoleEntry, RoleHolders, UserEntry
from fakecf.seeds.entry import DescribedEntry
from fakecf.seeds.nodes import Path
from fakecf.seeds.site import Site, guid_of
from fakecf.state.records import Organization, Role, Space, User
from fakecf.state.uaa_records import UaaClient, UaaUser
from fakecf.words import nearest

_MEMBER = "organization_user"


class Accounts:
    """Makes users and clients, and assigns them roles by the names that the document gives them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._users: dict[str, UaaUser] = {}
        self._clients: dict[str, UaaClient] = {}
        self._known: set[str] = set()
        self._assigned: set[tuple[str, str, str]] = set()

    def add_users(self, entries: Mapping[str, str | UserEntry | None]) -> None:
        for name, written in entries.items():
            entry = UserEntry(password=written) if isinstance(written, str) else written or UserEntry()
            path: Path = ("users", name)
            self._known.add(guid_of(entry, path))
            self._site.make(User, path, entry)
            self._users[name] = self._site.make(UaaUser, path, entry, **_uaa_defaults(name, entry))

    def add_clients(self, entries: Mapping[str, ClientEntry | None]) -> None:
        for name, written in entries.items():
            entry = written or ClientEntry()
            defaults = {"guid": name, "authorities": entry.scopes}
            self._clients[name] = self._site.make(UaaClient, ("clients", name), entry, **defaults)

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
            if guid is not None and (_MEMBER, guid, organization.guid) not in self._assigned:
                self._assign(_MEMBER, RoleEntry(user=entry.user), at, (path[:2], organization))

    def _assign(self, kind: str, entry: RoleEntry, at: Path, where: tuple[Path, Organization | Space]) -> str | None:
        path, owner = where
        user_guid = self._holder(entry.user, at)
        if user_guid is None:
            return None
        if (kind, user_guid, owner.guid) in self._assigned:
            place = "space" if isinstance(owner, Space) else "organization"
            self._site.problem(at, f"User '{entry.user}' already has '{kind}' role in {place} '{owner.name}'.")
            return user_guid
        self._assigned.add((kind, user_guid, owner.guid))
        guids = {"space_guid": owner.guid} if isinstance(owner, Space) else {"organization_guid": owner.guid}
        self._site.make(Role, (*path, "roles", kind, entry.user), entry, type=kind, user_guid=user_guid, **guids)
        return user_guid

    def _holder(self, name: str, at: Path) -> str | None:
        if name in self._clients and name not in self._users:
            return self._client_user(name)
        user = self.user(name, at)
        return user.guid if user else None

    def _client_user(self, client: str) -> str:
        """A client with a role is a user to CC, by its id (cc-surface 4.12)."""
        if client not in self._known:
            self._known.add(client)
            self._site.make(User, ("clients", client), DescribedEntry(), guid=client, is_oauth_client=True)
        return client


def _uaa_defaults(name: str, entry: UserEntry) -> dict[str, Any]:
    email = name if "@" in name else f"{name}@example.org"
    return {"username": name, "password": name, "email": email, "groups": entry.scopes}


def _holders(roles: Mapping[Any, RoleHolders], path: Path) -> Iterator[tuple[str, RoleEntry, Path]]:
    """Every role of *path* with its holder, and the place where that stands."""
    for kind, holders in roles.items():
        at = (*path, "roles", kind)
        for place, holder in enumerate((holders,) if isinstance(holders, str) else holders):
            entry = RoleEntry(user=holder) if isinstance(holder, str) else holder
            yield kind, entry, at if isinstance(holders, str) else (*at, place)
