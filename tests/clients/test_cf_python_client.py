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


@pytest.fixture
def admin(fakecf):
    made = CloudFoundryClient(fakecf.api_url, verify=False)
    made.init_with_user_credentials("admin", "admin")
    yield made
    made._session.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it leaves the file open
def test_it_uploads_a_buildpack_and_waits_for_the_job(admin, tmp_path):
    (tmp_path / "mine.zip").write_bytes(archive())
    buildpack = admin.v3.buildpacks.create("mine", position=1)
    uploaded = admin.v3.buildpacks.upload(buildpack["guid"], str(tmp_path / "mine.zip"))
    assert (uploaded["state"], uploaded["filename"]) == ("READY", "mine.zip")


def archive(name="index.html", text="hello"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr(name, text)
    return made.getvalue()


def test_it_goes_all_the_way_from_an_organization_to_a_droplet_and_back(fakecf, admin):
    organization = admin.v3.organizations.create("new", suspended=False)
    space = admin.v3.spaces.create("dev", organization["guid"])
    wanted = {"name": "pushed", "relationships": {"space": {"data": {"guid": space["guid"]}}}}
    app = admin.post(f"{fakecf.api_url}/v3/apps", json=wanted).json()
    package = admin.v3.packages.create(app["guid"], PackageType.BITS)
    admin.post(package["links"]["upload"]["href"], files={"bits": ("app.zip", archive("requirements.txt", "Flask"))})
    assert admin.v3.packages.get(package["guid"])["state"] == "READY"

    build = admin.post(f"{fakecf.api_url}/v3/builds", json={"package": {"guid": package["guid"]}}).json()
    assert build["state"] == "STAGING"
    build = admin.get(build["links"]["self"]["href"]).json()
    droplet = admin.v3.droplets.get(build["droplet"]["guid"])
    assert (build["state"], droplet["buildpacks"][0]["name"]) == ("STAGED", "python_buildpack")
    bits = admin.get(droplet["links"]["download"]["href"]).content
    assert hashlib.sha256(bits).hexdigest() == droplet["checksum"]["value"]
    with tarfile.open(fileobj=io.BytesIO(bits)) as opened:
        assert opened.extractfile("./app/requirements.txt").read() == b"Flask"

    job = admin.v3.apps.remove(app["guid"])
    assert admin.v3.jobs.wait_for_job_completion(job.rpartition("/")[2])["state"] == "COMPLETE"
    admin.v3.spaces.remove(space["guid"])
    admin.v3.organizations.remove(organization["guid"])
    assert list(admin.v3.organizations.list(names="new")) == []
    with pytest.raises(InvalidStatusCode, match="Droplet not found"):
        admin.v3.droplets.get(droplet["guid"])
