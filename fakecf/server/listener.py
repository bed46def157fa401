"""A port we serve: accepts clients, gives each a thread, and ends them all."""

import logging
import socket
import ssl
import threading
import time

from fakecf.foundation import OpenConnection
from fakecf.server.connection import Connection
from fakecf.server.doors import Doors, Refusing, never
from fakecf.server.environ import template
from fakecf.server.limits import Limits
from fakecf.server.ports import listen
from fakecf.server.service import Service
from fakecf.server.waiting import readable
from fakecf.web import WSGIApplication

_USUAL = Limits()
_TURNED_AWAY = 64  # clients above the limit that are told so; more than these are closed without a word
_STARVED_PAUSE = 0.05
_LAST_CALL = 1.0
_log = logging.getLogger("fakecf.server")


class Listener:
    """Serves *app* on *port*, which is taken at once (0 takes a free one); raises ListenError.

    For a loopback *host* both 127.0.0.1 and ::1 are served. While *refusing* gives more than 0, the seconds for which
    it does, the port is shut; `mind` must be called when that changes. `stop` must be called also when `start` was not.
    """

    def __init__(  # noqa: PLR0913 - what a port needs, each named
        self,
        app: WSGIApplication,
        *,
        name: str,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits = _USUAL,
        tls: ssl.SSLContext | None = None,
        refusing: Refusing = never,
    ) -> None:
        self.name = name
        self.host = host
        self._doors = Doors(listen(host, port, listener=name), refusing)
        self.port = self._doors.port
        common = template(name, host, self.port, "http" if tls is None else "https")
        self._service = Service(app, limits, tls, common)
        self._threads: dict[Connection, threading.Thread] = {}
        self._acceptor = threading.Thread(target=self._accept, name=f"fakecf-{name}", daemon=True)
        self._starved = False

    @property
    def uncaught(self) -> int:
        """How many exceptions have escaped the application."""
        return self._service.uncaught

    def connections(self, answering: bool | None = None, within: float = 0.0) -> list[OpenConnection]:
        """Those that nobody ends *within* seconds; *answering* chooses those with an answer under way, or without."""

        def there() -> list[Connection]:
            return [each for each in self._threads if answering is None or each.answering == answering]

        with self._service.change:
            self._service.change.wait_for(lambda: not there(), within)
            return [
                OpenConnection(listener=self.name, address=each.address, asked=each.asked, answering=each.answering)
                for each in there()
            ]

    def start(self) -> None:
        self._acceptor.start()

    def mind(self) -> None:
        """Refuse connections, or accept them again, from this moment on."""
        self._doors.mind()
        self._doors.ring()

    def stop(self, grace: float = 0.5) -> None:
        """Let running answers finish within *grace* seconds, then end every connection; returns when all are gone.

        Idle connections end by themselves: they wait for the stop signal as well.
        """
        self._service.stop()
        if self._acceptor.is_alive():
            self._acceptor.join()
        self._doors.close()
        with self._service.change:
            threads = [each for each in self._threads.values() if each is not threading.current_thread()]
            self._service.change.wait_for(lambda: not self._threads, grace)
            for connection in self._threads:
                connection.channel.shut()
        deadline = time.monotonic() + _LAST_CALL
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if any(thread.is_alive() for thread in threads):
            _log.warning("%s: the application did not return when its clients were gone", self.name)
        self._service.stop_signal.close()

    def _accept(self) -> None:
        while not self._service.stopped.is_set():
            self._doors.hush()
            left = self._doors.mind()
            doors = self._doors.open()
            ready = readable((self._service.stop_signal, self._doors.bell, *doors), left)
            for listening in doors:
                if listening.fileno() in ready:
                    self._welcome(listening)

    def _welcome(self, listening: socket.socket) -> None:
        try:
            sock, address = listening.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # it left before it was seen
        except OSError as error:
            if not self._doors.shut:  # else it was shut just now
                self._wait_for_files(error)
            return
        self._starved = False
        connection = Connection(self._service, sock, address)
        crowd = len(self._threads) - self._service.limits.connections
        if self._doors.shut:  # it came while they were closing: a RST is the nearest to a refusal
            connection.channel.reset()
            connection.channel.close()
        elif crowd >= _TURNED_AWAY:
            connection.channel.close()
        else:
            self._begin(connection, crowded=crowd >= 0)

    def _wait_for_files(self, error: OSError) -> None:
        """Out of file descriptors or memory: the client waits in the backlog until there are some again."""
        if not self._starved:
            _log.error("%s: cannot accept connections for now: %s", self.name, error)
        self._starved = True
        self._service.stopped.wait(_STARVED_PAUSE)

    def _begin(self, connection: Connection, *, crowded: bool) -> None:
        name = f"fakecf-{self.name}-client"
        thread = threading.Thread(target=self._live, args=(connection, crowded), name=name, daemon=True)
        with self._service.change:
            self._threads[connection] = thread
        try:
            thread.start()
        except RuntimeError as error:  # the machine has no more threads
            _log.error("%s: %s", self.name, error)
            self._forget(connection)

    def _live(self, connection: Connection, crowded: bool) -> None:
        try:
            connection.serve(crowded=crowded)
        finally:
            self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        with self._service.change:  # `stop` must not shut a file number that is already another's
            del self._threads[connection]
            connection.channel.close()
            self._service.change.notify_all()
