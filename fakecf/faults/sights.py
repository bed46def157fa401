"""The rules of one moment sorted by where they aim, so that a request asks only those that could strike it."""

from collections.abc import Mapping

from fakecf.faults.aim import Aim, aim
from fakecf.faults.operations import Operation
from fakecf.faults.problems import RuleError
from fakecf.faults.records import FaultRule
from fakecf.faults.rule import Rule
from fakecf.state import Table

Aims = Mapping[str, tuple[Rule, Aim | None]]


class Sights:
    """Made once for each table of rules; *known* are the aims of the table before, most of them still good."""

    def __init__(self, table: Table[FaultRule], operations: tuple[Operation, ...], known: Aims) -> None:
        self.table = table
        self.aims: Aims = {record.guid: _aim(record, operations, known) for record in table}
        self._at: dict[str, list[tuple[str, Aim]]] = {}
        self._refusals: dict[str, list[FaultRule]] = {}
        for record in table:
            _, aimed = self.aims[record.guid]
            if aimed is not None and record.remaining != 0:
                for listener in aimed.listeners:
                    self._at.setdefault(listener, []).append((record.guid, aimed))
                    if not record.rule.do[0].counted:
                        self._refusals.setdefault(listener, []).append(record)

    def refusals(self, listener: str) -> list[FaultRule]:
        """The rules under which nobody can connect to *listener*."""
        return self._refusals.get(listener, [])

    def at(self, listener: str) -> list[tuple[str, Aim]]:
        """The rules that are not spent and can strike at *listener*, with their ids, in order."""
        return self._at.get(listener, [])


def _aim(record: FaultRule, operations: tuple[Operation, ...], known: Aims) -> tuple[Rule, Aim | None]:
    """The record's rule and its aim; none for a rule that a state document brought and that can never strike."""
    before = known.get(record.guid)
    if before is not None and before[0] is record.rule:
        return before
    try:
        return record.rule, aim(record.rule, operations)
    except RuleError:
        return record.rule, None
