"""Foundations beside the server's own, started and ended while it runs."""

import errno
import itertools
import os
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from fakecf.config import Config
from fakecf.control import Refusal
from fakecf.foundation import Foundation
from fakecf.seeds import Source, load
from fakecf.server.listener import Listener
from fakecf.server.ports import ListenError
from fakecf.server.served import OpenListener, Served
from fakecf.server.tls import Tls
from fakecf.words import did_you_mean

MOST = 256
_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)


class FurtherFoundations:
    """Those of one server, which all are steered at its control listener's port.

    Each has ports of its own: free ones, or some of those that *config* sets aside.
    """

    def __init__(self, config: Config, tls: Tls, control_port: int) -> None:
        self._config = config
        self._tls = tls
        self._control_port = control_port
        self._ports: OpenListener = _SetAside(*config.further_ports).open if config.further_ports else free
        self._served: dict[str, Served] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.uncaught = 0

    def add(self, name: str | None, seeds: Sequence[Source], settings: Mapping[str, Any]) -> tuple[str, Foundation]:
        wanted = tuple(seeds) or self._config.seeds
        now = datetime.now(UTC)
        seed = load(wanted, now=now, environ=os.environ, sent=bool(seeds), settings=settings)
        foundation = Foundation(seed)
        try:
            return self._begin(name, foundation), foundation
        except BaseException:
            foundation.close()
            raise

    def get(self, name: str) -> Foundation:
        return self._known(name).foundation

    def all(self) -> dict[str, Foundation]:
        return {name: served.foundation for name, served in self._served.items()}

    def remove(self, name: str) -> None:
        with self._lock:
            served = self._known(name)
            del self._served[name]
        self._end(served)

    def stop(self, grace: float = 0.5) -> None:
        """End them all."""
        for name in list(self._served):
            self._end(self._served.pop(name), grace)

    def _begin(self, name: str | None, foundation: Foundation) -> str:
        with self._lock:
            chosen = self._name(name)
            try:
                served = Served(foundation, self._config, self._tls, self._ports)
            except ListenError as error:
                raise Refusal(
                    503, f"{error.strerror}; remove a foundation, or start the server with more ports"
                ) from None
            served.start(self._control_port, f"/v1/foundations/{chosen}")
            self._served[chosen] = served
        return chosen

    def _name(self, wanted: str | None) -> str:
        if len(self._served) >= MOST:
            raise Refusal(503, f"there are {MOST} further foundations, as many as there can be; remove one first")
        if wanted is None:
            return next(name for name in map("foundation-{}".format, self._numbers) if name not in self._served)
        if not _NAME.fullmatch(wanted):
            raise Refusal(
                422, f"{wanted[:64]!r} is no id of a foundation: letters, digits, - and _, at most 64 of them"
            )
        if wanted in self._served:
            raise Refusal(409, f"there is a foundation {wanted!r} already; remove it first, or reset it")
        return wanted

    def _known(self, name: str) -> Served:
        served = self._served.get(name)
        if served is None:
            raise Refusal(404, f"there is no further foundation {name!r}{did_you_mean(name, self._served)}")
        return served

    def _end(self, served: Served, grace: float = 0.5) -> None:
        served.stop(grace)
        self.uncaught += served.uncaught


def free(_: str, at: Callable[[int], Listener]) -> Listener:
    """A listener at whatever port is free."""
    return at(0)


class _SetAside:
    """The ports from *first* to *last*, each taken again as late as can be, so that late clients meet nobody new."""

    def __init__(self, first: int, last: int) -> None:
        self._range = f"{first}-{last}"
        self._ports = deque(range(first, last + 1))

    def open(self, name: str, at: Callable[[int], Listener]) -> Listener:
        for _ in range(len(self._ports)):
            port = self._ports[0]
            self._ports.rotate(-1)
            with suppress(ListenError):
                return at(port)
        raise ListenError(errno.EADDRINUSE, f"the {name} listener finds no free port in {self._range}")
