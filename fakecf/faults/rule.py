"""A fault rule: where it strikes, whom, when, and what goes wrong; read from an object or from one line of text."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fakecf.faults.conditions import Match, Settings, When
from fakecf.faults.effects import Effect, read_effect, write_effect
from fakecf.faults.fault import Fault
from fakecf.faults.grammar import EXAMPLES, spelled_out
from fakecf.faults.operations import EVERYTHING, LISTENERS
from fakecf.faults.problems import all_of, converted, wrong

MAX_STEPS = 100


class Rule(Settings, frozen=True, kw_only=True):
    """What a person wrote, checked; `on` is an operation's name, an alias, a glob of either, a route or a listener."""

    on: str
    match: Match = Match()
    when: When = When()
    do: Annotated[tuple[Effect, ...], Meta(min_length=1, max_length=MAX_STEPS)]

    def __post_init__(self) -> None:
        if not all(effect.counted for effect in self.do):
            _require_uncounted(self)

    @property
    def times(self) -> int | None:
        """How many requests it strikes in all; None for ever."""
        most = [] if self.when.times is None else [self.when.times]
        if self.when.numbers:
            most.append(len(self.when.numbers))
        if len(self.do) > 1 and not most:
            most.append(len(self.do))
        return min(most, default=None)

    def effect(self, hits: int) -> Fault:
        """The step of the sequence after *hits* requests; a sequence that is not over begins again."""
        return self.do[hits % len(self.do)]

    def step(self, place: int) -> str:
        """The JSON pointer of the effect at *place*."""
        return "/do" if len(self.do) == 1 else f"/do/{place}"

    def written(self) -> dict[str, Any]:
        """The rule as `read_rule` takes it."""
        effects = [write_effect(effect) for effect in self.do]
        document = {"on": self.on, "match": msgspec.to_builtins(self.match), "when": msgspec.to_builtins(self.when)}
        return {key: value for key, value in document.items() if value} | {
            "do": effects if len(effects) > 1 else effects[0]
        }


def read_rule(written: Any) -> Rule:
    """The rule that an object or a text stands for; raises RuleError with every problem there is."""
    document = spelled_out(written) if isinstance(written, str) else written
    if not isinstance(document, dict):
        raise wrong("", "a rule is an object with the keys on, match, when and do, or a text", EXAMPLES)
    readers = [partial(read, document.get(key)) for key, read in _READERS.items()]
    on, match, when, do, _ = all_of([*readers, partial(_no_others, document)])
    return Rule(on=on, match=match, when=when, do=do)


def _require_uncounted(rule: Rule) -> None:
    """What happens before there is a request can depend on none."""
    if rule.times or rule.when.depends_on_requests:
        raise wrong("/when", "happens where no request is seen, so none can be counted; write for 30s, or until ...")
    if rule.match.facts() or rule.match.header:
        raise wrong("/match", "happens where no request is seen, so nothing is known of it but its listener")
    if rule.on not in (*LISTENERS, EVERYTHING):
        raise wrong("/on", "happens to a whole listener, not to an operation", [*LISTENERS, EVERYTHING], rule.on)


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


_READERS: dict[str, Callable[[Any], Any]] = {"on": _on, "match": _match, "when": _when, "do": _do}
