"""What was captured on the wire of the real Cloud Controller 3.228.0, and what we say in the same world."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.capi.wire.world import CAPTURES, server_of

# What shows a machine of the real one's that we do not have.
NOT_OURS = {
    "db-down-download": "the database is gone: puma's own last words, a stack trace of Ruby",
    "db-down-download-2": "as above",
    "local-nginx-download-xaccel": "what CC says to nginx, not to clients; the combination cannot be deployed",
    "method-foo": "puma's parser refuses the method with a stack trace of Ruby; we know no such route",
}


def replayed(server, capture):
    """The answer's head and body to the request as it was captured, but for the token."""
    token = str(server.foundation.token(**capture.caller)) if capture.caller else ""
    head = "\r\n".join([*capture.request, "", ""]).replace("<token>", token)
    with socket.create_connection(("127.0.0.1", server.foundation.addresses.api), 10) as sock:
        sock.sendall(head.encode() + capture.sent)
        return read_answer(sock, bodiless=head.startswith("HEAD "))


def read_answer(sock, *, bodiless):
    received = b""
    while b"\r\n\r\n" not in received:
        received += read_some(sock)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    length = next(int(line.split(": ")[1]) for line in lines if line.lower().startswith("content-length"))
    while len(body) < (0 if bodiless else length):
        body += read_some(sock)
    return [comparable(line) for line in lines], body


def read_some(sock):
    some = sock.recv(65536)
    assert some, "the answer ended early"
    return some


def comparable(line):
    """The line without what no two answers share; host, signer and time of a Location are the storage's own."""
    name, _, value = line.partition(": ")
    if name.lower() in ("date", "x-runtime"):
        return f"{name}: *"
    if name.lower() == "x-vcap-request-id":
        return re.sub(r"[0-9a-f-]{36}$", "*", line)
    return f"{name}: {urlsplit(value).path}" if name.lower() == "location" else line


@pytest.mark.parametrize("name", [name for name in CAPTURES if name not in NOT_OURS])
def test_the_wire_is_the_real_ones(name):
    capture = CAPTURES[name]
    with server_of(capture) as server:
        assert replayed(server, capture) == (capture.answer, capture.body)
        assert server.uncaught == 0


@pytest.mark.parametrize("name", NOT_OURS)
def test_only_these_captures_are_not_reproduced(name):
    capture = CAPTURES[name]
    with server_of(capture) as server:
        assert replayed(server, capture) != (capture.answer, capture.body)
