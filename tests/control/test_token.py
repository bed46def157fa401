"""Off loopback the control token must be known (T-15)."""

import http.client

import pytest
import requests

from fakecf.control import Control
from fakecf.server.listener import Listener

TOKEN = "0123456789abcdef"


@pytest.fixture(scope="module")
def url(seeded):
    listener = Listener(Control(seeded, token=TOKEN).application, name="control")
    listener.start()
    yield f"http://127.0.0.1:{listener.port}"
    listener.stop()


@pytest.mark.parametrize(
    "header", [None, "", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer ", "Bearer é"]
)
def test_without_the_token_nothing_is_told(url, header):
    headers = {"Authorization": header.encode()} if header is not None else {}
    answer = requests.get(f"{url}/v1/state", headers=headers, timeout=10)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_two_tokens_are_none(url):
    twice = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    twice.putrequest("GET", "/v1/state")
    for _ in range(2):
        twice.putheader("Authorization", f"Bearer {TOKEN}")
    twice.endheaders()
    assert twice.getresponse().status == 401
    twice.close()


def test_the_token_does_not_count_in_the_query(url):
    assert requests.get(f"{url}/v1/state?access_token={TOKEN}", timeout=10).status_code == 401


def test_with_the_token_everything_is_open(url):
    answer = requests.get(f"{url}/v1/state", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10)
    assert answer.status_code == 200


def test_the_ca_is_no_secret(url):
    # 404 and not 401: nothing speaks TLS here
    assert requests.get(f"{url}/v1/ca.pem", timeout=10).status_code == 404


@pytest.mark.parametrize("path", ["/v1/health/live", "/v1/health/ready"])
def test_health_needs_no_token(url, path):
    assert requests.get(f"{url}{path}", timeout=10).status_code == 200
