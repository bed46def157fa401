"""Decides for every request whether a fault strikes it, and lets it strike."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fakecf.clock import Clock
from fakecf.faults.aim import Aim, aim
from fakecf.faults.fault import Fault, Passing
from fakecf.faults.names import warnings
from fakecf.faults.operations import Operation, Subject
from fakecf.faults.problems import wrong
from fakecf.faults.records import FaultRule, next_guid
from fakecf.faults.rule import Rule, read_rule
from fakecf.faults.sights import Sights
from fakecf.faults.striking import strike
from fakecf.faults.trouble import Dialect
from fakecf.state import Change, Store, Table
from fakecf.web import StartResponse, WSGIApplication, WSGIEnvironment

MAX_RULES = 1000

Describe = Callable[[str, WSGIEnvironment], Subject]
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


class FaultEngine:
    """The fault rules of one foundation, kept in its store.

    *describe* says what a request at a listener is about, and is asked only while a rule is set for that listener;
    *dialects* speak for each listener that can be struck.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        operations: Iterable[Operation],
        describe: Describe,
        dialects: Mapping[str, Dialect],
    ) -> None:
        self._store = store
        self._clock = clock
        self.operations = tuple(operations)
        self._describe = describe
        self._dialects = dialects
        self._sights = Sights(Table(), self.operations, {})

    def check(self, written: Any) -> Rule:
        """The rule that *written* stands for, certain to be able to strike; raises RuleError."""
        rule = read_rule(written)
        aim(rule, self.operations)
        return rule

    def add(self, written: Any) -> FaultRule:
        """Arm another rule, behind those there are; raises RuleError."""
        rule = self.check(written)
        with self._store.change() as change:
            return self._put(change, next_guid(change, self._clock.now()), rule)

    def replace(self, guid: str, written: Any) -> FaultRule:
        """Arm the rule *guid* anew, in its place, or as a new one of that id; its hits begin again."""
        rule = self.check(written)
        if not _ID.fullmatch(guid):
            raise wrong("/id", f"{guid[:64]!r} is no id of a rule: letters, digits, - and _, at most 64 of them")
        with self._store.change() as change:
            return self._put(change, guid, rule)

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

    def _struck(self, listener: str, environ: WSGIEnvironment) -> tuple[Fault, Passing] | None:
        """The effect of the first armed rule that matches, counted."""
        aims = self._aimed_at(listener)
        if not aims:
            return None
        subject = self._describe(listener, environ)
        for guid, aimed in aims:
            if aimed.hits(subject, environ["PATH_INFO"]):
                effect = self._count(guid)
                if effect is not None:
                    environ["fakecf.fault"] = guid
                    environ["fakecf.operation"] = subject.operation or None
                    return effect, Passing(environ, subject, self._dialects[listener], self._clock)
        return None

    def _count(self, guid: str) -> Fault | None:
        """What the rule does this time; None where it is no longer armed. Counting and deciding are one change."""
        with self._store.change() as change:
            record = change[FaultRule].get(guid)
            if record is None or record.standing(self._clock.now()) != "armed":
                return None
            change.update(record, hits=record.hits + 1)
        return record.rule.effect(record.hits)

    def _aimed_at(self, listener: str) -> list[tuple[str, Aim]]:
        table = self._store.state[FaultRule]
        sights = self._sights
        if sights.table is not table:
            sights = self._sights = Sights(table, self.operations, sights.aims)
        return sights.at(listener)
