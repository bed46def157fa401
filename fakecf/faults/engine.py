"""Decides for every request whether a fault strikes it, and lets it strike."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from random import Random
from typing import Any

from fakecf.bells import Chime
from fakecf.clock import Clock, zulu
from fakecf.faults.aim import aim
from fakecf.faults.explaining import Asked, Explanation, criteria
from fakecf.faults.fault import Fault
from fakecf.faults.names import warnings
from fakecf.faults.operations import Operation, Subject
from fakecf.faults.passing import Arming, Mint, Passing
from fakecf.faults.problems import wrong
from fakecf.faults.records import FaultRule, next_guid
from fakecf.faults.rule import Rule, read_rule
from fakecf.faults.sights import Sights
from fakecf.faults.striking import strike
from fakecf.faults.trouble import Dialect
from fakecf.state import Change, State, Store, Table
from fakecf.state.records import ClockSetting
from fakecf.web import StartResponse, WSGIApplication, WSGIEnvironment

MAX_RULES = 1000

Describe = Callable[[str, WSGIEnvironment], Subject]
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


class FaultEngine:
    """The fault rules of one foundation, kept in its store.

    *describe* says what a request at a listener is about, and is asked only while a rule is set for that listener;
    *dialects* speak for each listener that can be struck, *mint* spoils tokens, and all chance comes from *seed*.
    `chime` rings whenever a rule is armed, strikes or goes.
    """

    def __init__(  # noqa: PLR0913 - what the foundation gives it, each once
        self,
        store: Store,
        clock: Clock,
        operations: Iterable[Operation],
        describe: Describe,
        dialects: Mapping[str, Dialect],
        *,
        mint: Mint,
        seed: int,
    ) -> None:
        self._store = store
        self._clock = clock
        self.operations = tuple(operations)
        self._describe = describe
        self._dialects = dialects
        self._mint = mint
        self._seed = seed
        self._has_sockets = True
        self._sights = Sights(Table(), self.operations, {})
        self._armings: dict[str, Arming] = {}  # of rules that have struck; touched only while writers wait
        self.chime = Chime()
        self._watchers: tuple[Callable[[], None], ...] = ()
        store.watch(self._changed)

    def check(self, written: Any) -> Rule:
        """The rule that *written* stands for, certain to be able to strike; raises RuleError."""
        rule = read_rule(written)
        aim(rule, self.operations)
        self._require_sockets(rule)
        now = self._clock.now()
        if rule.when.is_over(now, now):
            raise wrong("/when/until", f"was over at {zulu(now)} already")
        return rule

    def refuse_sockets(self) -> None:
        """Another server stands in front of us: raise RuleError for rules that act on sockets, now and from here on."""
        self._has_sockets = False
        for record in self.rules():
            self._require_sockets(record.rule)

    def _require_sockets(self, rule: Rule) -> None:
        for place, effect in enumerate(rule.do):
            if effect.needs_socket and not self._has_sockets:
                kind = type(effect).__name__.lower()
                raise wrong(
                    rule.step(place), f"{kind} acts on the socket, which only fakecf's own server lets a fault do"
                )

    def add(self, written: Any, within: Change | None = None) -> FaultRule:
        """Arm another rule, behind those there are, in a change of its own or *within* another; raises RuleError."""
        rule = self.check(written)
        with self._changing(within) as change:
            return self._put(change, next_guid(change, self._clock.now()), rule)

    def replace(self, guid: str, written: Any, within: Change | None = None) -> FaultRule:
        """Arm the rule *guid* anew, in its place, or as a new one of that id; its hits begin again."""
        rule = self.check(written)
        if not _ID.fullmatch(guid):
            raise wrong("/id", f"{guid[:64]!r} is no id of a rule: letters, digits, - and _, at most 64 of them")
        with self._changing(within) as change:
            return self._put(change, guid, rule)

    def _changing(self, within: Change | None) -> AbstractContextManager[Change]:
        return self._store.change() if within is None else nullcontext(within)

    def _put(self, change: Change, guid: str, rule: Rule) -> FaultRule:
        if guid not in change[FaultRule] and len(change[FaultRule]) >= MAX_RULES:
            raise wrong("", f"there are {MAX_RULES} rules already, as many as there can be")
        record = FaultRule(guid=guid, created_at=self._clock.now(), rule=rule)
        change.put(record)
        return record

    def rules(self) -> tuple[FaultRule, ...]:
        """Every rule, in the order in which they are asked."""
        return tuple(self._store.state[FaultRule])

    def rule(self, guid: str) -> FaultRule | None:
        return self._store.state[FaultRule].get(guid)

    def remove(self, guid: str) -> bool:
        """Whether there was such a rule; now there is none."""
        with self._store.change() as change:
            record = change[FaultRule].get(guid)
            if record is not None:
                change.delete(record)
        return record is not None

    def clear(self) -> None:
        with self._store.change() as change:
            change.clear(FaultRule)

    def would_match(self, rule: Rule) -> list[str]:
        """The routes that *rule* can strike, as people read them."""
        return [operation.route for operation in aim(rule, self.operations).operations]

    def warnings(self, rule: Rule) -> list[str]:
        """What makes it doubtful, though not impossible, that *rule* will strike."""
        return warnings(rule.match, self._store.state)

    def wrap(self, listener: str, app: WSGIApplication) -> WSGIApplication:
        """*app* with its requests open to faults; the id of one that struck is left in `fakecf.fault`."""

        def open_to_faults(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            struck = self._struck(listener, environ)
            if struck is None:
                return app(environ, start_response)
            return strike(*struck, app)(environ, start_response)

        return open_to_faults

    def explain(self, environ: WSGIEnvironment) -> list[Explanation]:
        """What every rule would do with this request, were it the next one; nothing is counted."""
        sights = self._sights_now()
        asked = Asked(self._describe(environ["fakecf.listener"], environ), environ, self._clock.now())
        struck, explained = False, []
        for record in sights.table:
            chance = self._chance(record, record.seen + 1)
            found = tuple(criteria(record, sights.aims[record.guid][1], asked, chance))
            strikes = not struck and all(criterion.holds for criterion in found)
            struck = struck or strikes
            explained.append(Explanation(id=record.guid, strikes=strikes, criteria=found))
        return explained

    def _struck(self, listener: str, environ: WSGIEnvironment) -> tuple[Fault, Passing] | None:
        """The effect of the first armed rule that strikes, counted."""
        aims = self._sights_now().at(listener)
        if not aims:
            return None
        subject = self._describe(listener, environ)
        for guid, aimed in aims:
            found = aimed.strikes(listener, subject, environ)
            struck = self._count(guid, found) if found else None
            if struck is not None:
                effect, operation, chance, arming = struck
                environ["fakecf.fault"] = guid
                environ["fakecf.operation"] = subject.operation or None
                dialect = self._dialects[listener]
                return effect, Passing(environ, operation, subject, dialect, self._clock, chance, arming, self._mint)
        return None

    def _count(self, guid: str, found: list[Operation]) -> tuple[Fault, Operation, Random, Arming] | None:
        """What the rule does this time; None where it does nothing. Counting and deciding are one change."""
        with self._store.change() as change:
            record = change[FaultRule].get(guid)
            if record is None or record.standing(self._clock.now()) != "armed":
                return None
            effect = record.rule.effect(record.hits)
            operation = next((each for each in found if effect.can_strike(each)), None)
            if operation is None:
                return None
            number = record.seen + 1
            chance = self._chance(record, number)
            strikes = record.rule.when.strikes(number, chance)
            change.update(record, seen=number, hits=record.hits + strikes)
            if not strikes:
                return None
            arming = self._armings.setdefault(guid, Arming())
        return effect, operation, chance, arming

    def _chance(self, record: FaultRule, number: int) -> Random:
        """The same for the same request of the same rule, whatever thread asks first."""
        seed = self._seed if record.rule.when.seed is None else record.rule.when.seed
        return Random(f"{seed}/{record.guid}/{number}")

    def _sights_now(self) -> Sights:
        table, sights = self._store.state[FaultRule], self._sights
        if sights.table is not table:
            sights = self._sights = Sights(table, self.operations, sights.aims)
        return sights

    def refusing(self, listener: str) -> float:
        """The seconds for which nobody can connect to *listener*; 0 while everybody can."""
        refusals = self._sights_now().refusals(listener)
        ends = [record.rule.when.end(record.created_at) for record in refusals]
        return max((math.inf if end is None else self._clock.until(end) for end in ends), default=0.0)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call *watcher* whenever `refusing` may have changed, until what this gives is called."""
        self._watchers = (*self._watchers, watcher)
        return lambda: setattr(self, "_watchers", tuple(each for each in self._watchers if each is not watcher))

    def _changed(self, before: State, after: State) -> None:
        """Wake those who wait under a rule that is gone, and those who mind the doors."""
        if before[FaultRule] is not after[FaultRule]:
            self.chime.ring()
        rules_changed = not _same_rules(before[FaultRule], after[FaultRule])
        if rules_changed:
            self._end_those_gone(before[FaultRule], after[FaultRule])
        if rules_changed or before[ClockSetting] is not after[ClockSetting]:
            for watcher in self._watchers:
                watcher()

    def _end_those_gone(self, before: Table[FaultRule], after: Table[FaultRule]) -> None:
        """Only those: hundreds may wait under another rule, and each would take its turn to find nothing new."""
        for record in before:
            now = after.get(record.guid)
            if (now is None or now.rule is not record.rule) and record.guid in self._armings:
                self._armings.pop(record.guid).end()


def _same_rules(before: Table[FaultRule], after: Table[FaultRule]) -> bool:
    """Whether only counters differ, if anything does."""
    return before is after or (
        len(before) == len(after) and all(_is_same_rule(one, other) for one, other in zip(before, after, strict=True))
    )


def _is_same_rule(one: FaultRule, other: FaultRule) -> bool:
    return one.guid == other.guid and one.rule is other.rule and one.created_at == other.created_at
