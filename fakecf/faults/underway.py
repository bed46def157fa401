"""How what is made in the background looks while it is under way, and when it failed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from fakecf.errors import CfError, catalogue
from fakecf.faults.passing import Passing
from fakecf.state import Record, State
from fakecf.state.records import Build, Droplet, Job, Package

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that takes time: its fields while it does, and what they are after an error of that name."""

    record: type[Record]
    under_way: Fields
    failed: Callable[[str], Fields]


def _staging(error: str) -> Fields:
    """What a cell reports (cc-droplets 6): the id, and CC's sentence for it where it has one."""
    known = catalogue().get(error)
    said = known.template.replace("%s", "failed") if known is not None else error
    return {"state": "FAILED", "error_id": error, "error_description": said}


def _job(error: str) -> Fields:
    name = error.removeprefix("CF-")
    said = CfError(name) if name in catalogue() else CfError("JobTimeout")
    return {"state": "FAILED", "errors": (said.as_json(),)}


KINDS = {
    "builds": Kind(Build, {"state": "STAGING", "droplet_guid": None, "error_id": None}, _staging),
    "droplets": Kind(Droplet, {"state": "STAGING"}, _staging),
    "packages": Kind(Package, {"state": "PROCESSING_UPLOAD"}, lambda error: {"state": "FAILED", "error": error}),
    "jobs": Kind(Job, {"state": "PROCESSING", "errors": ()}, _job),
}


def seen_as(passing: Passing, fields: Callable[[Kind], Fields]) -> Callable[[State], State]:
    """A view of the state in which the things that the operation is about have other *fields*."""
    kind = KINDS[passing.operation.name.partition(".")[0]]

    def view(state: State) -> State:
        return state.seen(kind.record, lambda record: msgspec.structs.replace(record, **fields(kind)))

    return view
