"""What a check finds."""

from typing import Literal

import msgspec

Standing = Literal["ok", "note", "warning", "problem"]


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"then": "try"}):
    """How something stands, and the next command to try where it could be better."""

    check: str
    standing: Standing
    says: str
    then: str | None = None


def ok(check: str, says: str) -> Finding:
    """As it should be."""
    return Finding(check=check, standing="ok", says=says)


def note(check: str, says: str, then: str | None = None) -> Finding:
    """Nothing to worry about, for most."""
    return Finding(check=check, standing="note", says=says, then=then)


def warning(check: str, says: str, then: str) -> Finding:
    """It may come in the way."""
    return Finding(check=check, standing="warning", says=says, then=then)


def problem(check: str, says: str, then: str) -> Finding:
    """It will come in the way."""
    return Finding(check=check, standing="problem", says=says, then=then)
