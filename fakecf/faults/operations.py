"""What can be struck: the operations that the foundation's listeners serve, and one request of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

_PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
_SINGULARS = {"audit_events": "Event", "processes": "Process"}

LISTENERS = ("api", "uaa", "blobstore")
EVERYTHING = "*"

# The facts that a request at each listener can have; `describe` MUST give no others.
_PLACED = frozenset({"app", "droplet", "guid", "label", "space", "org", "user", "client"})
FACTS = {"api": _PLACED, "uaa": frozenset({"user", "client", "grant"}), "blobstore": _PLACED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One verb and rule of a listener: `droplets.download`, `api`, `GET`, `/v3/droplets/<guid>/download`.

    `aliases` are shorter names that people may use; several operations may share one. `body` says what there is to
    strike: `none` answers with a redirect, and `only` is the place a redirect leads to, where its body is.
    """

    name: str
    listener: str
    method: str
    rule: str
    aliases: tuple[str, ...] = ()
    body: Literal["some", "none", "only"] = "some"

    @property
    def shape(self) -> str:
        """The rule, whatever its placeholders are called: `/v3/droplets/*/download`."""
        return _PLACEHOLDER.sub("*", self.rule)

    @property
    def path(self) -> str:
        """The rule as people read it: `/v3/droplets/{guid}/download`."""
        return _PLACEHOLDER.sub(r"{\1}", self.rule)

    @property
    def route(self) -> str:
        """As people read it: `GET /v3/droplets/{guid}/download`."""
        return f"{self.method} {self.path}"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


def unserved(listener: str) -> Operation:
    """What a request is that no operation describes."""
    return Operation(name="", listener=listener, method="", rule="")


@dataclass(frozen=True, slots=True)
class Subject:
    """What one request is about: its operation, empty for a route nobody serves, and who and what it touches.

    Each fact (`app`, `droplet`, `user`, ...) is known by one or more names: name and guid. `also` are further
    operations that the request belongs to.
    """

    operation: str
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def operations(self) -> tuple[str, ...]:
        return (self.operation, *self.also)

    @property
    def resource(self) -> str | None:
        """What CC's `... not found` calls the thing: `Droplet`, `Feature flag` (cc-surface 3.2)."""
        plural = self.operation.partition(".")[0]
        if not plural:
            return None
        return _SINGULARS.get(plural) or plural.removesuffix("s").replace("_", " ").capitalize()
