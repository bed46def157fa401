"""A foundation behind its sockets: four listeners, started together and stopped together."""

import gc
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fakecf.addresses import LISTENERS, Addresses
from fakecf.config import Config
from fakecf.control import Control
from fakecf.foundation import Foundation, Timekeeper
from fakecf.server.hosts import AllowedHosts, guard_hosts, refuse_control, refuse_like_gorouter
from fakecf.server.limits import Limits
from fakecf.server.listener import Listener
from fakecf.uaa import Keys
from fakecf.web import Answer, WSGIApplication

_CONTROL_LIMITS = Limits(connections=64)


class Server:
    """A running foundation, best used in a `with` block.

    Without a *config* every listener takes a free port, so that any number of servers live side by side. Raises
    SeedError for a wrong seed, ListenError for a port that is taken.
    """

    def __init__(self, *seeds: str | Path, config: Config | None = None, foundation: Foundation | None = None) -> None:
        self.config = config or Config().on_free_ports()
        self.foundation = foundation or Foundation.from_seeds(*(seeds or self.config.seeds))
        self._listeners: dict[str, Listener] = {}

    def start(self) -> Self:
        """Take the ports and begin to answer."""
        with ExitStack() as unfinished:
            for name in LISTENERS:
                self._listeners[name] = self._listener(name)
                unfinished.callback(self._listeners[name].stop)
            self.foundation.addresses = Addresses(
                **{name: listener.port for name, listener in self._listeners.items()},
                public=self.config.advertise,
                blobstore_names=self.config.blobstore_names,
            )
            for listener in self._listeners.values():
                listener.start()
            unfinished.pop_all()
        return self

    def stop(self, grace: float = 0.5) -> None:
        """Let running answers finish within *grace* seconds, then end every connection."""
        stopping = [
            threading.Thread(target=listener.stop, args=(grace,), name=f"fakecf-stop-{name}")
            for name, listener in self._listeners.items()
        ]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        self._listeners.clear()
        self.foundation.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        return self.foundation.addresses.url("api")

    @property
    def uaa_url(self) -> str:
        return self.foundation.addresses.url("uaa")

    @property
    def blobstore_url(self) -> str:
        return self.foundation.addresses.url("blobstore")

    @property
    def control_url(self) -> str:
        return self.foundation.addresses.url("control")

    @property
    def clock(self) -> Timekeeper:
        """The foundation's time, to be frozen, set and advanced."""
        return self.foundation.clock

    @property
    def uncaught(self) -> int:
        """How many exceptions have escaped an application; more than none is a bug of fakecf."""
        return sum(listener.uncaught for listener in self._listeners.values())

    def token(self, user: str, **how: Any) -> str:
        """A bearer token for *user*, without a login; *how* as for `Foundation.token`."""
        return str(self.foundation.token(user, **how))

    def fault(self, rule: Any) -> str:
        """Arm a rule, an object or its one-line form, and give its id; raises RuleError."""
        return self.foundation.faults.add(rule).guid

    def _listener(self, name: str) -> Listener:
        port: int = getattr(self.config, f"{name}_port")
        limits = _CONTROL_LIMITS if name == "control" else Limits()
        return Listener(self._guarded(name), name=name, host=self.config.host, port=port, limits=limits)

    def _guarded(self, name: str) -> WSGIApplication:
        allowed = AllowedHosts(self.config.allowed_hosts)
        if name == "control":
            control = Control(self.foundation, token=self.config.control_token)
            return guard_hosts(control.application, allowed, refuse_control)
        return guard_hosts(self.foundation.application(name), allowed, self._refuse_host)

    def _refuse_host(self, host: str) -> Answer:
        return refuse_like_gorouter(host, self.foundation.clock.now())


def serve(config: Config, *, ready: Callable[[Server], None] = lambda _: None) -> None:
    """Serve until SIGTERM or SIGINT; *ready* is called once everything answers."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Keys.shared().begin()
    with Server(config=config) as server:
        _spare_the_collector()
        ready(server)
        stop.wait()


def _spare_the_collector() -> None:
    """Python's usual thresholds would take a sixth of the time of every answer; the process is ours to tune."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
