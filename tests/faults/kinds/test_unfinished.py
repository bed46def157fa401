import pytest
import requests

from fakecf import ClientError, Server
from fakecf.state.records import Build, Droplet, Job, Package

DONE = {"builds": "STAGED", "droplets": "STAGED", "packages": "READY"}
PLACES = {"builds": Build, "droplets": Droplet, "packages": Package}


@pytest.mark.parametrize(
    ("plural", "states"),
    [
        ("builds", {"STAGING"}),
        ("droplets", {"STAGING", "PROCESSING_UPLOAD"}),  # as it came about: staged, or uploaded
        ("packages", {"PROCESSING_UPLOAD"}),
    ],
)
def test_what_is_made_never_gets_ready(plural, states):
    with Server() as server:
        server.fault(f"{plural}.* unfinished")
        guid = next(each.guid for each in server.foundation.store.state[PLACES[plural]] if each.state == DONE[plural])
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        shown = requests.get(f"{server.api_url}/v3/{plural}/{guid}", headers=headers, timeout=5).json()
        listed = requests.get(f"{server.api_url}/v3/{plural}", headers=headers, timeout=5).json()["resources"]
        assert {each["state"] for each in (shown, *listed)} == states


def test_a_job_never_ends():
    with Server() as server:
        foundation = server.foundation
        with foundation.store.change() as change:
            change.put(Job(guid="job", created_at=foundation.clock.now(), operation="app.delete", state="COMPLETE"))
        server.fault("jobs.show unfinished")
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        assert requests.get(f"{server.api_url}/v3/jobs/job", headers=headers, timeout=5).json()["state"] == "PROCESSING"


def test_it_cannot_strike_what_takes_no_time():
    with Server() as server, pytest.raises(ClientError, match="where this cannot happen"):
        server.fault("apps.list unfinished")


@pytest.mark.at("api")
def test_it_is_seen_on_the_wire(wire):
    said = wire.struck("unfinished", on="droplets.show", target=f"/v3/droplets/{wire.droplet.guid}")
    assert (said.status, said.end, b'"state":"STAGED"' in said.body) == (200, "kept", False)
