"""How much: spans that vary, places in a body, shares; as people write them."""

import math
import re
from collections.abc import Callable
from random import Random
from typing import TypeVar

from fakecf.faults.problems import wrong
from fakecf.words import duration, size

LONGEST = 600.0  # seconds that a fault may hold a client (reliability 1.3)

_GIVE_OR_TAKE = re.compile(r"(?P<middle>[^~]+)~(?P<spread>[^~]+)")
_BETWEEN = re.compile(r"(?P<least>.+)\.\.(?P<most>.+)")
_LOG_NORMAL = re.compile(r"lognormal\((?P<median>[^,]+),(?P<sigma>[^)]+)\)", re.IGNORECASE)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)%", re.ASCII)

T = TypeVar("T")
W = TypeVar("W")


def readable(pointer: str, read: Callable[[W], T], text: W) -> T:
    """What *read* makes of *text*; raises RuleError at *pointer* where it can make nothing of it."""
    try:
        return read(text)
    except ValueError as error:
        raise wrong(pointer, str(error)) from None


def seconds(text: str) -> float:
    """The seconds in `200ms`, not negative and at most ten minutes; raises ValueError."""
    found = duration(text).total_seconds()
    if not 0 <= found <= LONGEST:
        raise ValueError(f"{text!r} is not between 0s and {LONGEST:.0f}s")
    return found


def span(text: str) -> Callable[[Random], float]:
    """How long, each time anew: `200ms`, `200ms~50ms` (give or take), `100ms..300ms`, `lognormal(90ms,0.4)`.

    Between two ends every length is as likely; a log-normal one has a median and a sigma. Raises ValueError.
    """
    if found := _LOG_NORMAL.fullmatch(text.strip()):
        return _log_normal(seconds(found["median"]), _sigma(found["sigma"]))
    if found := _BETWEEN.fullmatch(text):
        return _uniform(seconds(found["least"]), seconds(found["most"]))
    if found := _GIVE_OR_TAKE.fullmatch(text):
        middle, spread = seconds(found["middle"]), seconds(found["spread"])
        return _uniform(max(0.0, middle - spread), middle + spread)
    return _fixed(seconds(text))


def _fixed(length: float) -> Callable[[Random], float]:
    return lambda _: length


def _uniform(least: float, most: float) -> Callable[[Random], float]:
    if least > most:
        raise ValueError(f"from {least}s to {most}s runs backwards")
    return lambda chance: chance.uniform(least, most)


def _log_normal(median: float, sigma: float) -> Callable[[Random], float]:
    if median <= 0:
        raise ValueError("the median of a log-normal span is more than 0s")
    return lambda chance: min(LONGEST, chance.lognormvariate(math.log(median), sigma))


def _sigma(text: str) -> float:
    try:
        sigma = float(text)
    except ValueError:
        sigma = -1.0
    if not 0 <= sigma <= 10:  # noqa: PLR2004 - beyond it every draw is 0 or the longest
        raise ValueError(f"{text.strip()!r} is no sigma: a number from 0 to 10")
    return sigma


def place(text: str) -> Callable[[int], int]:
    """The place in a body of so many bytes: `64KiB` from its beginning, or `50%` of it; raises ValueError."""
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        if text.strip().endswith("%"):
            raise ValueError(f"{text!r} is no share of a body: write 0% to 100%")
        offset = size(text)
        return lambda length: min(offset, length)
    share = float(found[1])
    if share > 100:  # noqa: PLR2004 - per cent
        raise ValueError(f"{text!r} is more than the whole body")
    return lambda length: int(length * share / 100)


def probability(written: str | float) -> float:
    """A probability from `10%` or 0.1; raises ValueError."""
    if isinstance(written, str):
        found = _SHARE.fullmatch(written.strip())
        if found is None:
            raise ValueError(f"{written!r} is no probability; write it like 10% or 0.1")
        written = float(found[1]) / 100
    if not 0 < written <= 1:
        raise ValueError("a probability is more than 0 and at most 1 (100%)")
    return float(written)
