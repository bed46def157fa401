"""The same seed and the same script of requests give the same bytes, faults with chance among them (R-20)."""

import re
import socket
import threading
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import pytest

from fakecf import Config, Foundation, Server
from fakecf.seeds import load
from fakecf.state.records import App, ClockSetting, Droplet
from fakecf.web import Hangup

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = {"api": "api.cf.localhost", "uaa": "uaa.cf.localhost", "blobstore": "blobstore.localhost"}
MEASURED = re.compile(rb"(?<=\r\n)(?:x-runtime|date): [^\r]+\r\n", re.IGNORECASE)  # what time it took is no chance
SEED = "fakecf: 1\nfoundation: {random_seed: %d}\n"
RULES = (
    "apps.list latency=100ms..300ms",
    "apps.show 502 p50%",
    {"on": "droplets.show", "when": {"probability": 0.4}, "do": [503, {"status": 502, "shape": "nginx"}]},
    "uaa.token 401 p30%",
    {"on": "blobstore.get", "match": {"header": {"Range": "*"}}, "do": "range=changed-etag"},
    "blobstore.get corrupt=20 p70%",
    "downloads reset p20%",
)


class Client:
    """Keeps every byte that it is sent; each request has a connection of its own."""

    def __init__(self, server):
        self.ports = {name: getattr(server.foundation.addresses, name) for name in NAMES}
        self.clock = server.clock
        self.bearer = f"Authorization: bearer {server.token('admin')}"
        self.said = []

    def ask(self, name, target, *headers, method="GET", body=""):
        lines = [f"{method} {target} HTTP/1.1", f"Host: {NAMES[name]}", "Connection: close", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        with socket.create_connection(("127.0.0.1", self.ports[name]), 30) as wire:
            wire.sendall("\r\n".join([*lines, "", body]).encode())
            said = MEASURED.sub(b"", received(wire))
        self.said.append(said)
        return said

    def show(self, target):
        return self.ask("api", target, self.bearer)

    def log_in(self):
        form = urlencode({"grant_type": "password", "username": "dev", "password": "dev"})
        headers = ("Authorization: Basic Y2Y6", "Content-Type: application/x-www-form-urlencoded")
        return self.ask("uaa", "/oauth/token", *headers, method="POST", body=form)

    def download(self, droplet):
        """The redirect, the blob and the end of the blob, as far as the faults let us."""
        redirect = self.show(f"/v3/droplets/{droplet}/download")
        if found := re.search(rb"\r\nLocation: (\S+)", redirect):
            url = urlsplit(found[1].decode())
            assert url.netloc == NAMES["blobstore"]
            self.ask("blobstore", f"{url.path}?{url.query}")
            self.ask("blobstore", f"{url.path}?{url.query}", "Range: bytes=1000-")

    def wait_for(self, ask):
        """Let time pass, for a request that takes some, and turn it back."""
        asking = threading.Thread(target=ask)
        asking.start()
        while asking.is_alive():
            self.clock.advance("1s")
            asking.join(0.01)
        self.clock.freeze(NOW)


def received(wire):
    """Everything until the connection ends, and how it does."""
    said = b""
    try:
        while more := wire.recv(65536):
            said += more
    except ConnectionResetError:
        return said + b"RST"
    return said


def script(client, state):
    app, droplet = next(iter(state[App])).guid, next(each for each in state[Droplet] if each.blobstore_key).guid
    for _ in range(10):
        client.log_in()
        client.show(f"/v3/apps/{app}")
        client.show(f"/v3/droplets/{droplet}")
        client.show(f"/v3/droplets/{app}")
        client.download(droplet)
    client.wait_for(lambda: client.show("/v3/apps"))
    labels = '{"metadata": {"labels": {"a": "b"}}}'
    json = "Content-Type: application/json"
    client.ask("api", f"/v3/droplets/{droplet}", client.bearer, json, method="PATCH", body=labels)
    client.show("/v3/nothing")


@pytest.fixture
def bytes_from(tmp_path):
    """Everything that a foundation of the *seed* answers to the script."""

    def run(seed, rules=RULES):
        path = tmp_path / "chance.yml"
        path.write_text(SEED % seed, "utf-8")
        foundation = Foundation(load(["default", path], now=NOW, environ={}))
        config = Config(advertise={name: f"http://{host}" for name, host in NAMES.items()}).on_free_ports()
        with Server(config=config, foundation=foundation) as server:
            server.clock.freeze(NOW)
            for rule in rules:
                server.fault(rule)
            client = Client(server)
            script(client, foundation.store.state)
        return client.said

    return run


def test_the_same_seed_and_script_give_the_same_bytes(bytes_from):
    first, second = bytes_from(7), bytes_from(7)
    answers = {said[9:12] for said in first}
    assert answers >= {b"200", b"206", b"302", b"401", b"404", b"502", b"503"}, "the script should meet every fault"
    for one, other in zip(first, second, strict=True):
        assert one == other


def test_another_seed_has_other_chances(bytes_from):
    statuses = [[said[:12] for said in bytes_from(seed)] for seed in (7, 8)]
    assert statuses[0] != statuses[1]


def test_a_rule_with_a_seed_of_its_own_has_the_same_chances_in_every_foundation(bytes_from):
    rule = {"on": "droplets.show", "when": {"probability": 0.4, "seed": 5}, "do": 503}
    statuses = [[said[:12] for said in bytes_from(seed, [rule])] for seed in (7, 8)]
    assert statuses[0] == statuses[1]
    assert b"HTTP/1.1 503" in statuses[0]


def test_latencies_are_the_same_for_the_same_seed(world_of):
    def waits(world):
        lengths = []
        world.setting = ClockSetting(guid="clock", created_at=NOW)
        world.engine.add("downloads latency=lognormal(90ms,0.4)")
        for _ in range(20):
            wait = {"fakecf.wait": lambda seconds, *_: lengths.append(seconds) or True}
            with pytest.raises(Hangup):
                world.get("/v3/droplets/d1/download", environ_overrides=wait)
        return lengths

    first, second = waits(world_of()), waits(world_of())
    assert first == pytest.approx(second, abs=0.01)
    assert max(first) - min(first) > 0.05
