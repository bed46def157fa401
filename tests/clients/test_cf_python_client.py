"""cloudfoundry-client from PyPI, unmodified: what clients 7 says it sends, and how it takes what we answer."""

import hashlib

import pytest
from cloudfoundry_client.client import CloudFoundryClient
from cloudfoundry_client.errors import InvalidStatusCode

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


@pytest.mark.parametrize(("status", "attempts"), [(403, 1), (404, 1), (422, 1), (429, 1), (500, 1), (502, 1), (503, 1)])
def test_it_gives_up_at_once_when_a_download_fails(fakecf, client, status, attempts):
    # clients 8: one request, and the status in the exception
    droplet = next(iter(client.v3.droplets.list(states="STAGED")))
    fakecf.fault(f"droplets.download {status}")
    with pytest.raises(InvalidStatusCode) as failed:
        client.get(droplet["links"]["download"]["href"])
    assert failed.value.status_code == status
    assert len(downloads(fakecf)) == attempts


def test_it_logs_in_again_when_its_token_is_refused(fakecf, client):
    # clients 8: 401 with code 1000 refreshes the token, once
    droplet = next(iter(client.v3.droplets.list(states="STAGED")))
    fakecf.fault({"on": "droplets.download", "when": {"times": 1}, "do": {"status": 401, "code": 1000}})
    assert client.get(droplet["links"]["download"]["href"]).status_code == 200
    assert [each.status for each in downloads(fakecf)] == [401, 302]


def test_it_does_not_log_in_again_when_it_is_not_authenticated(fakecf, client):
    droplet = next(iter(client.v3.droplets.list(states="STAGED")))
    fakecf.fault({"on": "droplets.download", "do": {"status": 401, "code": 10002}})
    with pytest.raises(InvalidStatusCode):
        client.get(droplet["links"]["download"]["href"])
    assert [each.status for each in downloads(fakecf)] == [401]


def downloads(fakecf):
    return [each for each in fakecf.foundation.journal.exchanges() if each.operation == "droplets.download"]
