"""What goes into an archive: entries in a fixed order, and the one error that bits raise."""

import stat
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

# The moment that Cloud Native Buildpacks give to all they make, for the same reason: equal input, equal bits.
MODIFIED_AT = 315532801


class BitsError(ValueError):
    """Bits that cannot be made, or are not what they should be; the message says what is allowed."""


class Entry(NamedTuple):
    """One file, directory or symbolic link; `mode` as in `st_mode`, a link's content is where it points."""

    path: str
    content: bytes = b""
    mode: int = stat.S_IFREG | 0o644


def arranged(entries: Iterable[Entry]) -> list[Entry]:
    """The entries sorted by path, the directories that hold them added; of two with one path the last counts."""
    given = {entry.path: entry for entry in entries}
    holding = {parent: Entry(parent, mode=stat.S_IFDIR | 0o755) for path in given for parent in _parents(path)}
    return [entry for _, entry in sorted((holding | given).items())]


def _parents(path: str) -> Iterator[str]:
    return accumulate(path.split("/")[:-1], lambda parent, name: f"{parent}/{name}")


def named(given: Path | bytes) -> str:
    """What to call an archive that came as a file, or as what is in one."""
    return "what was given" if isinstance(given, bytes) else str(given)


def too_small(size: int, least: int) -> BitsError:
    """The error for a size that the archive exceeds with an empty filler."""
    return BitsError(f"size: {size} bytes do not hold these bits; at least {least} bytes are needed")
