"""What was captured on the wire of the real Cloud Controller 3.228.0, and what we say in the same world.

Left out, as they show a machine of the real one's that we do not have: its database being down, nginx's
X-Accel-Redirect between CC and nginx, and an outage of the storage that nobody ordered here as a fault.
"""

import io
import re
import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest

from tests.capi.wire.world import CAPTURES, read_capture, server_of

WILD = {"date", "x-runtime", "x-vcap-request-id"}

# How the tokens were broken that a capture only calls `<jwt>`, and what those of a client or with few scopes were.
TOKENS = {
    "401-bare-token": {"user": "u-dev"},
    "401-bearerless": {"user": "u-dev"},
    "401-expired": {"user": "u-dev", "broken": "expired"},
    "401-refresh-token": {"user": "u-dev", "broken": "refresh"},
    "401-wrong-signature": {"user": "u-dev", "broken": "wrong-key"},
    "401-token-without-ids": {"claims": {"user_id": None, "client_id": None}},
    "401-wrong-audience": {"claims": {"user_id": "u-dev", "aud": ["openid"]}},
    "401-wrong-issuer": {"claims": {"user_id": "u-dev", "iss": "https://elsewhere.example.org/oauth/token"}},
    "403-no-scope": {"claims": {"user_id": "u-dev", "scope": ["openid"], "aud": ["cloud_controller"]}},
    "403-read-only-scope-on-post": {"user": "u-dev", "scopes": ["cloud_controller.read"]},
    "token-client-download": {"claims": {"client_id": "cli", "scope": ["cloud_controller.read"]}},
}


def token(foundation, capture):
    named = re.search(rb"^x-user-guid: (.*)\r$", capture.response, re.MULTILINE)
    user = named[1].decode() if named else "u-dev"
    return str(foundation.token(**TOKENS.get(capture.name, {"user": user})))


def replayed(server, capture):
    """The answer to the request as it was captured, byte for byte but for the token."""
    bearer = token(server.foundation, capture).encode()
    request = re.sub(rb"<jwt>|eyJ[\w.-]+", bearer, capture.request)
    with socket.create_connection(("127.0.0.1", server.foundation.addresses.api), 10) as sock:
        sock.sendall(request)
        return read_answer(sock, request)


def read_answer(sock, request):
    answer = HTTPResponse(sock, method=request.split(b" ", 1)[0].decode())
    answer.begin()
    return answer.version, answer.status, answer.reason, headers(answer.getheaders()), answer.read()


class Recorded:
    """A socket that has nothing to say but what was captured."""

    def __init__(self, said):
        self._said = said

    def makefile(self, mode):
        return io.BytesIO(self._said)


def headers(pairs):
    return [(name.lower(), value_of(name.lower(), value)) for name, value in pairs]


def value_of(name, value):
    """A presigned Location counts by its path: host, signer and time are the storage's own."""
    if name == "location":
        return urlsplit(value).path
    return "*" if name in WILD else value


@pytest.mark.parametrize("name", sorted(path.stem for path in CAPTURES.glob("*.txt")))
def test_the_wire_is_the_real_ones(name):
    capture = read_capture(name)
    with server_of(capture) as server:
        assert replayed(server, capture) == read_answer(Recorded(capture.response), capture.request)
        assert server.uncaught == 0
