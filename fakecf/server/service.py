"""What the connections of one listener share."""

import socket
import ssl
import threading

from fakecf.server.limits import Limits
from fakecf.server.log import log_failure
from fakecf.web import WSGIApplication, WSGIEnvironment


class Service:
    """An application, its bounds, and the word that it is over; `uncaught` counts what escaped the application.

    `stop_signal` becomes readable, and stays so, when the service stops. `change` is notified when a connection or an
    answer is over.
    """

    def __init__(
        self, app: WSGIApplication, limits: Limits, tls: ssl.SSLContext | None, common: WSGIEnvironment
    ) -> None:
        self.app = app
        self.limits = limits
        self.tls = tls
        self.common = common
        self.uncaught = 0
        self.stopped = threading.Event()
        self.change = threading.Condition()
        self.stop_signal, self._end = socket.socketpair()
        self._counting = threading.Lock()

    def stop(self) -> None:
        """Tell every waiting thread."""
        self.stopped.set()
        self._end.close()

    def failed(self, place: str, error: Exception) -> None:
        """Count and log an exception that nobody expected."""
        with self._counting:
            self.uncaught += 1
        log_failure(place, error)
