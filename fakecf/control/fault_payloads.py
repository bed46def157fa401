"""What the control API takes and gives of faults."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from fakecf.control.payloads import Given, Payload
from fakecf.faults import Match, When

_ON = Meta(description="An operation, an alias, a glob of either, a route, or a listener.")
_DO = Meta(description="A status, a CC error's name, `ok`, an object tagged by its kind, or a list of them.")


class RuleParts(Payload, frozen=True, kw_only=True):
    """Some parts of a fault rule."""

    on: Annotated[str | None, _ON] = None
    match: Annotated[Match | None, Meta(description="Which of its requests.")] = None
    when: Annotated[When | None, Meta(description="How often and how long.")] = None
    do: Annotated[Any, _DO] = None


class WrittenRule(RuleParts, frozen=True, kw_only=True):
    """A fault rule as people write it."""

    on: Annotated[str, _ON]
    do: Annotated[Any, _DO]


class RuleStatus(Given, frozen=True, kw_only=True):
    """A fault rule as it stands."""

    id: str
    on: str
    match: Annotated[dict[str, Any], Meta(description="As written, nothing for every request.")] = {}
    when: Annotated[dict[str, Any], Meta(description="As written, nothing for ever.")] = {}
    do: Any
    seen: Annotated[int, Meta(description="How many requests it could have struck.")]
    hits: Annotated[int, Meta(description="How many requests it struck.")]
    remaining: Annotated[int | None, Meta(description="How many more it strikes at most; null for ever.")]
    state: Literal["armed", "spent", "expired"]
    would_match: Annotated[list[str], Meta(description="The routes that it can strike.")]
    warnings: Annotated[list[str], Meta(description="What makes it doubtful that it will strike.")]


class HitsRequest(Payload, frozen=True, kw_only=True):
    """What to wait for."""

    hits: Annotated[int, Meta(ge=1, description="How many requests it has struck.")] = 1
    timeout: Annotated[str, Meta(description="How long at most: `5s`.")] = "5s"


class ImaginedRequest(Payload, frozen=True, kw_only=True):
    """A request that nobody has sent."""

    path: Annotated[str, Meta(description="With or without a query: `/v3/droplets/<guid>/download`.", pattern="^/")]
    method: Annotated[str, Meta(description="GET unless given.")] = "GET"
    listener: Annotated[Literal["api", "uaa", "blobstore"], Meta(description="Where it is asked.")] = "api"
    user: Annotated[str | None, Meta(description="Whose token comes along: a name or guid; none unless given.")] = None
    client_id: Annotated[str, Meta(description="The client that the token was issued to.")] = "cf"
    headers: Annotated[dict[str, str], Meta(description="Further headers.")] = {}
    form: Annotated[dict[str, str], Meta(description="What UAA is sent: `{grant_type: password, username: dev}`.")] = {}


class PresetRequest(Payload, frozen=True, kw_only=True, rename={"lifetime": "for"}):
    """How to switch a preset on."""

    lifetime: Annotated[str | None, Meta(description="For how long on the foundation's clock; unset: for ever.")] = None


class PresetStatus(Given, frozen=True, kw_only=True):
    """A preset as it stands."""

    name: str
    says: Annotated[str, Meta(description="What goes wrong.")]
    rules: Annotated[list[Any], Meta(description="The rules that it arms.")]
    on: bool
