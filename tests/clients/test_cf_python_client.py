"""cloudfoundry-client from PyPI, unmodified: what clients 7 says it sends, and how it takes what we answer."""

import hashlib

import pytest
from cloudfoundry_client.client import CloudFoundryClient

APPS = ["web", "catalogue", "cart", "forecasts", "landing"]


@pytest.fixture
def client(fakecf):
    made = CloudFoundryClient(fakecf.api_url, verify=False)
    made.init_with_user_credentials("dev", "dev")
    yield made
    made._session.close()


def test_it_logs_in_and_lists_apps_and_droplets(fakecf, client):
    assert [app["name"] for app in client.v3.apps.list()] == APPS
    droplets = list(client.v3.droplets.list(states="STAGED"))
    assert droplets
    assert {droplet["state"] for droplet in droplets} == {"STAGED"}


def test_it_downloads_through_the_302_what_the_checksum_says(fakecf, client):
    droplet = next(iter(client.v3.droplets.list(states="STAGED")))
    answer = client.get(droplet["links"]["download"]["href"])
    assert [each.status_code for each in answer.history] == [302]
    assert hashlib.sha256(answer.content).hexdigest() == droplet["checksum"]["value"]
    # requests drops the Authorization header between two host names (clients 2)
    (download,) = [each for each in fakecf.foundation.journal.exchanges() if each.listener == "blobstore"]
    assert not download.token_relayed
