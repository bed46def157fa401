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
    """The rule as written; what stands at an app or a droplet is about it, and about downloads unless it says `on`."""
    if not fault.about:
        return fault.rule
    rule = read_rule(_whole(fault.rule)).written()
    return {**rule, "match": {**rule.get("match", {}), **fault.about}}


def _whole(written: Any) -> Any:
    if isinstance(written, str):
        return f"downloads {written}"
    if isinstance(written, dict) and "do" in written:
        return {"on": "downloads", **written}
    return {"on": "downloads", "do": written}
