"""A foundation behind its sockets: four listeners, started together and stopped together."""

import _thread
import gc
import signal
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fakecf.addresses import LISTENERS, Addresses
from fakecf.config import Config
from fakecf.control import Control
from fakecf.faults import switch_on
from fakecf.foundation import Foundation, Timekeeper
from fakecf.server.hosts import AllowedHosts, guard_hosts, refuse_control, refuse_like_gorouter
from fakecf.server.limits import Limits
from fakecf.server.listener import Listener
from fakecf.server.tls import Tls, prepare
from fakecf.uaa import Keys
from fakecf.web import Answer, WSGIApplication

_CONTROL_LIMITS = Limits(connections=64)


class Server:
    """A running foundation, best used in a `with` block.

    Without a *config* every listener takes a free port, so that any number of servers live side by side. Raises
    SeedError for a wrong seed, CertificateError for files that TLS cannot use, ListenError for a port that is taken.
    """

    def __init__(self, *seeds: str | Path, config: Config | None = None, foundation: Foundation | None = None) -> None:
        self.config = config or Config().on_free_ports()
        self.foundation = foundation or Foundation.from_seeds(*(seeds or self.config.seeds))
        self._listeners: dict[str, Listener] = {}
        self._unwatch: Callable[[], None] = lambda: None

    def start(self) -> Self:
        """Take the ports and begin to answer."""
        tls = prepare(self.config) if self.config.tls else Tls(None, None)
        with ExitStack() as unfinished:
            for name in LISTENERS:
                self._listeners[name] = self._listener(name, tls.context if name in self.config.tls else None)
                unfinished.callback(self._listeners[name].stop)
            self.foundation.addresses = Addresses(
                **{name: listener.port for name, listener in self._listeners.items()},
                public=self.config.advertise,
                blobstore_names=self.config.blobstore_names,
                tls=self.config.tls,
            )
            self.foundation.ca_pem = tls.ca_pem
            for listener in self._listeners.values():
                listener.start()
            self._unwatch = self.foundation.faults.watch(self._mind_doors)
            unfinished.pop_all()
        return self

    def stop(self, grace: float = 0.5) -> None:
        """Let running answers finish within *grace* seconds, then end every connection."""
        self._unwatch()
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
    def ca_pem(self) -> str | None:
        """What a client must trust; None where nothing speaks TLS, or with a certificate of the user's own."""
        return self.foundation.ca_pem

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

    def preset(self, name: str, lifetime: str | None = None) -> None:
        """Switch a preset on, for ever or for so long (`30s`); raises RuleError."""
        switch_on(self.foundation.faults, name, lifetime)

    def _mind_doors(self) -> None:
        """A fault that refuses connections was set, removed, or overtaken by time."""
        for listener in self._listeners.values():
            listener.mind()

    def _listener(self, name: str, tls: ssl.SSLContext | None) -> Listener:
        return Listener(
            self._guarded(name),
            name=name,
            host=self.config.host,
            port=getattr(self.config, f"{name}_port"),
            limits=_CONTROL_LIMITS if name == "control" else Limits(),
            tls=tls,
            refusing=partial(self.foundation.faults.refusing, name),
        )

    def _guarded(self, name: str) -> WSGIApplication:
        allowed = AllowedHosts(self.config.allowed_hosts)
        if name == "control":
            control = Control(self.foundation, token=self.config.control_token)
            return guard_hosts(control.application, allowed, refuse_control)
        return guard_hosts(self.foundation.application(name), allowed, self._refuse_host)

    def _refuse_host(self, host: str) -> Answer:
        return refuse_like_gorouter(host, self.foundation.clock.now())


class _Stop:
    """SIGTERM and SIGINT from when it is made: they end the wait for them, and what is done beside it."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._busy = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def end(self) -> None:
        """As the signal does, from any thread."""
        self._wanted.set()
        _thread.interrupt_main(signal.SIGTERM)

    def _hear(self, *_: object) -> None:
        self._wanted.set()
        if self._busy:
            self._busy = False
            raise KeyboardInterrupt

    def wait_beside(self, work: Callable[[], None]) -> None:
        """Do *work*, as far as there is time for it, and wait."""
        with suppress(KeyboardInterrupt):
            self._busy = True
            if not self._wanted.is_set():
                work()
            self._busy = False
        self._wanted.wait()


def serve(config: Config, *, ready: Callable[[Server], None] = lambda _: None) -> None:
    """Serve until SIGTERM or SIGINT; *ready* is called once everything answers, and cut short by them."""
    stop = _Stop()
    Keys.shared().begin()
    _open_many_files()
    with Server(config=config) as server:
        server.foundation.end = stop.end
        _spare_the_collector()
        stop.wait_beside(lambda: ready(server))


def _open_many_files() -> None:
    """As many as the system lets us: the usual 1,024 are fewer than the clients of a single listener."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):  # some systems have a lower limit than the one they name
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _spare_the_collector() -> None:
    """Python's usual thresholds would take a sixth of the time of every answer; the process is ours to tune."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
