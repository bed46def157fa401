"""Faults in seeds: rules, presets, and magic fixtures that misbehave by themselves."""

import pytest
import requests

from fakecf import SeedError, Server
from fakecf.foundation import Foundation
from fakecf.state.records import App, Droplet

WORLD = """fakecf: 1
users: {admin: {scopes: [cloud_controller.admin]}}
orgs:
  o:
    spaces:
      s:
        apps:
          good: {droplets: [{bits: {size: 20KiB}}]}
          flaky: {droplets: [{bits: {size: 20KiB}, %s}, {bits: {size: 20KiB}}]}
"""


@pytest.fixture
def seeded(tmp_path):
    def write(text):
        (tmp_path / "seed.yml").write_text(text)
        return tmp_path / "seed.yml"

    return write


def download(server, app, place=0, user="admin"):
    state = server.foundation.store.state
    guid = next(each.guid for each in state[App] if each.name == app)
    droplet = [each for each in state[Droplet] if each.app_guid == guid][place]
    headers = {"Authorization": f"bearer {server.token(user)}"}
    return requests.get(f"{server.api_url}/v3/droplets/{droplet.guid}/download", headers=headers, timeout=5)


@pytest.mark.parametrize(
    "fault",
    [
        "fault: 503 x1",
        "fault: {status: 503}",
        "fault: [503, ok]",
        "fault: {do: 503, when: {times: 1}}",
        "fault: {on: droplets.download, do: 503}",
    ],
)
def test_a_fault_at_a_droplet_strikes_downloads_of_that_droplet_alone(seeded, fault):
    with Server(seeded(WORLD % fault)) as server:
        assert [download(server, *which).status_code for which in (("good",), ("flaky", 1), ("flaky",))] == [
            200,
            200,
            503,
        ]


def test_bits_are_struck_where_they_are(seeded):
    with Server(seeded(WORLD % "fault: reset@5KiB x1")) as server:
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            download(server, "flaky")
        assert len(download(server, "flaky").content) == 20 * 1024


def test_a_sequence_goes_over_both_hops(seeded):
    with Server(seeded(WORLD % "fault: [502, reset@5KiB, ok]")) as server:
        assert download(server, "flaky").status_code == 502
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            download(server, "flaky")
        assert download(server, "flaky").status_code == 200


def test_a_rule_about_a_user_knows_whom_the_api_sent_to_the_blobstore(seeded):
    text = WORLD.replace("users: {", "users: {other: {scopes: [cloud_controller.admin]}, ") % "force: true"
    with Server(seeded(text)) as server:
        server.fault("downloads 503,reset@5KiB,ok user=admin")
        assert download(server, "good", user="other").status_code == 200
        assert download(server, "good").status_code == 503
        assert download(server, "good", user="other").status_code == 200
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            download(server, "good")
        assert download(server, "good").status_code == 200


def test_bits_of_a_local_blobstore_are_struck_at_the_api(seeded):
    text = WORLD % "fault: truncate=50%" + "foundation: {blobstore: local}\n"
    with Server(seeded(text)) as server, pytest.raises(requests.exceptions.ChunkedEncodingError):
        download(server, "flaky")


def test_a_fault_at_an_app_strikes_downloads_of_all_its_droplets(seeded):
    text = WORLD.replace("flaky: {", "flaky: {fault: 503, ") % "force: true"
    with Server(seeded(text)) as server:
        statuses = [download(server, *which).status_code for which in (("good",), ("flaky", 0), ("flaky", 1))]
        assert statuses == [200, 503, 503]


def test_presets_and_rules_stand_in_one_list(seeded):
    text = "fakecf: 1\nfaults: [{preset: uaa-down, for: 30s}, downloads 502 x1, {preset: slow-cc}]\n"
    foundation = Foundation.from_seeds(seeded(text), environ={})
    assert [rule.guid for rule in foundation.faults.rules()] == ["uaa-down-1", "f_1", "slow-cc-1"]
    foundation.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fakecf: 1\nfaults: [{preset: uaa-dwn}]\n", "did you mean 'uaa-down'"),
        ("fakecf: 1\nfaults: [{preset: uaa-down, fro: 3s}]\n", "did you mean 'for'"),
        (WORLD % "fault: reste@5KiB", "'reste@5KiB' is not an effect"),
        (WORLD % "fault: {on: uaa.token, do: 503}", "has no droplet"),
    ],
)
def test_what_cannot_be_a_fault_is_refused_at_its_place(seeded, text, said):
    with pytest.raises(SeedError) as refused:
        Foundation.from_seeds(seeded(text), environ={})
    assert "seed.yml:" in str(refused.value)
    assert said in str(refused.value)
