"""Every effect on the raw socket: over HTTP and TLS, on the first and third request of a connection, at each listener.

A test that asks for `wire` runs once for each of these; `@pytest.mark.at("api")` names the listeners where its effect
makes sense.
"""

import contextlib
import socket
import ssl
import struct
import time
from dataclasses import dataclass, field

import pytest

from fakecf.addresses import Addresses
from fakecf.blobstore.blobstore import DROPLETS
from fakecf.foundation import Foundation
from fakecf.server.listener import Listener
from fakecf.state.records import App, Droplet

LISTENERS = ("api", "uaa", "blobstore")
PATIENCE = 10  # seconds after which a test that waits for bytes has failed
CHANGES = {"date", "x-runtime", "x-vcap-request-id", "x-amz-request-id", "x-amz-id-2"}


def pytest_generate_tests(metafunc):
    if "wire" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("at")
    listeners = mark.args if mark else LISTENERS
    cases = [(scheme, number, each) for scheme in ("http", "tls") for number in (1, 3) for each in listeners]
    ids = [f"{scheme}-{each}-request-{number}" for scheme, number, each in cases]
    metafunc.parametrize("wire", cases, ids=ids, indirect=True)


class Raw:
    """A client that sees every byte and the way a connection ends; TLS is peeled off above the socket."""

    def __init__(self, port, tls=None):
        self.sock = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.arriving, self.leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = tls and tls.wrap_bio(self.arriving, self.leaving, server_hostname="127.0.0.1")
        while self.tls and not self.shaken():
            data = self.sock.recv(65536)
            assert data, "the server hung up on the handshake"
            self.arriving.write(data)

    def shaken(self):
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        finally:
            self.sock.sendall(self.leaving.read())
        return True

    def send(self, data):
        if self.tls:
            self.tls.write(data)
            data = self.leaving.read()
        self.sock.sendall(data)

    def receive(self, timeout):
        """Some bytes, b"" for a FIN; raises ConnectionResetError for a RST, TimeoutError for silence."""
        self.sock.settimeout(timeout)
        while True:
            data = self.sock.recv(65536)
            if not (self.tls and data):
                return data
            self.arriving.write(data)
            with contextlib.suppress(ssl.SSLWantReadError):
                plain = self.peeled()
                if plain:
                    return plain

    def peeled(self):
        plain = b""
        with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            while more := self.tls.read(65536):
                plain += more
        return plain

    def leave(self):
        """Go away without a word."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


@dataclass
class Said:
    """What came: `head` lines as sent, `body` decoded where it is whole, `raw` as sent, and how it ended.

    `missing` are the bytes that are waited for where the head is no part of it; `end` is `kept` for a whole answer on a
    connection that goes on, else `FIN`, `RST` or `silence`.
    """

    data: bytes = b""
    end: str = ""
    missing: int = 0  # of the body that began before
    bodiless: bool = False
    seconds: float = 0.0
    first_byte: float = 0.0
    arrivals: list = field(default_factory=list)

    @property
    def status_line(self):
        return self.data.partition(b"\r\n")[0].decode("latin-1")

    @property
    def status(self):
        return int(self.status_line.split(" ")[1])

    @property
    def raw(self):
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def headers(self):
        lines = self.data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return [tuple(line.split(": ", 1)) for line in lines]

    @property
    def steady_headers(self):
        """Those that are the same whenever the same is asked."""
        return [(name, value) for name, value in self.headers if name.lower() not in CHANGES]

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def length(self):
        value = self.header("content-length")
        return int(value) if value is not None else None

    @property
    def chunked(self):
        return (self.header("transfer-encoding") or "").lower() == "chunked"

    @property
    def body(self):
        return b"".join(chunks(self.raw)) if self.chunked else self.raw

    @property
    def whole(self):
        if self.missing:
            return len(self.data) >= self.missing
        if b"\r\n\r\n" not in self.data:
            return False
        if self.bodiless:
            return True
        if self.chunked:
            return self.raw.endswith(b"0\r\n\r\n")
        return self.length is not None and len(self.raw) >= self.length


def chunks(data):
    while data:
        size, _, data = data.partition(b"\r\n")
        yield data[: int(size, 16)]
        data = data[int(size, 16) + 2 :]


class World:
    """A foundation behind six ports: each listener over HTTP and over TLS."""

    def __init__(self, server_tls, client_tls):
        self.foundation = Foundation.from_seeds("default", environ={})
        self.foundation.blobs.warm()
        self.client_tls = client_tls
        self.listeners = {
            (scheme, name): Listener(
                self.foundation.application(name),
                name=name,
                tls=server_tls if scheme == "tls" else None,
                refusing=lambda name=name: self.foundation.faults.refusing(name),
            )
            for scheme in ("http", "tls")
            for name in LISTENERS
        }
        ports = {name: self.listeners["http", name].port for name in LISTENERS}
        self.foundation.addresses = Addresses(**ports, control=1)
        self.foundation.faults.watch(self.mind)
        for listener in self.listeners.values():
            listener.start()

    def mind(self):
        for listener in self.listeners.values():
            listener.mind()

    def stop(self):
        for listener in self.listeners.values():
            listener.stop(grace=0)
        self.foundation.close()


class Wire:
    """One case of the matrix: a connection, and which of its requests is struck."""

    def __init__(self, world, scheme, number, listener):
        self.world = world
        self.foundation = world.foundation
        self.scheme, self.number, self.listener = scheme, number, listener
        self.open = []

    @property
    def port(self):
        return self.world.listeners[self.scheme, self.listener].port

    def connect(self):
        self.open.append(Raw(self.port, self.world.client_tls if self.scheme == "tls" else None))
        return self.open[-1]

    @property
    def target(self):
        state = self.foundation.store.state
        if self.listener == "api":
            return f"/v3/apps/{next(iter(state[App])).guid}"
        if self.listener == "uaa":
            return "/token_keys"
        base = f"http://127.0.0.1:{self.port}"
        return self.foundation.blobs.download_url(DROPLETS, self.droplet.blobstore_key, base).removeprefix(base)

    @property
    def droplet(self):
        droplets = self.foundation.store.state[Droplet]
        return next(each for each in droplets if each.blobstore_key and each.state == "STAGED")

    def request(self, *headers, method="GET", target=None, body=""):
        lines = [f"{method} {target or self.target} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers]
        if self.listener == "api":
            lines.append(f"Authorization: bearer {self.foundation.token('admin')}")
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", body]).encode()

    def read(self, connection, *, begun=None, silence=PATIENCE, **expected):
        said, begun = Said(**expected), begun or time.monotonic()
        try:
            while not said.whole:
                more = connection.receive(silence)
                if not more:
                    said.end = "FIN"
                    break
                said.first_byte = said.first_byte or time.monotonic() - begun
                said.arrivals.append((time.monotonic() - begun, len(more)))
                said.data += more
            else:
                said.end = "kept"
        except ConnectionResetError:
            said.end = "RST"
        except TimeoutError:
            said.end = "silence"
        said.seconds = time.monotonic() - begun
        return said

    def ask(self, connection, *headers, silence=PATIENCE, **how):
        begun = time.monotonic()
        try:
            connection.send(self.request(*headers, **how))
        except ConnectionError:
            return Said(end="RST")
        said = self.read(connection, begun=begun, silence=silence, bodiless=how.get("method") == "HEAD")
        if said.end == "kept" and (said.header("connection") or "").lower() == "close":
            said.end = self.read(connection).end
        return said

    def truth(self, *headers, **how):
        """What is answered without a fault."""
        said = self.ask(self.connect(), *headers, **how)
        assert said.end == "kept"
        return said

    def on(self):
        return {"api": "apps.show", "uaa": "uaa.token_keys", "blobstore": "blobstore.get"}[self.listener]

    def struck(self, do, *headers, on=None, silence=PATIENCE, **how):
        """The answer that the effect spoils; the requests before it on the connection are answered truly."""
        when = {} if self.number == 1 else {"nth": self.number}
        self.foundation.faults.add({"on": on or self.on(), "do": do, "when": when})
        self.connection = self.connect()
        for _ in range(self.number - 1):
            assert self.ask(self.connection, *headers, **how).end == "kept"
        return self.ask(self.connection, *headers, silence=silence, **how)

    def journaled(self):
        """The last exchange, once it is written down."""
        for _ in range(100):
            exchanges = self.foundation.journal.exchanges()
            if len(exchanges) >= self.number:
                return exchanges[-1]
            time.sleep(0.01)
        raise AssertionError("nothing was written down")

    def close(self):
        for connection in self.open:
            connection.sock.close()


@pytest.fixture(scope="module")
def six_ports(server_tls, client_tls):
    world = World(server_tls, client_tls)
    yield world
    world.stop()


@pytest.fixture
def wire(request, six_ports):
    wire = Wire(six_ports, *request.param)
    yield wire
    wire.close()
    six_ports.foundation.reset("faults", "flows", "clock")
