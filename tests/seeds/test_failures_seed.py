"""The shipped seed `failures`: every app in it misbehaves as its comment says, for an unmodified client."""

import hashlib

import pytest
import requests

from fakecf import Server
from fakecf.state.records import App, Droplet


@pytest.fixture
def server():
    with Server("failures") as server:
        yield server


def download(server, name):
    state = server.foundation.store.state
    app = next(each for each in state[App] if each.name == name)
    headers = {"Authorization": f"bearer {server.token('dev')}"}
    url = f"{server.api_url}/v3/droplets/{app.droplet_guid}/download"
    answer = requests.get(url, headers=headers, timeout=1 if name == "stuck-web" else 10)
    droplet = state[Droplet].get(app.droplet_guid)
    return answer.status_code, hashlib.sha256(answer.content).hexdigest() == droplet.sha256


def outcome(server, name):
    try:
        return download(server, name)
    except requests.RequestException as error:
        return type(error).__name__


OUTCOMES = {
    "flaky-web": [(502, False), "ChunkedEncodingError", (200, True), (200, True)],
    "busy-web": [(429, False), (429, False), (200, True)],
    "forbidden-web": [(403, False)],
    "gorouter-web": [(502, False)],
    "expired-web": [(403, False)],
    "lost-web": [(302, False)],
    "loop-web": ["TooManyRedirects"],
    "relay-web": [(200, True)],  # requests drops its token between two ports, Go clients do not (clients 2)
    "gone-web": [(404, False)],
    "reset-web": ["ChunkedEncodingError", "ChunkedEncodingError"],
    "cut-web": ["ChunkedEncodingError"],
    "stuck-web": ["ConnectionError"],
    "corrupt-web": [(200, False)],
    "half-web": [(200, False)],
}


@pytest.mark.parametrize("app", OUTCOMES)
def test_an_app_fails_as_it_says(server, app):
    assert [outcome(server, app) for _ in OUTCOMES[app]] == OUTCOMES[app]


def test_every_app_with_a_fault_is_tried_here_or_only_slow(server):
    state = server.foundation.store.state
    matches = [record.rule.match for record in server.foundation.faults.rules()]
    apps = [state[App].get(match.app) or state.owner(state[Droplet].get(match.droplet), App) for match in matches]
    assert {app.name for app in apps} == {*OUTCOMES, "slow-web"}
