"""Amounts of bytes as people write them: `1.5GB`, `512M` (`byte_converter.rb`, `byte_quantity.rb`)."""

import re
from typing import Any

from fakecf.capi.ruby import is_blank, to_s

_UNITS = "BKMGT"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?)(?:([KMGT])i?B?|B)", re.IGNORECASE | re.ASCII)
_MEGABYTE = 1024**2


class QuantityError(Exception):
    """What is wrong with an amount, in CC's words that come behind its name."""


def to_bytes(written: Any) -> int | None:
    """None for a blank; raises QuantityError."""
    if is_blank(written):
        return None
    text = to_s(written)
    if not _NUMBER.match(text):
        raise QuantityError("is not a number")
    found = _QUANTITY.fullmatch(text.strip())
    if not found:
        raise QuantityError("must use a supported unit: B, K, KB, M, MB, G, GB, T, or TB")
    return int(float(found[1]) * 1024 ** _UNITS.index((found[2] or "B").upper()))


def to_megabytes(written: Any) -> int | None:
    """None for a blank; raises QuantityError."""
    count = to_bytes(written)
    return None if count is None else int(count / _MEGABYTE)


def with_unit(count: int) -> str:
    """Bytes in the largest unit that divides them."""
    exponent = max(power for power in range(len(_UNITS)) if count % 1024**power == 0)
    return f"{count // 1024**exponent}{_UNITS[exponent]}"
