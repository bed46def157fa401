"""What the written commands ask is what was asked: curl itself against a real server."""

import os
import shutil
import socket
import subprocess

import msgspec
import pytest
import requests

from fakecf.server import Server

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")

HEAD = (
    "{method} /v3/$(touch%20owned)%60id%60;'%22%5C%0a%1b[2J%7b%7d/../%c3%a9"
    "?q=$(touch+owned)'&x[1-3]={{a,b}}&y=!! HTTP/1.1\r\n"
    "Host: 127.0.0.1:{port}\r\n"
    "User-Agent: ';touch owned;' $(touch owned) `touch owned` \\ \x1b[201~ \xe9\r\n"
    "Accept: */*\r\n"
    "X-Empty:\r\n"
    "$'`: 1\r\n"
    "Authorization: bearer s3cret\r\n"
    "\r\n"
)
_OF_THE_JOURNAL = ("id", "flow", "started_at", "duration", "response_headers", "retried", "retry_of")


@pytest.fixture
def cf():
    with Server("default") as server:
        yield server


def asked(exchange):
    document = msgspec.to_builtins(exchange)
    headers = {name.lower(): value for name, value in document.pop("request_headers")}
    return {name: value for name, value in document.items() if name not in _OF_THE_JOURNAL}, headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "BREW'$x"])
def test_curl_asks_exactly_what_a_hostile_client_asked(cf, tmp_path, method):
    port = cf.foundation.addresses.api
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(HEAD.format(method=method, port=port).encode("latin-1"))
        assert sock.recv(20).startswith(b"HTTP/1.1 4")
    script = requests.get(f"{cf.control_url}/v1/flows/1?as=curl", timeout=10).text
    environ = {**os.environ, "TOKEN": "s3cret", "NO_PROXY": "*"}
    subprocess.run(["bash", "-euc", script], cwd=tmp_path, env=environ, check=True, capture_output=True, timeout=30)
    first, second = map(asked, cf.foundation.journal.exchanges())
    assert second == first
    assert list(tmp_path.iterdir()) == []
