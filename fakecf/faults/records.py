"""What of faults is state: the rules, how often each struck, and the number of the last one."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from fakecf.faults.rule import Rule
from fakecf.state import Change, Record

Standing = Literal["armed", "spent", "expired"]
COUNTER = "faults"


class FaultRule(Record, frozen=True, kw_only=True):
    """A rule that was set; `seen` counts the requests it could have struck, `hits` those it struck."""

    plural = "fault_rules"

    rule: Rule
    seen: Annotated[int, Meta(ge=0)] = 0
    hits: Annotated[int, Meta(ge=0)] = 0

    @property
    def remaining(self) -> int | None:
        """How many more requests it strikes at most; None for as long as it lives."""
        times, numbers = self.rule.times, self.rule.when.numbers
        if numbers and self.seen >= numbers[-1]:
            return 0
        return None if times is None else max(0, times - self.hits)

    def standing(self, now: datetime) -> Standing:
        """Whether it would still strike at *now*, and why not."""
        if self.remaining == 0:
            return "spent"
        return "expired" if self.rule.when.is_over(self.created_at, now) else "armed"


class FaultCounter(Record, frozen=True, kw_only=True):
    """The number of the last rule, so that no id is given twice; one record, guid `faults`."""

    plural = "fault_counters"

    last: int = 0


def next_guid(change: Change, now: datetime) -> str:
    """`f_1`, `f_2`, ...: the next one that no rule has."""
    counter = change[FaultCounter].get(COUNTER) or FaultCounter(guid=COUNTER, created_at=now)
    while True:
        counter = change.update(counter, last=counter.last + 1)
        if f"f_{counter.last}" not in change[FaultRule]:
            return f"f_{counter.last}"
