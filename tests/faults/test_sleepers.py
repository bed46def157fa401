"""Clients that wait, in a fault or for bytes: they leave no trace, are woken together, and stand in nobody's way."""

import contextlib
import select
import socket
import struct
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
import requests

from fakecf import Server
from fakecf.blobstore.blobstore import DROPLETS
from fakecf.faults import FaultRule
from fakecf.state.records import Droplet

PATIENCE = 10  # seconds after which a test that waits has failed
SEED = """
fakecf: 1
users: {admin: {password: admin, scopes: [cloud_controller.admin]}}
orgs: {o: {spaces: {s: {apps: {big: {droplets: [{bits: {size: 64MiB}, current: true}]}}}}}}
"""


class Crowd:
    """A foundation with a droplet that no socket's buffers can hold, and the clients that are busy with it."""

    def __init__(self, server):
        self.server = server
        self.faults = server.foundation.faults
        (self.droplet,) = server.foundation.store.state[Droplet]
        self.hits, self.asked, self.changed = 0, 0, threading.Condition()
        self.clients: list[socket.socket] = []
        server.foundation.store.watch(self.heard)

    def heard(self, _, after):
        with self.changed:
            self.hits = sum(rule.hits for rule in after[FaultRule] if rule.rule.on != "apps.list")
            self.changed.notify_all()

    def connect(self, url, *headers, method="GET", body=b""):
        """A client that has sent its request; *body* may be less than it declares."""
        parts = urlsplit(url)
        client = socket.create_connection((parts.hostname, parts.port), PATIENCE)
        lines = [f"{method} {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""]
        client.sendall("\r\n".join(lines).encode() + body)
        self.clients.append(client)
        return client

    def redirect(self):
        bearer = f"Authorization: bearer {self.server.token('admin')}"
        return self.connect(f"{self.server.api_url}/v3/droplets/{self.droplet.guid}/download", bearer)

    def fetch(self):
        url = self.server.blobstore_url
        return self.connect(self.server.foundation.blobs.download_url(DROPLETS, self.droplet.blobstore_key, url))

    def asleep(self, count):
        """*count* clients whom a fault keeps waiting."""
        for _ in range(count):
            self.redirect()
        self.asked += count
        with self.changed:
            assert self.changed.wait_for(lambda: self.hits == self.asked, PATIENCE)

    def fetching(self, count):
        """*count* clients who have seen the beginning of the blob."""
        for _ in range(count):
            assert self.fetch().recv(9) == b"HTTP/1.1 "

    def uploading(self, count):
        """*count* clients who have sent a part of a blob, so that all of them have a file."""
        keys = self.server.foundation.blobs.credentials
        s3 = boto3.client(
            "s3",
            endpoint_url=self.server.blobstore_url,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            region_name=keys.region,
        )
        url = s3.generate_presigned_url("put_object", {"Bucket": "cc-packages", "Key": "up/lo/upload"})
        for _ in range(count):
            self.connect(url, "Content-Length: 10000000", method="PUT", body=bytes(2**20))
        soon(lambda: len(uploads()) == count)

    def leave(self):
        """All at once, every second one with a reset."""
        for number, client in enumerate(self.clients):
            if number % 2:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        self.clients.clear()


def rest(client):
    """What a client is told until its connection ends."""
    with contextlib.suppress(ConnectionResetError):
        while more := client.recv(65536):
            yield more


def soon(condition, limit=PATIENCE):
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def uploads():
    return list(Path(tempfile.gettempdir()).rglob("*.blob"))


def traces():
    return threading.active_count(), len(list(Path("/dev/fd").iterdir())), len(uploads())


@pytest.fixture
def crowd(tmp_path, monkeypatch):
    seed = tmp_path / "big.yml"
    seed.write_text(SEED, "utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Server(seed) as server:
        server.foundation.blobs.warm()
        crowd = Crowd(server)
        yield crowd
        crowd.leave()
    assert server.uncaught == 0


DOINGS = {
    "latency": ("downloads latency=10m", Crowd.asleep),
    "hang": ("downloads hang", Crowd.asleep),
    "hang in the body": ("blobstore.get hang@50%", Crowd.fetching),
    "drip": ({"on": "blobstore.get", "do": {"drip": {"over": "10m", "chunks": 100}}}, Crowd.fetching),
    "bandwidth": ("blobstore.get bandwidth=64KiB/s", Crowd.fetching),
    "download": ("uaa.token ok", Crowd.fetching),
    "upload": ("uaa.token ok", Crowd.uploading),
}


@pytest.mark.parametrize(("rule", "doing"), DOINGS.values(), ids=DOINGS)
def test_50_clients_who_leave_in_the_middle_are_forgotten_within_a_second(crowd, rule, doing, caplog):
    """Reliability R-08."""
    crowd.server.fault(rule)
    quiet = threading.active_count()
    doing(crowd, 1)
    crowd.leave()
    soon(lambda: threading.active_count() == quiet)
    before = traces()
    doing(crowd, 50)
    assert threading.active_count() == quiet + 50
    crowd.leave()
    soon(lambda: traces() == before, limit=1)
    assert before[-1] == 0
    assert caplog.messages == []
    assert all(each.duration is not None for each in crowd.server.foundation.journal.exchanges())


def test_200_who_sleep_are_answered_when_the_rule_is_removed(crowd):
    crowd.server.fault("downloads latency=10m")
    crowd.asleep(200)
    begun = time.monotonic()
    crowd.faults.clear()
    assert {client.recv(12) for client in crowd.clients} == {b"HTTP/1.1 302"}
    assert time.monotonic() - begun < 2


def test_200_who_sleep_are_answered_when_the_clock_is_advanced(crowd):
    crowd.server.fault("downloads latency=10m")
    crowd.asleep(200)
    begun = time.monotonic()
    crowd.server.clock.advance("10m")
    assert {client.recv(12) for client in crowd.clients} == {b"HTTP/1.1 302"}
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(("rule", "doing"), [DOINGS["latency"], DOINGS["hang"], DOINGS["drip"]])
def test_a_server_that_stops_sends_200_who_sleep_away(crowd, rule, doing):
    """Reliability R-15."""
    crowd.server.fault(rule)
    doing(crowd, 200)
    begun = time.monotonic()
    crowd.server.stop()
    assert time.monotonic() - begun < 2
    for client in crowd.clients:
        list(rest(client))


def test_the_control_api_and_other_requests_are_answered_while_100_sleep(crowd):
    """Reliability R-10, in small."""
    crowd.server.fault("downloads hang")
    crowd.asleep(100)
    control, header = crowd.server.control_url, {"Authorization": f"bearer {crowd.server.token('admin')}"}
    asked = [
        requests.get(f"{control}/v1/health/ready", timeout=PATIENCE),
        requests.get(f"{control}/v1/flows?since=0", timeout=PATIENCE),
        requests.post(f"{control}/v1/faults", json="apps.list 502", timeout=PATIENCE),
        requests.get(f"{crowd.server.api_url}/v3/apps", headers=header, timeout=PATIENCE),
        requests.get(f"{crowd.server.api_url}/v3/droplets/{crowd.droplet.guid}", headers=header, timeout=PATIENCE),
        requests.delete(f"{control}/v1/faults/f_2", timeout=PATIENCE),
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 201, 502, 200, 204]
    assert select.select(crowd.clients, [], [], 0) == ([], [], [])
    assert crowd.hits == 100
