"""What people write: durations, moments, sizes, and the nearest right word to a wrong one."""

import difflib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|KIB|MIB|GIB)?", re.IGNORECASE | re.ASCII)
_SIZE_UNITS = {
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
}
_DURATION = re.compile(r"(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", re.IGNORECASE | re.ASCII)
_DURATION_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that *word* was most likely meant to be."""
    by_folded = {candidate.casefold(): candidate for candidate in allowed}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """What to append to a sentence that refuses *word*; nothing where no allowed word comes near."""
    meant = nearest(word, allowed)
    return f"; did you mean {meant!r}?" if meant else ""


def pointer(*keys: str | int) -> str:
    """The JSON pointer (RFC 6901) that these keys make."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)


def size(text: str) -> int:
    """Bytes in `64KiB`, `10MB`, `0B`; raises ValueError saying what is allowed."""
    matched = _SIZE.fullmatch(text.strip())
    if not matched:
        raise ValueError(f"{text[:40]!r} is not a size; write a number and a unit such as 64KiB, 20MiB, 1GiB or 10MB")
    try:
        return int(float(matched[1]) * _SIZE_UNITS[(matched[2] or "B").upper()])
    except OverflowError:
        raise ValueError(f"{text[:40]!r} is larger than anything") from None


def whole_number(text: str) -> int | None:
    """The number that *text* writes in plain digits, if it does; no number of ours is longer than 18 of them."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None  # noqa: PLR2004


def duration(text: str) -> timedelta:
    """The time span in `250ms`, `5s`, `-45d`; raises ValueError saying what is allowed."""
    matched = _DURATION.fullmatch(text.strip())
    if not matched:
        raise ValueError(
            f"{text[:40]!r} is not a duration; write a number and a unit such as 250ms, 5s, 10m, 2h or 45d"
        )
    try:
        return timedelta(seconds=float(matched[1]) * _DURATION_UNITS[matched[2].lower()])
    except OverflowError:
        raise ValueError(f"{text[:40]!r} is longer than time can be told") from None


def moment(text: str) -> datetime:
    """The moment in `2026-01-31T12:00:00Z`, ISO 8601, UTC unless it says otherwise; raises ValueError as above."""
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:40]!r} is not a moment; write 2026-01-31T12:00:00Z") from None
