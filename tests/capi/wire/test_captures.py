"""What was captured on the wire of the real Cloud Controller 3.228.0, and what we say in the same world."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.capi.wire.captured import CAPTURES
from tests.capi.wire.world import seed, server_of

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

PUMA = "puma's own last words: a stack trace of Ruby"
NO_DATABASE = f"the database is gone, of which there is none here; {PUMA}"
NO_UAA = f"CC finds UAA gone, which is in the same process here; {PUMA}"
# What shows a machine of the real one's that we do not have.
NOT_OURS = {
    "db-down-download": NO_DATABASE,
    "db-down-download-2": NO_DATABASE,
    "db-down-list": NO_DATABASE,
    "uaa-down-valid-token": NO_UAA,
    "uaa-down-v3-info": NO_UAA,
    "uaa-down-v3-root": NO_UAA,
    "uaa-down-asym-valid-token": "CC finds UAA gone, which is in the same process here, before it has its keys",
    "uaa-down-asym-unknown-route": "as above",
    "local-nginx-download-xaccel": "what CC says to nginx, not to clients; the combination cannot be deployed",
    "method-foo": f"the method is refused before CC sees it; {PUMA}; we know no such route",
    "nginx-method-foo": "as above",
    "nginx-maintenance": "what an operator's nginx says while a backup is made",
}
# What an injected page of nginx leaves to the server: whether the connection stays.
OF_THE_CONNECTION = {"nginx-429-3", "nginx-502-dead-upstream"}
KEPT_ALIVE = ["Connection: keep-alive", "Keep-Alive: timeout=20"]


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


def told(capture, head, body):
    """Head and body, each guid of what the request made by the place where it first stands."""
    if not capture.makes:
        return head, body
    text = "\n".join([*head, body.decode()])
    asked = "".join(capture.request) + capture.sent.decode()
    there = {record.guid for record in seed(capture).records}
    made = [guid for guid in dict.fromkeys(_GUID.findall(text)) if guid not in asked and guid not in there]
    for place, guid in enumerate(made):
        text = text.replace(guid, f"<made {place}>")
    return text


def expected(capture):
    left_out = KEPT_ALIVE if capture.name in OF_THE_CONNECTION else []
    return [line for line in capture.answer if line not in left_out]


@pytest.mark.parametrize("name", [name for name in CAPTURES if name not in NOT_OURS])
def test_the_wire_is_the_real_ones(name):
    capture = CAPTURES[name]
    with server_of(capture) as server:
        assert told(capture, *replayed(server, capture)) == told(capture, expected(capture), capture.body)
        assert server.uncaught == 0


@pytest.mark.parametrize("name", NOT_OURS)
def test_only_these_captures_are_not_reproduced(name):
    capture = CAPTURES[name]
    with server_of(capture) as server:
        assert told(capture, *replayed(server, capture)) != told(capture, capture.answer, capture.body)
