"""What the control API takes and gives: one class each for checking, schema and docs."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fakecf.checking import CheckError, converted, problem
from fakecf.config import Behaviour
from fakecf.foundation import SCOPES
from fakecf.uaa import Broken
from fakecf.variables import CA_FILE, CLIENTS

_LIST_OF_OBJECTS = {"type": "array", "items": {"type": "object"}}


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The body or the query of a request."""


class Given(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of an answer."""


class NoQuery(Payload, frozen=True, kw_only=True):
    """The query of a call that takes none."""


class Nothing(Payload, frozen=True, kw_only=True):
    """An empty object, where the call says it all."""


class Filters(Payload, frozen=True, kw_only=True):
    """A query of fields and the values that they shall have; which fields there are, the handler knows."""

    filters: Annotated[dict[str, str], Meta(description="Any scalar field: `?name=web`; nothing for null: `?name=`.")]


class EnvQuery(Payload, frozen=True, kw_only=True):
    """Whose environment is asked for."""

    client: Annotated[str, Meta(description=f"One of {', '.join(CLIENTS)}.")] = "cf"
    ca_file: Annotated[str, Meta(description="Where you keep what `GET /v1/ca.pem` answers.", min_length=1)] = CA_FILE


class ConnectionQuery(Payload, frozen=True, kw_only=True):
    """Which connections are asked for."""

    answering: Annotated[bool | None, Meta(description="Those with an answer under way, or those without.")] = None
    within: Annotated[str | None, Meta(description="Wait so long for them to end: `200ms`.")] = None


class TokenRequest(Payload, frozen=True, kw_only=True):
    """Whom to mint a token for: a user, a client, or whatever the claims say."""

    user: Annotated[str | None, Meta(description="A user's name or guid.")] = None
    client_id: Annotated[str | None, Meta(description="The client it is issued to, `cf` unless given.")] = None
    scopes: Annotated[list[str] | None, Meta(description="Scopes instead of the user's or client's own.")] = None
    claims: Annotated[dict[str, Any] | None, Meta(description="Any claims, merged over sensible ones.")] = None
    lifetime: Annotated[str | None, Meta(description="How long it lasts: `10m`.")] = None
    broken: Annotated[Broken | None, Meta(description="Spoil it on purpose.")] = None

    def __post_init__(self) -> None:
        """Nothing stands beside claims: it would be ignored."""
        for name in ("user", "client_id", "scopes"):
            if self.claims is not None and getattr(self, name) is not None:
                raise CheckError(problem(f"/{name}", f"a token of claims takes no {name}; say it in the claims"))


class MintedToken(Given, frozen=True, kw_only=True):
    """A token, ready to be sent."""

    access_token: Annotated[str, Meta(description="The token itself.")]
    authorization: Annotated[str, Meta(description="The value of an Authorization header.")]
    claims: Annotated[dict[str, Any], Meta(description="What the token says.")]


class ResetRequest(Payload, frozen=True, kw_only=True):
    """What goes back to the beginning."""

    scope: Annotated[
        tuple[Annotated[str, Meta(extra_json_schema={"enum": SCOPES})], ...],
        Meta(min_length=1, description="All of them unless named."),
    ] = SCOPES

    def __post_init__(self) -> None:
        for place, name in enumerate(self.scope):
            if name not in SCOPES:
                raise CheckError(problem(f"/scope/{place}", f"there is no scope {name!r}", SCOPES, name))


class StateDocument(Payload, frozen=True, kw_only=True):
    """All records of a foundation, flat: lists by the plural of their type, in insertion order."""

    fakecf: Annotated[int, Meta(description="The version of the format.", extra_json_schema={"const": 1})]
    records: Annotated[dict[str, Any], Meta(extra_json_schema={"additionalProperties": _LIST_OF_OBJECTS})]


class AddedRecord(Given, frozen=True, kw_only=True):
    """A record that a document has added."""

    path: Annotated[str, Meta(description="Where it stands in the documents: `orgs/acme/spaces/dev/apps/web`.")]
    type: Annotated[str, Meta(description="The plural that the state document has: `apps`.")]
    guid: str


class FoundationDocument(Given, frozen=True, kw_only=True):
    """Where everything is."""

    name: str
    api_url: str
    uaa_url: str
    blobstore_url: str
    control_url: str
    cc_version: str
    version: Annotated[str, Meta(description="The version of fakecf that serves.")]
    seeds: list[str]


class FurtherFoundation(FoundationDocument, frozen=True, kw_only=True):
    """Where everything of a further foundation is; its `control_url` is where it is steered."""

    id: str


class FoundationRequest(Payload, frozen=True, kw_only=True):
    """How a further foundation begins."""

    id: Annotated[str | None, Meta(description="What to call it; a free name unless given.")] = None
    seeds: Annotated[
        tuple[str | dict[str, Any], ...],
        Meta(description="Names of shipped seeds, and documents; those of the server unless given."),
    ] = ()
    foundation: Annotated[
        dict[str, Any], Meta(description="Settings in the place of those in the `foundation:` blocks of the seeds.")
    ] = {}

    def __post_init__(self) -> None:
        converted(self.foundation, Behaviour, "/foundation")


class Health(Given, frozen=True, kw_only=True):
    """Alive, or ready to serve."""

    status: Literal["live", "ready"]


class Stopping(Given, frozen=True, kw_only=True):
    """Something that is about to end."""

    pid: Annotated[int, Meta(description="The number of the process.")]
