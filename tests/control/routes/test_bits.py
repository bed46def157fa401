import hashlib
import zipfile
from io import BytesIO

import pytest

from fakecf.state.records import Droplet, Package


@pytest.fixture
def droplet(steer):
    return next(each for each in steer.foundation.store.state[Droplet] if each.state == "STAGED")


def test_the_bits_of_a_droplet_are_given_as_they_are(steer, droplet):
    steer.foundation.faults.add("blobstore 502")
    answer = steer.call("GET", f"/v1/droplets/{droplet.guid}/bits")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/octet-stream")
    assert hashlib.sha256(answer.content).hexdigest() == droplet.sha256
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert steer.foundation.journal.exchanges() == []


def test_the_bits_of_a_package_are_given_as_they_are(steer):
    package = next(iter(steer.foundation.store.state[Package]))
    assert zipfile.is_zipfile(BytesIO(steer.call("GET", f"/v1/packages/{package.guid}/bits").content))


def test_only_the_size_of_bits_can_be_asked_for(steer, droplet):
    answer = steer.call("HEAD", f"/v1/droplets/{droplet.guid}/bits")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


def test_what_has_no_bits_says_why(steer, droplet):
    def why(path):
        answer = steer.call("GET", path)
        assert answer.status_code == 404
        return answer.json()["detail"]

    images = {"lifecycle": "docker", "packages": ["example/web:1"]}
    steer.foundation.add({"fakecf": 1, "orgs": {"acme": {"spaces": {"dev": {"apps": {"image": images}}}}}})
    docker = next(each for each in steer.foundation.store.state[Package] if each.type == "docker")
    expired = next(each for each in steer.foundation.store.state[Droplet] if each.state == "EXPIRED")
    assert why("/v1/droplets/none/bits") == "there is no droplet 'none'"
    assert why("/v1/packages/none/bits") == "there is no package 'none'"
    assert why(f"/v1/packages/{docker.guid}/bits") == "the package has no bits: it is the image 'example/web:1'"
    assert why(f"/v1/droplets/{expired.guid}/bits") == "the droplet has no bits: it is EXPIRED, and without a SHA-1"
    steer.foundation.blobs.delete("cc-droplets", droplet.blobstore_key)
    assert why(f"/v1/droplets/{droplet.guid}/bits").startswith("the blob is missing: cc-droplets has no blob")
