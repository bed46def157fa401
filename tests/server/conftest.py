"""Listeners on free ports, and a client that sends exactly the bytes it is told to."""

import contextlib
import socket
import struct
import threading

import pytest

from fakecf.server.listener import Listener

PATIENCE = 10  # seconds after which a test that waits for bytes has failed


class Wire:
    """A raw client; below TLS where *tls* is given."""

    def __init__(self, port, tls=None, host="127.0.0.1"):
        self.raw = socket.create_connection((host, port), PATIENCE)
        self.sock = self.raw if tls is None else tls.wrap_socket(self.raw, server_hostname="127.0.0.1")

    def send(self, data):
        self.sock.sendall(data)
        return self

    def get(self, path="/", *headers):
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
        return self.send("\r\n".join(lines).encode("latin-1"))

    def receive(self, size=65536):
        return self.sock.recv(size)

    def until(self, end):
        """Everything up to and including *end*."""
        said = b""
        while not said.endswith(end):
            more = self.sock.recv(1)
            assert more, f"the server closed after {said!r}"
            said += more
        return said

    def everything(self):
        """Everything until the server's FIN; a RST raises ConnectionResetError."""
        return b"".join(iter(self.receive, b""))

    def until_reset(self):
        """Everything until the server's RST, as it is below TLS: Python's ssl would make a FIN of it."""
        said = b""
        while True:
            try:
                more = socket.socket.recv(self.sock, 65536)
            except ConnectionResetError:
                return said
            assert more, f"the server closed with a FIN after {len(said)} bytes"
            said += more

    def until_closed(self):
        """Everything until the connection is over, one way or the other."""
        try:
            return self.everything()
        except ConnectionResetError:
            return b""

    def send_until_refused(self):
        with contextlib.suppress(ConnectionError):
            while True:
                self.send(bytes(1000))

    def reset(self):
        self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.raw.close()

    def close(self):
        self.sock.close()


class Happens(threading.Event):
    """An event, and the assertion that it comes about."""

    def soon(self):
        assert self.wait(PATIENCE)


@pytest.fixture
def listen():
    """`listen(app, limits=..., tls=...)` gives a started listener, stopped after the test."""
    started = []

    def start(app, **options):
        listener = Listener(app, name="api", **options)
        started.append(listener)
        listener.start()
        return listener

    yield start
    for listener in started:
        listener.stop(grace=0)


@pytest.fixture
def connect():
    """`connect(listener)` gives a raw client, closed after the test."""
    wires = []

    def dial(listener, tls=None, host="127.0.0.1"):
        wires.append(Wire(listener.port, tls, host))
        return wires[-1]

    yield dial
    for wire in wires:
        wire.close()


@pytest.fixture(params=["http", "https"])
def talk(request, listen, connect, server_tls, client_tls):
    """`talk(app)` gives a listener and a function that connects to it: once over HTTP, once over TLS."""
    secure = request.param == "https"

    def start(app, **options):
        listener = listen(app, tls=server_tls if secure else None, **options)
        return listener, lambda: connect(listener, client_tls if secure else None)

    return start


@pytest.fixture
def begun():
    return Happens()


@pytest.fixture
def happens():
    return Happens()
