"""Where a rule strikes: its `on` and `match` held against the operations there are, then against requests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fakecf.faults.operations import EVERYTHING, FACTS, LISTENERS, Operation, Subject, unserved
from fakecf.faults.patterns import ANY_SEGMENTS, matches, path_matches, rule_overlaps, segments
from fakecf.faults.problems import RuleError, wrong
from fakecf.faults.rule import Rule
from fakecf.web import WSGIEnvironment, header_key

_WHOLE = (EVERYTHING, *LISTENERS)


@dataclass(frozen=True, slots=True)
class Aim:
    """The operations a rule can strike, and what else a request of theirs must be.

    `method` and `path` are the patterns of a rule written as a route; `unserved` are the listeners at which it also
    strikes routes that nobody serves.
    """

    operations: tuple[Operation, ...]
    by_name: Mapping[str, Operation]
    listeners: frozenset[str]
    method: str
    path: tuple[str, ...] | None
    facts: Mapping[str, str]
    headers: Mapping[str, str]
    unserved: frozenset[str]

    def strikes(self, listener: str, subject: Subject, environ: WSGIEnvironment) -> list[Operation]:
        """Those of its operations that this request is one of; none where a criterion does not hold."""
        if not self.on_route(environ):
            return []
        if not all(known_as(pattern, subject.facts.get(fact, ())) for fact, pattern in self.facts.items()):
            return []
        if not all(known_as(pattern, header(environ, name)) for name, pattern in self.headers.items()):
            return []
        return self.named(listener, subject)

    def on_route(self, environ: WSGIEnvironment) -> bool:
        """Whether the request's verb and path are the rule's; HEAD is answered where GET is."""
        if self.path is None:
            return True
        method = environ["REQUEST_METHOD"]
        by_verb = matches(self.method, method) or (method == "HEAD" and matches(self.method, "GET"))
        return by_verb and path_matches(self.path, segments(environ["PATH_INFO"]))

    def named(self, listener: str, subject: Subject) -> list[Operation]:
        """Those of its operations that have the request's name."""
        if not subject.operation:
            return [unserved(listener)] if listener in self.unserved else []
        found = [self.by_name[name] for name in subject.operations if name in self.by_name]
        return [operation for operation in found if operation.listener == listener]


def header(environ: WSGIEnvironment, name: str) -> tuple[str, ...]:
    """What the request's header says, if it has it."""
    value = environ.get(header_key(name))
    return () if value is None else (value,)


def known_as(pattern: str, names: Iterable[str]) -> bool:
    """Whether one of *names* is what *pattern* says."""
    return any(matches(pattern, name) for name in names)


def aim(rule: Rule, operations: tuple[Operation, ...]) -> Aim:
    """The aim of *rule*; raises RuleError where nothing could ever be struck."""
    method, path = _route(rule.on)
    named = _named(rule.on, operations)
    reached = _able(rule, _observable(rule, _asked(rule, named)))
    listeners = frozenset(operation.listener for operation in reached)
    return Aim(
        operations=reached,
        by_name={operation.name: operation for operation in reached},
        listeners=listeners,
        method=method,
        path=path,
        facts=rule.match.facts(),
        headers=rule.match.header,
        unserved=listeners if rule.on in _WHOLE else frozenset(),
    )


def _route(on: str) -> tuple[str, tuple[str, ...] | None]:
    """The verb and path pattern of `GET /v3/droplets/*`; no path for the name of an operation."""
    method, _, path = on.rpartition(" ")
    return (method or EVERYTHING, segments(path)) if path.startswith("/") else (EVERYTHING, None)


def _named(on: str, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    method, path = _route(on)
    if path is not None:
        if ANY_SEGMENTS in path[:-1]:
            raise wrong("/on", f"{ANY_SEGMENTS} stands for the rest of a path, and only at its end")
        found = _served(method, path, operations)
        known = [operation.route for operation in operations]
        complaint = f"nobody serves {on[:200]!r}"
    elif on in LISTENERS:
        return tuple(each for each in operations if each.listener == on)
    else:
        found = tuple(each for each in operations if any(matches(on, name) for name in each.names))
        known = [*dict.fromkeys(name for operation in operations for name in operation.names), *LISTENERS]
        complaint = f"there is no operation {on[:200]!r}"
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
    """Those that some effect of the rule can strike; an effect that can strike none would end its sequence for ever."""
    for place, effect in enumerate(rule.do):
        if not any(effect.can_strike(operation) for operation in operations):
            raise _unable(rule, place, operations)
    return tuple(each for each in operations if any(effect.can_strike(each) for effect in rule.do))


def _unable(rule: Rule, place: int, operations: tuple[Operation, ...]) -> RuleError:
    pointer = rule.step(place)
    if rule.do[place].touches_body and all(operation.body == "none" for operation in operations):
        why = f"{rule.on!r} answers with a redirect, which has no body"
        return wrong(pointer, f"{why}: write downloads, which is about both hops, or blobstore.get")
    listeners = " and ".join(sorted({operation.listener for operation in operations}))
    return wrong(pointer, f"{rule.on!r} is served at {listeners}, where this cannot happen")
