"""What people look for in the journal: criteria, each of which an exchange meets or not."""

from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta

from fakecf.journal.exchange import Exchange

Flag = Literal[
    "token_relayed",
    "token_in_query",
    "expired_token_used",
    "retried",
    "abandoned",
    "unknown",
    "unserved",
    "uncaught",
    "unread",
]
FLAGS: tuple[Flag, ...] = get_args(Flag)

_GLOBS = ("operation", "path", "fault")
_NAMED_OTHERWISE = {"relayed": "token_relayed", "since": "id"}


class Criterion(NamedTuple):
    """One thing that is wanted of an exchange."""

    name: str
    wanted: Any

    def there(self, exchange: Exchange) -> Any:
        """What *exchange* has instead, or just so."""
        if self.name == "flag":
            return [flag for flag in FLAGS if getattr(exchange, flag)]
        return getattr(exchange, _NAMED_OTHERWISE.get(self.name, self.name))

    def holds(self, exchange: Exchange) -> bool:
        there = self.there(exchange)
        if self.name in _GLOBS:
            return there is not None and fnmatchcase(there, self.wanted)
        if self.name == "flag":
            return self.wanted in there
        return bool(there > self.wanted if self.name == "since" else there == self.wanted)


class Search(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to look for: exchanges that meet every criterion given, and the flows they belong to."""

    operation: Annotated[str | None, Meta(description="An operation, or a glob: `apps.*`.")] = None
    status: Annotated[int | None, Meta(description="The status that was answered.")] = None
    method: Annotated[str | None, Meta(description="The method, in capitals: `GET`.")] = None
    path: Annotated[str | None, Meta(description="The decoded path without its query, or a glob: `/v3/*`.")] = None
    listener: Annotated[Literal["api", "uaa", "blobstore"] | None, Meta(description="Where it was asked.")] = None
    since: Annotated[int | None, Meta(description="The id of an exchange; later ones are sought.")] = None
    fault: Annotated[str | None, Meta(description="The id of the rule that struck, or a glob: `*`.")] = None
    user: Annotated[str | None, Meta(description="The name of the user whose token came along.")] = None
    client: Annotated[str | None, Meta(description="The OAuth client that the token was issued to.")] = None
    flag: Annotated[Flag | None, Meta(description="What was noticed about it.")] = None
    relayed: Annotated[bool | None, Meta(description="Whether a token came along to the blobstore.")] = None

    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(
            Criterion(name, wanted) for name, wanted in msgspec.structs.asdict(self).items() if wanted is not None
        )

    def among(self, exchanges: list[Exchange]) -> list[Exchange]:
        """Those that meet every criterion."""
        criteria = self.criteria()
        return [each for each in exchanges if all(criterion.holds(each) for criterion in criteria)]
