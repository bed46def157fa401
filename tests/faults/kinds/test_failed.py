import pytest
import requests

from fakecf import Server
from fakecf.state.app_records import Task
from fakecf.state.records import App, Build, Job


def test_a_build_fails_with_the_sentence_of_its_error():
    # cc-droplets 6
    with Server() as server:
        server.fault("builds.show failed=NoAppDetectedError")
        guid = next(iter(server.foundation.store.state[Build])).guid
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        build = requests.get(f"{server.api_url}/v3/builds/{guid}", headers=headers, timeout=5).json()
        assert build["state"] == "FAILED"
        assert build["error"].startswith("NoAppDetectedError - ")
        assert build["droplet"] is None


def test_a_job_fails_with_the_error_of_that_name():
    with Server() as server:
        foundation = server.foundation
        with foundation.store.change() as change:
            change.put(Job(guid="job", created_at=foundation.clock.now(), operation="app.delete", state="COMPLETE"))
        server.fault("jobs.show failed=CF-BlobstoreError")
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        job = requests.get(f"{server.api_url}/v3/jobs/job", headers=headers, timeout=5).json()
        assert (job["state"], job["errors"][0]["title"]) == ("FAILED", "CF-BlobstoreError")


def test_a_task_fails_as_programs_do():
    with Server() as server:
        foundation = server.foundation
        app = next(iter(foundation.store.state[App])).guid
        with foundation.store.change() as change:
            task = {"guid": "task", "created_at": foundation.clock.now(), "app_guid": app, "sequence_id": 1}
            change.put(Task(**task, name="migrate", command="rake", state="SUCCEEDED"))
        server.fault("tasks.show failed")
        headers = {"Authorization": f"bearer {server.token('admin')}"}
        shown = requests.get(f"{server.api_url}/v3/tasks/task", headers=headers, timeout=5).json()
        assert (shown["state"], shown["result"]) == ("FAILED", {"failure_reason": "Exited with status 1"})


@pytest.mark.at("api")
def test_it_is_seen_on_the_wire(wire):
    said = wire.struck("failed=StagerError", on="droplets.show", target=f"/v3/droplets/{wire.droplet.guid}")
    assert (said.status, said.end, b'"state":"FAILED"' in said.body) == (200, "kept", True)
