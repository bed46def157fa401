"""The faults of a seed, armed, or refused at their place in the document."""

from collections.abc import Iterable
from typing import Any

import msgspec

from fakecf.checking import CheckError, converted
from fakecf.faults import FaultEngine, read_rule, switch_on
from fakecf.seeds import SeedError, SeedFault, SeedProblem
from fakecf.state import Change


class _SeededPreset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"lifetime": "for"}):
    preset: str
    lifetime: str | None = None


def arm(engine: FaultEngine, faults: Iterable[SeedFault], within: Change | None = None) -> None:
    """Add each fault to *engine*; raises SeedError with the problems of all that cannot be rules."""
    problems: list[SeedProblem] = []
    for fault in faults:
        try:
            _arm(engine, fault, within)
        except CheckError as error:
            problems += [
                SeedProblem(fault.place, f"{each.pointer or 'fault'}: {each.detail}", each.allowed, each.did_you_mean)
                for each in error.problems
            ]
    if problems:
        raise SeedError(problems)


def _arm(engine: FaultEngine, fault: SeedFault, within: Change | None) -> None:
    """A rule, or `{preset: flaky-blobstore}`."""
    if isinstance(fault.rule, dict) and "preset" in fault.rule and not fault.about:
        preset = converted(fault.rule, _SeededPreset)
        switch_on(engine, preset.preset, preset.lifetime, within)
    else:
        engine.add(_rule(fault), within)


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
