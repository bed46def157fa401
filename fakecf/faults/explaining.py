"""Why a rule would strike a request, or would not: every criterion, held or not, and what was there instead."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from fakecf.faults.aim import Aim, header, known_as
from fakecf.faults.conditions import When
from fakecf.faults.operations import Subject
from fakecf.faults.records import FaultRule
from fakecf.web import WSGIEnvironment


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that must hold for a rule to strike."""

    name: Annotated[str, Meta(description="`on`, `state`, `do`, a key of `match`, or `when`.")]
    holds: bool
    wanted: str
    found: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule would do with a request; `strikes` where every criterion holds and no rule before it strikes."""

    id: str
    strikes: bool
    criteria: tuple[Criterion, ...]


class Asked(NamedTuple):
    """A request, and the moment at which it would come."""

    subject: Subject
    environ: WSGIEnvironment
    now: datetime

    @property
    def listener(self) -> str:
        return str(self.environ["fakecf.listener"])


def criteria(record: FaultRule, aimed: Aim | None, asked: Asked, chance: Random) -> Iterator[Criterion]:
    """All that *record* asks of the next request it sees; *aimed* is None for a rule that can never strike."""
    rule, facts = record.rule, asked.subject.facts
    yield _on(rule.on, aimed, asked)
    for fact, pattern in rule.match.facts().items():
        names = facts.get(fact, ())
        yield _criterion(fact, known_as(pattern, names), pattern, " or ".join(names) or "nothing known")
    for name, pattern in rule.match.header.items():
        values = header(asked.environ, name)
        yield _criterion(f"header {name}", known_as(pattern, values), pattern, ", ".join(values) or "not sent")
    if aimed is not None:
        yield _effect(record, aimed, asked)
    standing = record.standing(asked.now)
    yield _criterion("state", standing == "armed", "armed", standing)
    number = record.seen + 1
    yield _criterion("when", rule.when.strikes(number, chance), _written(rule.when), f"request number {number}")


def _on(on: str, aimed: Aim | None, asked: Asked) -> Criterion:
    found = ", ".join(filter(None, asked.subject.operations)) or "no operation"
    if aimed is None:
        return _criterion("on", False, on, found)
    holds = aimed.on_route(asked.environ) and bool(aimed.named(asked.listener, asked.subject))
    return _criterion("on", holds, on, f"{found} at the {asked.listener}")


def _effect(record: FaultRule, aimed: Aim, asked: Asked) -> Criterion:
    """Whether the next effect of the rule makes sense on this hop."""
    effect = record.rule.effect(record.hits)
    suits = any(effect.can_strike(operation) for operation in aimed.named(asked.listener, asked.subject))
    kind = type(effect).__name__.lower()
    return _criterion("do", suits, kind, "can happen here" if suits else "cannot happen here")


def _written(when: When) -> str:
    told = msgspec.to_builtins(when)
    return ", ".join(f"{name} {value}" for name, value in told.items()) or "always"


def _criterion(name: str, holds: bool, wanted: str, found: str) -> Criterion:
    return Criterion(name=name, holds=holds, wanted=wanted, found=found)
