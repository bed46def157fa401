"""How those who wait for something to happen let time pass, and what they hear when it did not."""

from collections.abc import Callable

from fakecf.bells import Bell
from fakecf.journal.near_misses import NearMiss, told

Pause = Callable[[float, Bell], bool]


class NotFoundInTimeError(TimeoutError):
    """Time was up before enough exchanges were found."""

    def __init__(self, sentence: str, found: int, misses: tuple[NearMiss, ...]) -> None:
        super().__init__(told(sentence, misses))
        self.found = found
        self.near_misses = misses


class WaitEndedError(Exception):
    """Whoever waited has left, or the server stops."""
