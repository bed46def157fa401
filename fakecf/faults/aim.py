"""Where a rule strikes: its `on` and `match` held against the operations there are, then against requests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fakecf.faults.operations import FACTS, Operation, Subject
from fakecf.faults.patterns import matches, path_matches, rule_overlaps, segments
from fakecf.faults.problems import RuleError, wrong
from fakecf.faults.rule import Rule

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Aim:
    """The operations a rule can strike, and what else a request of theirs must be.

    `path` is the pattern of a rule written as a route; `unserved` says that it also strikes routes nobody serves.
    """

    operations: tuple[Operation, ...]
    names: frozenset[str]
    listeners: frozenset[str]
    path: tuple[str, ...] | None
    facts: Mapping[str, str]
    unserved: bool

    def hits(self, subject: Subject, path: str) -> bool:
        if subject.operation not in self.names and not (self.unserved and not subject.operation):
            return False
        if self.path is not None and not path_matches(self.path, segments(path)):
            return False
        return all(_known_as(pattern, subject.facts.get(fact, ())) for fact, pattern in self.facts.items())


def _known_as(pattern: str, names: Iterable[str]) -> bool:
    return any(matches(pattern, name) for name in names)


def aim(rule: Rule, operations: tuple[Operation, ...]) -> Aim:
    """The aim of *rule*; raises RuleError where nothing could ever be struck."""
    _, path = _route(rule.on)
    named = _named(rule.on, operations)
    reached = _able(rule, _observable(rule, _asked(rule, named)))
    return Aim(
        operations=reached,
        names=frozenset(operation.name for operation in reached),
        listeners=frozenset(operation.listener for operation in reached),
        path=path,
        facts=rule.match.facts(),
        unserved=rule.on == EVERYTHING,
    )


def _route(on: str) -> tuple[str, tuple[str, ...] | None]:
    """The verb and path pattern of `GET /v3/droplets/*`; no path for the name of an operation."""
    method, _, path = on.rpartition(" ")
    return (method or EVERYTHING, segments(path)) if path.startswith("/") else (EVERYTHING, None)


def _named(on: str, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    method, path = _route(on)
    if path is not None:
        found = _served(method, path, operations)
        known = [operation.route for operation in operations]
        complaint = f"nobody serves {on!r}"
    else:
        found = tuple(each for each in operations if any(matches(on, name) for name in each.names))
        known = list(dict.fromkeys(name for operation in operations for name in operation.names))
        complaint = f"there is no operation {on!r}"
    if not found:
        raise wrong("/on", complaint, known, on)
    return found


def _served(method: str, path: tuple[str, ...], operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """The routes that a path could lead to; what begins like a route of one listener is no bucket of another."""
    roots = {segments(operation.rule)[0] for operation in operations} - {EVERYTHING}
    return tuple(
        each
        for each in operations
        if matches(method, each.method)
        and rule_overlaps(path, each.rule)
        and not (path[0] in roots and segments(each.rule)[0] == EVERYTHING)
    )


def _asked(rule: Rule, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    wanted = rule.match.listener
    found = tuple(operation for operation in operations if wanted in (None, operation.listener))
    if not found:
        served = sorted({operation.listener for operation in operations})
        raise wrong("/match/listener", f"{rule.on!r} is not served at the {wanted}", served)
    return found


def _observable(rule: Rule, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Those at listeners where the facts that the rule asks for can be known."""
    found = operations
    for fact in rule.match.facts():
        found = tuple(operation for operation in operations if fact in FACTS[operation.listener])
        if not found:
            known = sorted({known for operation in operations for known in FACTS[operation.listener]})
            raise wrong(f"/match/{fact}", f"a request of {rule.on!r} has no {fact}", known)
        operations = found
    return found


def _able(rule: Rule, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Those at whose listeners every effect of the rule makes sense."""
    found = tuple(each for each in operations if all(effect.can_strike(each.listener) for effect in rule.do))
    if not found:
        raise _unable(rule, operations)
    return found


def _unable(rule: Rule, operations: tuple[Operation, ...]) -> RuleError:
    listeners = sorted({operation.listener for operation in operations})
    place = next(
        n for n, effect in enumerate(rule.do) if not all(effect.can_strike(listener) for listener in listeners)
    )
    pointer = "/do" if len(rule.do) == 1 else f"/do/{place}"
    return wrong(pointer, f"{rule.on!r} is served at {' and '.join(listeners)}, where this cannot happen")
