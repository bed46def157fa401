"""cloudfoundry-client from PyPI, unmodified: what clients 7 says it sends, and how it takes what we answer."""

import hashlib
import io
import tarfile
import zipfile

import pytest
from cloudfoundry_client.client import CloudFoundryClient
from cloudfoundry_client.v3.packages import PackageType

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


def test_it_stages_what_it_has_uploaded(fakecf, client):
    (space,) = client.v3.spaces.list(names="dev")
    relationships = {"space": {"data": {"guid": space["guid"]}}}
    app = client.post(f"{fakecf.api_url}/v3/apps", json={"name": "pushed", "relationships": relationships}).json()
    package = client.v3.packages.create(app["guid"], PackageType.BITS)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("requirements.txt", "Flask")
    client.post(package["links"]["upload"]["href"], files={"bits": ("app.zip", zipped.getvalue(), "application/zip")})
    assert client.v3.packages.get(package["guid"])["state"] == "READY"
    build = client.post(f"{fakecf.api_url}/v3/builds", json={"package": {"guid": package["guid"]}}).json()
    assert build["state"] == "STAGING"
    build = client.get(build["links"]["self"]["href"]).json()
    droplet = client.v3.droplets.get(build["droplet"]["guid"])
    assert (build["state"], droplet["buildpacks"][0]["name"]) == ("STAGED", "python_buildpack")
    bits = client.get(droplet["links"]["download"]["href"]).content
    assert hashlib.sha256(bits).hexdigest() == droplet["checksum"]["value"]
    with tarfile.open(fileobj=io.BytesIO(bits)) as archive:
        assert archive.extractfile("./app/requirements.txt").read() == b"Flask"
