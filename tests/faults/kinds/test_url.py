from urllib.parse import urlsplit

import pytest
import urllib3

from fakecf import Server
from fakecf.state.records import Droplet


def location(wire, how):
    target = f"/v3/droplets/{wire.droplet.guid}/download"
    said = wire.struck(f"url={how}", on="downloads", target=target)
    assert (said.status, said.end) == (302, "kept")
    return said.header("location")


@pytest.mark.at("api")
def test_an_expired_one_is_refused_by_the_blobstore_as_expired(wire):
    answer = urllib3.request("GET", location(wire, "expired"), redirect=False)
    assert answer.status == 403
    assert b"<Message>Request has expired</Message>" in answer.data


@pytest.mark.at("api")
def test_a_tampered_one_does_not_match(wire):
    answer = urllib3.request("GET", location(wire, "tampered"), redirect=False)
    assert answer.status == 403
    assert b"<Code>SignatureDoesNotMatch</Code>" in answer.data


@pytest.mark.at("api")
@pytest.mark.parametrize(("how", "host"), [("unknown-host", "blobstore.invalid"), ("refused", "127.0.0.1:1")])
def test_a_host_that_cannot_be_reached(wire, how, host):
    truth = urlsplit(wire.truth(target=f"/v3/droplets/{wire.droplet.guid}/download").header("location"))
    said = urlsplit(location(wire, how))
    assert (said.netloc, said.path) == (host, truth.path)


@pytest.mark.parametrize("profile", ["storage-cli", "fog-v4", "fog-v2"])
@pytest.mark.parametrize("how", ["expired", "tampered"])
def test_every_era_of_urls_can_be_spoilt(tmp_path, profile, how):
    seed = tmp_path / "seed.yml"
    seed.write_text(
        f"fakecf: 1\nfoundation: {{profile: {profile}}}\nusers: {{admin: {{scopes: [cloud_controller.admin]}}}}\n"
        "orgs: {o: {spaces: {s: {apps: {a: {droplets: [{}]}}}}}}\n"
    )
    with Server(str(seed)) as server:
        (droplet,) = server.foundation.store.state[Droplet]
        server.fault(f"downloads url={how}")
        url = f"{server.api_url}/v3/droplets/{droplet.guid}/download"
        answer = urllib3.request("GET", url, headers={"Authorization": f"bearer {server.token('admin')}"})
        # urllib3 does not relay the token to another host
        said = {"expired": b"Request has expired", "tampered": b"SignatureDoesNotMatch"}[how]
        assert (answer.status, said in answer.data) == (403, True)
