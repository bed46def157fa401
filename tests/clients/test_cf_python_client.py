"""cloudfoundry-client from PyPI, unmodified: what clients 7 says it sends, and how it takes what we answer."""

import hashlib
import io
import tarfile
import zipfile

import pytest
from cloudfoundry_client.client import CloudFoundryClient
from cloudfoundry_client.errors import InvalidStatusCode
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


@pytest.fixture
def app(client):
    return client.v3.apps.get_first(names="landing")


def test_it_makes_a_package_and_gets_its_bits_back_byte_for_byte(fakecf, client, app):
    package = client.v3.packages.create(app["guid"], PackageType.BITS)
    sent = archive()
    answer = client.post(package["links"]["upload"]["href"], files={"bits": ("/a/path/app.zip", io.BytesIO(sent))})
    assert answer.json()["state"] == "PROCESSING_UPLOAD"
    ready = client.v3.packages.get(package["guid"])
    assert (ready["state"], ready["data"]["checksum"]["value"]) == ("READY", hashlib.sha256(sent).hexdigest())
    assert client.get(package["links"]["download"]["href"]).content == sent
    copy = client.v3.packages.copy(package["guid"], client.v3.apps.get_first(names="web")["guid"])
    assert client.v3.packages.get(copy["guid"])["data"] == ready["data"]


def test_it_makes_copies_and_removes_droplets(fakecf, client, app):
    droplet = client.v3.droplets.create(app["guid"], {"web": "run"})
    sent = b"a tarball by its name"
    answer = client.post(droplet["links"]["upload"]["href"], files={"bits": ("d.tgz", sent)})
    assert client.get(answer.headers["Location"]).json()["state"] == "COMPLETE"
    assert client.get(f"{droplet['links']['self']['href']}/download").content == sent
    copy = client.v3.droplets.copy(droplet["guid"], client.v3.apps.get_first(names="web")["guid"])
    assert client.v3.droplets.get(copy["guid"])["state"] == "STAGED"
    client.v3.droplets.remove(copy["guid"])
    with pytest.raises(InvalidStatusCode):
        client.v3.droplets.get(copy["guid"])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it leaves the file open
def test_it_uploads_a_buildpack_and_waits_for_the_job(fakecf, tmp_path):
    admin = CloudFoundryClient(fakecf.api_url, verify=False)
    admin.init_with_user_credentials("admin", "admin")
    (tmp_path / "mine.zip").write_bytes(archive())
    buildpack = admin.v3.buildpacks.create("mine", position=1)
    uploaded = admin.v3.buildpacks.upload(buildpack["guid"], str(tmp_path / "mine.zip"))
    assert (uploaded["state"], uploaded["filename"]) == ("READY", "mine.zip")
    admin._session.close()


def archive():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("index.html", "hello")
    return made.getvalue()


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
