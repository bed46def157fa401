"""A request on its way through a fault, and what the fault may do with it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from fakecf.bells import Chime, pause
from fakecf.clock import Clock
from fakecf.faults.operations import Operation, Subject
from fakecf.faults.trouble import Dialect
from fakecf.web import Hangup, WSGIEnvironment


class Mint(Protocol):
    """Whoever can sign tokens: spoils one, or gives it another lifetime in seconds."""

    def __call__(self, token: str, how: str, lifetime: float | None = None) -> str: ...


class Arming:
    """A rule for as long as it is neither removed nor replaced; `chime` rings when it is."""

    def __init__(self) -> None:
        self.chime = Chime()
        self.is_over = False

    def end(self) -> None:
        self.is_over = True
        self.chime.ring()


@dataclass(frozen=True, slots=True)
class Passing:
    """A request that a fault strikes, and what the fault may use.

    `chance` begins the same for the same seed, rule and number of the request.
    """

    environ: WSGIEnvironment
    operation: Operation
    subject: Subject
    dialect: Dialect
    clock: Clock
    chance: Random
    arming: Arming
    mint: Mint

    def sleep(self, seconds: float = math.inf) -> None:
        """Let time pass on the foundation's clock, or until the rule is no longer armed.

        Raises Hangup when the client leaves or the server stops. Where no socket can be watched only time ends it.
        """
        self.sleep_until(None if seconds == math.inf else self.clock.now() + timedelta(seconds=seconds))

    def sleep_until(self, end: datetime | None) -> None:
        """As `sleep`, to a moment, which may have come already."""
        wait: Callable[..., bool] = self.environ.get("fakecf.wait", pause)
        while True:
            bells = self.clock.chime.bell(), self.arming.chime.bell()
            left = math.inf if end is None else self.clock.until(end)
            if left <= 0 or self.arming.is_over:
                return
            if wait(left, *bells):
                raise Hangup("close")

    def send(self, data: bytes) -> None:
        """Put bytes on the wire as they are, before or instead of an answer; needs a socket of our own server."""
        self.environ["fakecf.send"](data)
