"""The foundation's time: live, set ahead, or frozen; everything that tells time asks here."""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from fakecf.bells import Chime


class ClockSetting(Protocol):
    """How a foundation's time departs from the machine's."""

    @property
    def frozen_at(self) -> datetime | None: ...

    @property
    def ahead(self) -> float: ...


class Clock:
    """Reads the time through the setting that *setting* returns, so that a reset of the state resets time.

    Whoever lets time pass listens to `chime`: it rings when time was set, or when there is nothing left to wait for.
    """

    def __init__(self, setting: Callable[[], ClockSetting]) -> None:
        self._setting = setting
        self.chime = Chime()

    def now(self) -> datetime:
        """The present moment in UTC."""
        setting = self._setting()
        if setting.frozen_at is not None:
            return setting.frozen_at.astimezone(UTC)
        return datetime.fromtimestamp(time.time() + setting.ahead, UTC)

    @property
    def frozen(self) -> bool:
        return self._setting().frozen_at is not None

    def ahead(self) -> float:
        """The seconds by which it is ahead of the machine's own."""
        setting = self._setting()
        return setting.ahead if setting.frozen_at is None else setting.frozen_at.timestamp() - time.time()

    def timestamp(self) -> float:
        """The present moment in seconds since the epoch."""
        return self.now().timestamp()

    def until(self, moment: datetime) -> float:
        """The seconds that really pass until *moment* comes; 0 when it has come, infinite while time stands still."""
        left = (moment - self.now()).total_seconds()
        if left <= 0:
            return 0.0
        return math.inf if self._setting().frozen_at is not None else left

    def stopwatch(self) -> float:
        """Seconds that only ever grow, for measuring how long something took; nothing can set them."""
        return time.perf_counter()


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zulu(moment: datetime) -> str:
    """*moment* as the Cloud Controller writes it: UTC, whole seconds (cc-droplets 2)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def http_date(moment: datetime) -> str:
    """*moment* as HTTP writes it (RFC 9110 5.6.7), in English wherever the machine stands."""
    utc = moment.astimezone(UTC)
    return f"{_DAYS[utc.weekday()]}, {utc:%d} {_MONTHS[utc.month - 1]} {utc:%Y %H:%M:%S} GMT"
