"""Moments of a foundation that were kept: its state, its blobs, and what time it was."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from fakecf.blobstore.blobstore import KeptBlobs
from fakecf.checking import CheckError, problem
from fakecf.faults import FaultRule
from fakecf.state import Change, State
from fakecf.state.lifecycles import Lifecycle

MAX_SNAPSHOTS = 100

_NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)
_LASTING = (Lifecycle, FaultRule)  # what ends so long after it began


class Snapshot(NamedTuple):
    """One moment; it shares everything with the present that has not changed since."""

    state: State
    blobs: KeptBlobs
    moment: datetime


class Snapshots(dict[str, Snapshot]):
    """Snapshots by name, no more than memory bears."""

    def keep(self, name: str, snapshot: Snapshot) -> None:
        """Under *name*, also where one is kept there already; raises CheckError."""
        if not _NAME.fullmatch(name):
            raise CheckError(problem("/name", f"{name[:64]!r} is no name: letters, digits, . - and _, at most 64"))
        if name not in self and len(self) >= MAX_SNAPSHOTS:
            raise CheckError(problem("", f"there are {MAX_SNAPSHOTS} snapshots already, as many as there can be"))
        self[name] = snapshot


def resume(change: Change, elapsed: timedelta) -> None:
    """What had so long to go when it was kept has so long to go now, after *elapsed* time."""
    for kind in _LASTING if elapsed else ():
        for record in list(change[kind]):
            with suppress(OverflowError):  # it lasts to the end of time
                change.update(record, created_at=record.created_at + elapsed)
