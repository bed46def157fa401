"""A foundation behind its sockets, beside others if need be, and the control listener by which they are steered."""

import _thread
import gc
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from fakecf.bells import Bell, Chime, pause
from fakecf.config import Config
from fakecf.control import Control
from fakecf.foundation import Foundation
from fakecf.server.further import FurtherFoundations
from fakecf.server.hosts import AllowedHosts, guard_hosts, refuse_control
from fakecf.server.limits import Limits
from fakecf.server.listener import Listener
from fakecf.server.served import Served
from fakecf.server.tls import Tls, prepare
from fakecf.steering import Calls, CloudFoundry, InProcess
from fakecf.uaa import Keys
from fakecf.web import StartResponse, WSGIApplication, WSGIEnvironment

_CONTROL_LIMITS = Limits(connections=64)


class Server(CloudFoundry):
    """A running foundation, best used in a `with` block.

    Without a *config* every listener takes a free port, so that any number of servers live side by side. Raises
    SeedError for a wrong seed, CertificateError for files that TLS cannot use, ListenError for a port that is taken.
    """

    def __init__(self, *seeds: str | Path, config: Config | None = None, foundation: Foundation | None = None) -> None:
        self.config = config or Config().on_free_ports()
        self.foundation = foundation or Foundation.from_seeds(*(seeds or self.config.seeds))
        self._served: Served | None = None
        self._control: Listener | None = None
        self._further: FurtherFoundations | None = None
        self._over = threading.Event()
        self._ending = Chime()
        super().__init__(Calls(InProcess(self._steering(None), self._pause)))

    def start(self) -> Self:
        """Take the ports and begin to answer."""
        tls = prepare(self.config) if self.config.tls else Tls(None, None)
        with ExitStack() as unfinished:
            control = self._control = self._control_listener()
            unfinished.callback(control.stop)
            served = self._served = Served(self.foundation, self.config, tls, self._at_its_port)
            self._further = FurtherFoundations(self.config, tls, control.port)
            served.start(control.port, public=self.config.advertise)
            control.start()
            unfinished.pop_all()
        return self

    def stop(self, grace: float = 0.5) -> None:
        """Let running answers finish within *grace* seconds, then end every connection."""
        self._over.set()
        self._ending.ring()
        if self._further is not None:
            self._further.stop(grace)
        if self._served is not None:
            self._served.stop(grace)
        if self._control is not None:
            self._control.stop(grace)

    def close(self) -> None:
        """Stop."""
        self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def ca_pem(self) -> str | None:
        return self.foundation.ca_pem

    @property
    def uncaught(self) -> int:
        """How many exceptions have escaped an application; more than none is a bug of fakecf."""
        counted = (self._served, self._control, self._further)
        return sum(each.uncaught for each in counted if each is not None)

    def _url(self, listener: str) -> str:
        return self.foundation.addresses.url(listener)

    def _pause(self, seconds: float, *bells: Bell) -> bool:
        """As `bells.pause`, but True once the server stops."""
        return self._over.is_set() or pause(seconds, *bells, self._ending.bell()) or self._over.is_set()

    def _steering(self, token: str | None) -> WSGIApplication:
        """The control API, for callers who know the *token*; those in this process need none."""

        def steered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return Control(self.foundation, token, self._further).application(environ, start_response)

        return steered

    def _at_its_port(self, name: str, at: Callable[[int], Listener]) -> Listener:
        return at(getattr(self.config, f"{name}_port"))

    def _control_listener(self) -> Listener:
        allowed = AllowedHosts(self.config.allowed_hosts)
        return Listener(
            guard_hosts(self._steering(self.config.control_token), allowed, refuse_control),
            name="control",
            host=self.config.host,
            port=self.config.control_port,
            limits=_CONTROL_LIMITS,
        )


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
