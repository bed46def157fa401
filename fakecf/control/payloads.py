"""What the control API takes and gives: one class each for checking, schema and docs."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fakecf.uaa import Broken

Scope = Literal["state", "faults", "flows", "clock"]


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The body of a request."""


class TokenRequest(Payload, frozen=True, kw_only=True):
    """Whom to mint a token for: a user, a client, or whatever the claims say."""

    user: Annotated[str | None, Meta(description="A user's name or guid.")] = None
    client_id: Annotated[str, Meta(description="The client that the token is issued to.")] = "cf"
    scopes: Annotated[list[str] | None, Meta(description="Scopes instead of the user's own.")] = None
    claims: Annotated[dict[str, Any] | None, Meta(description="Any claims, merged over sensible ones.")] = None
    lifetime: Annotated[str | None, Meta(description="How long it lasts: `10m`.")] = None
    broken: Annotated[Broken | None, Meta(description="Spoil it on purpose.")] = None


class MintedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token, ready to be sent."""

    access_token: str
    authorization: str
    claims: dict[str, Any]


class ResetRequest(Payload, frozen=True, kw_only=True):
    """What goes back to the beginning."""

    scope: Annotated[tuple[Scope, ...], Meta(description="All of it unless named.")] = ()


class RuleStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A fault rule as it stands."""

    id: str
    on: str
    match: dict[str, str] = {}
    when: dict[str, Any] = {}
    do: Any
    hits: int
    remaining: int | None
    state: Literal["armed", "spent", "expired"]
    would_match: list[str]
    warnings: list[str]


class FoundationDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything is."""

    name: str
    api_url: str
    uaa_url: str
    blobstore_url: str
    control_url: str
    cc_version: str
    seeds: list[str]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Alive, or ready to serve."""

    status: Literal["live", "ready"]
