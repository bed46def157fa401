"""A foundation behind its own sockets: the api, uaa and blobstore listeners."""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from functools import partial

from fakecf.addresses import OF_CLIENTS, Addresses
from fakecf.config import Config
from fakecf.foundation import Foundation, OpenConnection
from fakecf.server.hosts import AllowedHosts, guard_hosts, refuse_like_gorouter
from fakecf.server.limits import Limits
from fakecf.server.listener import Listener
from fakecf.server.tls import Tls
from fakecf.web import Answer, WSGIApplication

OpenListener = Callable[[str, Callable[[int], Listener]], Listener]


class Served:
    """Takes three ports for *foundation* and answers there once it is started; raises ListenError.

    *ports* opens a listener, given its name and how to open it at a port. `stop` must be called also when `start` was
    not.
    """

    def __init__(self, foundation: Foundation, config: Config, tls: Tls, ports: OpenListener) -> None:
        self.foundation = foundation
        self._config = config
        self._tls = tls
        self._listeners: list[Listener] = []
        self._unwatch: Callable[[], None] = lambda: None
        with ExitStack() as unfinished:
            unfinished.callback(self._let_go)
            for name in OF_CLIENTS:
                self._listeners.append(ports(name, partial(self._listener, name)))
            unfinished.pop_all()

    def start(self, control: int, control_path: str = "", public: Mapping[str, str] | None = None) -> None:
        """Begin to answer; it is steered at the port *control*, below a path if need be.

        *public* fixes the URLs of listeners.
        """
        api, uaa, blobstore = (listener.port for listener in self._listeners)
        self.foundation.addresses = Addresses(
            api=api,
            uaa=uaa,
            blobstore=blobstore,
            control=control,
            control_path=control_path,
            public=dict(public or {}),
            blobstore_names=self._config.blobstore_names,
            tls=self._config.tls,
        )
        self.foundation.ca_pem = self._tls.ca_pem
        self.foundation.connections = self._connections
        for listener in self._listeners:
            listener.start()
        self._unwatch = self.foundation.faults.watch(self._mind_doors)

    def stop(self, grace: float = 0.5) -> None:
        """Let running answers finish within *grace* seconds, then end every connection."""
        self._unwatch()
        stop_all(self._listeners, grace)
        self.foundation.close()

    @property
    def uncaught(self) -> int:
        """How many exceptions have escaped an application."""
        return sum(listener.uncaught for listener in self._listeners)

    def _connections(self, answering: bool | None, within: float) -> list[OpenConnection]:
        return [found for listener in self._listeners for found in listener.connections(answering, within)]

    def _let_go(self) -> None:
        for listener in self._listeners:
            listener.stop(0)

    def _mind_doors(self) -> None:
        """A fault that refuses connections was set, removed, or overtaken by time."""
        for listener in self._listeners:
            listener.mind()

    def _listener(self, name: str, port: int) -> Listener:
        return Listener(
            self._guarded(name),
            name=name,
            host=self._config.host,
            port=port,
            limits=Limits(),
            tls=self._tls.context if name in self._config.tls else None,
            refusing=partial(self.foundation.faults.refusing, name),
        )

    def _guarded(self, name: str) -> WSGIApplication:
        allowed = AllowedHosts(self._config.allowed_hosts)
        return guard_hosts(self.foundation.application(name), allowed, self._refuse_host)

    def _refuse_host(self, host: str) -> Answer:
        return refuse_like_gorouter(host, self.foundation.clock.now())


def stop_all(listeners: Iterable[Listener], grace: float) -> None:
    """Stop them side by side."""
    stopping = [
        threading.Thread(target=listener.stop, args=(grace,), name=f"fakecf-stop-{listener.name}")
        for listener in listeners
    ]
    for thread in stopping:
        thread.start()
    for thread in stopping:
        thread.join()
