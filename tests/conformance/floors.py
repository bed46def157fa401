"""How many exchanges of each spec file must be equal: numbers that only rise."""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.tally import Tally

FILE = Path(__file__).with_name("floors.json")


def read_floors(file: Path = FILE) -> dict[str, int]:
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def fallen(tally: Tally, floors: dict[str, int]) -> Iterator[str]:
    """What no longer holds, of the spec files that were run."""
    for spec, equal in _measured(tally):
        if equal < floors.get(spec, 0):
            yield f"{spec}: {equal} are equal, the floor is {floors[spec]}"


def risen(tally: Tally, floors: dict[str, int]) -> Iterator[str]:
    """What could be held from now on."""
    for spec, equal in _measured(tally):
        if equal > floors.get(spec, 0):
            yield f"{spec}: {equal} are equal, the floor of {floors.get(spec, 0)} can be raised"


def raise_floors(tally: Tally, file: Path = FILE) -> None:
    """Write every floor that can be raised; none is ever lowered."""
    floors = read_floors(file)
    raised = {spec: max(equal, floors.get(spec, 0)) for spec, equal in _measured(tally)}
    file.write_text(json.dumps({**floors, **raised}, indent=2, sort_keys=True) + "\n", "utf-8")


def _measured(tally: Tally) -> Iterator[tuple[str, int]]:
    return ((spec, counts["equal"]) for spec, counts in sorted(tally.specs.items()))
