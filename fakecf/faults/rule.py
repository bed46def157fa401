"""A fault rule: where it strikes, whom, when, and what goes wrong; read from an object or from one line of text."""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fakecf.faults.effects import Effect, read_effect, write_effect
from fakecf.faults.fault import Fault
from fakecf.faults.problems import all_of, converted, wrong
from fakecf.words import duration

EXAMPLES = (
    "downloads 502 x2",
    "apps.list CF-NotAuthorized",
    "downloads 503,503,ok",
    "GET /v3/droplets/*/download 404 for 30s",
)
MAX_STEPS = 100
_TEXT = re.compile(
    r"(?P<on>(?:[A-Z*]+\s+)?\S+)\s+(?P<do>\S+)(?:\s+x(?P<times>\d{1,9}))?(?:\s+for\s+(?P<span>\S+))?", re.ASCII
)


class _Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the parts of a rule have in common."""


class Match(_Settings, frozen=True, kw_only=True):
    """Which requests of the operation: each given criterion must hold; `*` and `?` are wildcards."""

    app: Annotated[str | None, Meta(description="An app's name or guid.")] = None
    droplet: Annotated[str | None, Meta(description="A droplet's guid.")] = None
    user: Annotated[str | None, Meta(description="A user's name or guid.")] = None
    client: Annotated[str | None, Meta(description="An OAuth client's id.")] = None
    space: Annotated[str | None, Meta(description="A space's name or guid.")] = None
    org: Annotated[str | None, Meta(description="An organization's name or guid.")] = None
    listener: Annotated[Literal["api", "uaa", "blobstore"] | None, Meta(description="Where it is asked.")] = None

    def facts(self) -> dict[str, str]:
        """The criteria that a subject's facts decide: every one given, but the listener."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value and name != "listener"}


class When(_Settings, frozen=True, kw_only=True, rename={"lifetime": "for"}):
    """How often and how long; unset: for ever, a list of effects once through."""

    times: Annotated[int, Meta(description="How many requests it strikes.", ge=1)] | None = None
    lifetime: Annotated[str | None, Meta(description="How long it lives on the foundation's clock: `30s`.")] = None

    def __post_init__(self) -> None:
        if self.lifetime is not None:
            _positive(self.lifetime)


class Rule(_Settings, frozen=True, kw_only=True):
    """What a person wrote, checked; `on` is an operation's name, an alias, a glob of either, or a route."""

    on: str
    match: Match = Match()
    when: When = When()
    do: Annotated[tuple[Effect, ...], Meta(min_length=1, max_length=MAX_STEPS)]

    @property
    def times(self) -> int | None:
        """How many requests it strikes in all; None for ever."""
        return self.when.times or (len(self.do) if len(self.do) > 1 else None)

    def effect(self, hits: int) -> Fault:
        """The step of the sequence after *hits* requests; a sequence that is not over begins again."""
        return self.do[hits % len(self.do)]

    def written(self) -> dict[str, Any]:
        """The rule as `read_rule` takes it."""
        effects = [write_effect(effect) for effect in self.do]
        document = {"on": self.on, "match": msgspec.to_builtins(self.match), "when": msgspec.to_builtins(self.when)}
        return {key: value for key, value in document.items() if value} | {
            "do": effects if len(effects) > 1 else effects[0]
        }


def read_rule(written: Any) -> Rule:
    """The rule that an object or a text stands for; raises RuleError with every problem there is."""
    document = _spelled_out(written) if isinstance(written, str) else written
    if not isinstance(document, dict):
        raise wrong("", "a rule is an object with the keys on, match, when and do, or a text", EXAMPLES)
    readers = [partial(read, document.get(key)) for key, read in _READERS.items()]
    on, match, when, do, _ = all_of([*readers, partial(_no_others, document)])
    return Rule(on=on, match=match, when=when, do=do)


def _spelled_out(text: str) -> dict[str, Any]:
    """`downloads 503,503,ok x4 for 30s` as the object it is short for."""
    found = _TEXT.fullmatch(text.strip())
    if not found:
        raise wrong("", f"{text[:200]!r} is not a rule: write where, what, and how often", EXAMPLES)
    effects = found["do"].split(",")
    when = {"times": found["times"] and int(found["times"]), "for": found["span"]}
    return {
        "on": " ".join(found["on"].split()),
        "when": {key: value for key, value in when.items() if value is not None},
        "do": effects if len(effects) > 1 else effects[0],
    }


def _no_others(document: dict[Any, Any]) -> None:
    for key in document:
        if key not in _READERS:
            raise wrong(f"/{key}", f"{key!r} is not a key of a rule", _READERS, str(key))


def _on(written: Any) -> str:
    if not isinstance(written, str) or not written.strip():
        raise wrong("/on", "names an operation or a route", EXAMPLES)
    return " ".join(written.split())


def _match(written: Any) -> Match:
    return converted({} if written is None else written, Match, "/match")


def _when(written: Any) -> When:
    return converted({} if written is None else written, When, "/when")


def _do(written: Any) -> tuple[Fault, ...]:
    if not isinstance(written, list):
        return (read_effect(written, "/do"),)
    if not 0 < len(written) <= MAX_STEPS:
        raise wrong("/do", f"a sequence has 1 to {MAX_STEPS} effects, this one {len(written)}")
    return tuple(all_of(partial(read_effect, step, f"/do/{place}") for place, step in enumerate(written)))


def _positive(text: str) -> None:
    try:
        span = duration(text)
    except ValueError as error:
        raise wrong("/for", str(error)) from None
    if span.total_seconds() <= 0:
        raise wrong("/for", f"{text!r} is over before it begins")


_READERS: dict[str, Callable[[Any], Any]] = {"on": _on, "match": _match, "when": _when, "do": _do}
