"""Where two bodies part, in words that a person can follow."""

import json
import re
from typing import Any, NamedTuple

from tests.conformance.comparing import Difference

SHOWN = 160


class Spot(NamedTuple):
    """A place (`/resources/0/name`) and what stands there in either answer."""

    place: str
    expected: str
    got: str

    @property
    def kind_of_place(self) -> str:
        """The place without the numbers of the items on its way."""
        return re.sub(r"/\d+(?=/|$)", "/*", self.place)


def spot(difference: Difference) -> Spot:
    """The first place in which the answers differ, brief enough for one line."""
    if difference.kind != "body":
        return Spot(difference.place, difference.expected, difference.got)
    try:
        found = _parted(json.loads(difference.expected), json.loads(difference.got), "")
    except ValueError:
        found = None
    return found or _parted_text(difference.expected, difference.got)


def _parted(expected: Any, got: Any, place: str) -> Spot | None:
    """None where both mean the same and only their writing differs."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return _parted_objects(expected, got, place)
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return next(filter(None, (_parted(wanted, given, f"{place}/{n}") for n, (wanted, given) in pairs)), None)
    same = expected == got and type(expected) is type(got)
    return None if same else Spot(place, _brief(json.dumps(expected)), _brief(json.dumps(got)))


def _parted_objects(expected: dict[str, Any], got: dict[str, Any], place: str) -> Spot | None:
    if list(expected) != list(got):
        return Spot(f"{place} keys", _brief(", ".join(expected)), _brief(", ".join(got)))
    return next(filter(None, (_parted(expected[key], got[key], f"{place}/{key}") for key in expected)), None)


def _parted_text(expected: str, got: str) -> Spot:
    pairs = enumerate(zip(expected, got, strict=False))
    start = next((n for n, (one, other) in pairs if one != other), min(len(expected), len(got)))
    return Spot("text", _brief(expected[max(0, start - 20) :]), _brief(got[max(0, start - 20) :]))


def _brief(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
