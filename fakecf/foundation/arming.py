"""The faults of a seed, armed, or refused at their place in the document."""

from collections.abc import Iterable
from typing import Any

from fakecf.faults import FaultEngine, RuleError, read_rule
from fakecf.seeds import SeedError, SeedFault, SeedProblem


def arm(engine: FaultEngine, faults: Iterable[SeedFault]) -> None:
    """Add each fault to *engine*; raises SeedError with the problems of all that cannot be rules."""
    problems: list[SeedProblem] = []
    for fault in faults:
        try:
            engine.add(_rule(fault))
        except RuleError as error:
            problems += [
                SeedProblem(fault.place, f"{each.pointer or 'fault'}: {each.detail}", each.allowed, each.did_you_mean)
                for each in error.problems
            ]
    if problems:
        raise SeedError(problems)


def _rule(fault: SeedFault) -> Any:
    """The rule as written; what stands at a droplet is about downloads of that droplet."""
    if fault.droplet_guid is None:
        return fault.rule
    written = f"downloads {fault.rule}" if isinstance(fault.rule, str) else {"on": "downloads", "do": fault.rule}
    return {**read_rule(written).written(), "match": {"droplet": fault.droplet_guid}}
