"""How those who wait for something to happen let time pass, and what they hear when it did not."""

import selectors
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


def pause(seconds: float, bell: Bell) -> bool:
    """Let *seconds* pass, or fewer when *bell* rings; never True, as nobody is there who could leave."""
    with selectors.DefaultSelector() as selector:
        selector.register(bell, selectors.EVENT_READ)
        selector.select(seconds)
    return False
