"""The things of a foundation as a test has them, found by name or added."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from fakecf.steering.calls import Calls
from fakecf.words import nearest

if TYPE_CHECKING:
    from fakecf.seeds import Source

T = TypeVar("T", bound="Thing")
Path = tuple[str, ...]


class Thing:
    """Something that the state has a record of; `record` is read anew each time."""

    plural: ClassVar[str]

    def __init__(self, calls: Calls, guid: str, path: Path = ()) -> None:
        self.calls = calls
        self.guid = guid
        self.path = path

    @property
    def record(self) -> dict[str, Any]:
        """All that is known of it, as the state document has it."""
        return self.calls.record(self.plural, self.guid)

    @property
    def name(self) -> str:
        return str(self.record["name"])

    def force(self, **fields: Any) -> Self:
        """Make any field of its record what is wanted, impossible worlds included."""
        self.calls.force(self.plural, self.guid, **fields)
        return self

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.guid == getattr(other, "guid", None)

    def __hash__(self) -> int:
        return hash((self.plural, self.guid))

    def __repr__(self) -> str:
        return f"<{self.plural} {'/'.join(self.path) or self.guid}>"


class Blob(Thing):
    """Something with bits."""

    @property
    def state(self) -> str:
        return str(self.record["state"])

    @property
    def bits(self) -> bytes:
        """The bytes that a download gives; raises ClientError where there are none."""
        return self.calls.bits(self.plural, self.guid)


class Droplet(Blob):
    """A droplet."""

    plural = "droplets"

    @property
    def sha256(self) -> str | None:
        """The checksum that the Cloud Controller knows."""
        return self.record.get("sha256")


class Package(Blob):
    """A package."""

    plural = "packages"


class Build(Thing):
    """A build."""

    plural = "builds"

    def release(self, ending: str | None = None) -> None:
        """End it now, where it is under way: well, or as another *ending* says (`FAILED: StagerError`)."""
        self.calls.release(self.plural, self.guid, ending)


class User(Thing):
    """A user of UAA."""

    plural = "uaa_users"

    @property
    def name(self) -> str:
        return str(self.record["username"])


class App(Thing):
    """An app."""

    plural = "apps"

    @property
    def droplet(self) -> Droplet:
        """Its current droplet; raises LookupError where it has none."""
        guid = self.record.get("droplet_guid")
        if guid is None:
            raise LookupError(f"the app {self.name!r} has no current droplet")
        return Droplet(self.calls, guid)

    @property
    def droplets(self) -> list[Droplet]:
        """All of them, oldest first."""
        return [Droplet(self.calls, each["guid"]) for each in self.calls.records("droplets", app_guid=self.guid)]

    @property
    def packages(self) -> list[Package]:
        return [Package(self.calls, each["guid"]) for each in self.calls.records("packages", app_guid=self.guid)]

    def add_droplet(self, droplet: Any = None, /, **attributes: Any) -> Droplet:
        """A further droplet: `current=True`, `state="FAILED"`, `bits={"size": "5MiB"}`; a text is a state or bits."""
        return self._added(Droplet, "droplets", _entry(droplet, attributes))

    def add_package(self, package: Any = None, /, **attributes: Any) -> Package:
        """A further package: `bits={"size": "1MiB"}`, `state="AWAITING_UPLOAD"`, `image="nginx:1"`."""
        return self._added(Package, "packages", _entry(package, attributes))

    def add_build(self, build: Any = None, /, **attributes: Any) -> Build:
        """A further build: `state="FAILED"`, `timing="held"`, `error="BuildpackCompileFailed"`."""
        return self._added(Build, "builds", _entry(build, attributes))

    def _added(self, kind: type[T], key: str, entry: Any) -> T:
        rows = _add(self.calls, self.path, {key: [entry]})
        return _made(self.calls, kind, rows)


class Space(Thing):
    """A space."""

    plural = "spaces"

    def app(self, name: str) -> App:
        """Its app of that name; raises LookupError."""
        return _named(self.calls, App, self.path, name, space_guid=self.guid)

    def add_app(self, name: str, droplet: Any = None, **attributes: Any) -> App:
        """An app as a fixture document has one; a *droplet* is STAGED and current unless it says otherwise."""
        if droplet is not None:
            attributes["droplets"] = [{"current": True, **_entry(droplet, {})}]
        return _new(self.calls, App, self.path, name, attributes, space_guid=self.guid)


class Organization(Thing):
    """An organization."""

    plural = "organizations"

    def space(self, name: str) -> Space:
        """Its space of that name; raises LookupError."""
        return _named(self.calls, Space, self.path, name, organization_guid=self.guid)

    def add_space(self, name: str, **attributes: Any) -> Space:
        """A space as a fixture document has one: `roles={"space_developer": ["dev"]}`."""
        return _new(self.calls, Space, self.path, name, attributes, organization_guid=self.guid)


class Estate:
    """All there is in a foundation, and adding to it."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls

    def add(self, *documents: "Source") -> list[dict[str, str]]:
        """Add what fixture documents say to what is there, and give the path, type and guid of each record.

        They are names of shipped ones, paths, or mappings; whatever files they name is sent along.
        """
        from fakecf.seeds import portable

        return self.calls.add(portable(documents, environ=os.environ))

    def org(self, name: str) -> Organization:
        """The organization of that name; raises LookupError."""
        return _named(self.calls, Organization, (), name)

    def add_org(self, name: str, **attributes: Any) -> Organization:
        """An organization as a fixture document has one: `spaces={"dev": None}`, `roles=...`, `suspended=True`."""
        return _new(self.calls, Organization, (), name, attributes)

    def app(self, name: str) -> App:
        """The only app of that name in any space; raises LookupError where there is none, or more than one."""
        found = self.calls.records("apps", name=name)
        if len(found) > 1:
            raise LookupError(f"there are {len(found)} apps {name!r}; name the space: cf.org(...).space(...).app(...)")
        if not found:
            raise _missing(self.calls, App, name, {})
        space = self.calls.record("spaces", found[0]["space_guid"])
        organization = self.calls.record("organizations", space["organization_guid"])
        path = ("orgs", organization["name"], "spaces", space["name"], "apps", name)
        return App(self.calls, found[0]["guid"], path)

    def droplet(self, guid: str) -> Droplet:
        """The droplet of that guid; raises ClientError."""
        return Droplet(self.calls, self.calls.record("droplets", guid)["guid"])

    def user(self, name: str) -> User:
        """The user of that name; raises LookupError."""
        return _named(self.calls, User, (), name)

    def add_user(self, name: str, password: str | None = None, **attributes: Any) -> User:
        """A user who can log in, by the name as password unless another is given."""
        wanted = attributes if password is None else {"password": password, **attributes}
        return _new(self.calls, User, (), name, wanted)

    @staticmethod
    def bits(size: str | int | None = None, *, buildpack: str | None = None) -> dict[str, Any]:
        """A droplet with bits to be made: of a *size* met to the byte, or as another *buildpack* would lay them out."""
        said = {"size": size, "buildpack": buildpack}
        return {"bits": {name: value for name, value in said.items() if value is not None}}


_KEYS: dict[type[Thing], tuple[str, str]] = {
    Organization: ("orgs", "name"),
    Space: ("spaces", "name"),
    App: ("apps", "name"),
    User: ("users", "username"),
}


def _entry(short: Any, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of a document out of its short form (a state, bits, or a mapping) and what stands beside it."""
    if short is None:
        return dict(attributes)
    if isinstance(short, Mapping):
        return {**short, **attributes}
    return {"state" if str(short).isupper() else "bits": short, **attributes}


def _add(calls: Calls, path: Path, attributes: Mapping[str, Any]) -> list[dict[str, str]]:
    """Add what a document says whose only entry is at *path*."""
    document: Any = _literal(attributes) or None
    for key in reversed(path):
        document = {key: document}
    return calls.add({"fakecf": 1, **document})


def _literal(value: Any) -> Any:
    """Texts of Python's own, in which a document's `${NAME}` means nothing."""
    if isinstance(value, str):
        return value.replace("${", "$${")
    if isinstance(value, Mapping):
        return {key: _literal(inner) for key, inner in value.items()}
    return [_literal(inner) for inner in value] if isinstance(value, list | tuple) else value


def _made(calls: Calls, kind: type[T], rows: list[dict[str, str]], path: Path = ()) -> T:
    """What was added, of that *kind*."""
    return kind(calls, next(row["guid"] for row in rows if row["type"] == kind.plural), path)


def _new(calls: Calls, kind: type[T], above: Path, name: str, attributes: Mapping[str, Any], **owner: str) -> T:
    """One of that *name*; raises LookupError where there is one, to which a document would only add."""
    key, field = _KEYS[kind]
    path = (*above, key, name)
    if calls.records(kind.plural, **{field: name}, **owner):
        raise LookupError(f"{'/'.join(path)} is there already")
    return _made(calls, kind, _add(calls, path, attributes), path)


def _named(calls: Calls, kind: type[T], above: Path, name: str, **owner: str) -> T:
    """The one of that *name*; raises LookupError with the nearest name."""
    key, field = _KEYS[kind]
    found = calls.records(kind.plural, **{field: name}, **owner)
    if not found:
        raise _missing(calls, kind, name, owner)
    return kind(calls, found[0]["guid"], (*above, key, name))


def _missing(calls: Calls, kind: type[Thing], name: str, owner: Mapping[str, str]) -> LookupError:
    _, field = _KEYS[kind]
    names = [each[field] for each in calls.records(kind.plural, **owner)]
    meant = nearest(name, names)
    hint = f"; did you mean {meant!r}?" if meant else f"; there are: {', '.join(names[:10]) or 'none'}"
    return LookupError(f"there is no {kind.__name__.lower()} {name!r}{hint}")
