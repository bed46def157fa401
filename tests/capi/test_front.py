"""What nginx answers before CC sees anything (cc-droplets 1.4); the captures of the wire show each byte."""

import socket
from dataclasses import replace

import pytest

from fakecf.config import Behaviour
from fakecf.foundation import Foundation
from fakecf.server import Server
from tests.capi.conftest import NOBODY, Cf


@pytest.fixture(scope="module", params=["gorouter", "nginx"])
def behind(request, running):
    seed = running.foundation.seed
    with Server(foundation=Foundation(replace(seed, behaviour=Behaviour(proxy=request.param)))) as server:
        cf = Cf(server)
        yield cf
        cf.close()


@pytest.mark.parametrize("path", ["/internal/v4/x", "/internal/v5/droplets/x/upload", "//internal/v4/x"])
def test_the_internal_api_is_shut_from_outside(behind, path):
    answer = behind.ask(path, NOBODY)
    assert (answer.status_code, answer.content) == (403, b"Forbidden")
    assert answer.headers["Content-Type"] == "text/html"


def test_a_body_over_the_limit_is_refused_before_it_is_sent(behind):
    head = f"POST /v3/apps HTTP/1.1\r\nHost: localhost\r\nContent-Length: {15 * 2**20 + 1}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", behind.foundation.addresses.api), 10) as sock:
        sock.sendall(head.encode())
        answer = b"".join(iter(lambda: sock.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 413 Request Entity Too Large\r\n")
    assert b"\r\nConnection: close\r\n" in answer


def test_without_nginx_all_of_it_reaches_cc(direct):
    assert direct.ask("/internal/v4/x", NOBODY).json()["description"] == "Unknown request"
