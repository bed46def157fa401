import pytest
import requests

from fakecf import RuleError, Server
from fakecf.state.records import Build, Droplet, Job, Package

PLACES = {"builds": Build, "droplets": Droplet, "packages": Package}


@pytest.mark.parametrize(
    ("plural", "state"), [("builds", "STAGING"), ("droplets", "STAGING"), ("packages", "PROCESSING_UPLOAD")]
)
def test_what_is_made_never_gets_ready(plural, state):
    with Server() as server:
        server.fault(f"{plural}.* unfinished")
        guid = next(iter(server.foundation.store.state[PLACES[plural]])).guid
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        for path in (f"/v3/{plural}/{guid}", f"/v3/{plural}"):
            answer = requests.get(server.api_url + path, headers=headers, timeout=5).json()
            assert (answer.get("resources") or [answer])[0]["state"] == state


def test_a_job_never_ends():
    with Server() as server:
        foundation = server.foundation
        with foundation.store.change() as change:
            change.put(Job(guid="job", created_at=foundation.clock.now(), operation="app.delete", state="COMPLETE"))
        server.fault("jobs.show unfinished")
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        assert requests.get(f"{server.api_url}/v3/jobs/job", headers=headers, timeout=5).json()["state"] == "PROCESSING"


def test_it_cannot_strike_what_takes_no_time():
    with Server() as server, pytest.raises(RuleError, match="where this cannot happen"):
        server.fault("apps.list unfinished")
