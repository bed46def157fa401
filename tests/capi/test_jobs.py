"""Deletions as jobs: what is to go is there until the job has ended, docs/time.md."""

from datetime import timedelta

import pytest

from fakecf.state.records import AuditEvent, Buildpack, Droplet, Job
from tests.capi.conftest import UNKNOWN_ERROR, not_found

APP_EVENTS = ["audit.app.droplet.delete", "audit.app.process.delete", "audit.app.delete-request"]
SPACE_EVENTS = [*APP_EVENTS, "audit.space.delete-request"]
DELETABLE = [
    ("/v3/droplets/no-key", "Droplet", ["audit.app.droplet.delete"]),
    ("/v3/packages/package", "Package", ["audit.app.package.delete"]),
    ("/v3/spaces/other", "Space", SPACE_EVENTS),
    ("/v3/organizations/suspended", "Organization", [*SPACE_EVENTS, "audit.organization.delete-request"]),
    ("/v3/users/no-role", "User", []),
]


def told(cf):
    return [event.type for event in cf.state[AuditEvent]]


@pytest.mark.parametrize(("path", "what", "events"), DELETABLE)
def test_what_is_to_be_deleted_goes_with_the_end_of_its_job(timed, path, what, events):
    cf = timed(jobs="1 poll")
    path = path.replace("no-role", cf.guids("/v3/users?usernames=no_role")[0])
    kind = what.lower()
    answer = cf.ask(path, method="DELETE")
    job = cf.follow(answer)
    assert (job["state"], job["links"][kind]["href"]) == ("PROCESSING", f"{cf.url}{path}")
    assert (cf.ask(path).status_code, told(cf)) == (200, [])
    job = cf.follow(answer)
    assert (job["state"], list(job["links"])) == ("COMPLETE", ["self"])
    assert (cf.error(path), told(cf)) == ((404, not_found(what)), events)


def test_a_buildpack_goes_with_the_end_of_its_job(timed):
    cf = timed(jobs="1 poll")
    names = [each.name for each in cf.state[Buildpack]]
    first = next(iter(cf.state[Buildpack]))
    answer = cf.ask(f"/v3/buildpacks/{first.guid}", method="DELETE")
    assert (cf.follow(answer)["state"], len(cf.state[Buildpack])) == ("PROCESSING", len(names))
    assert cf.follow(answer)["state"] == "COMPLETE"
    shown = cf.ask("/v3/buildpacks").json()["resources"]
    assert [(each["name"], each["position"]) for each in shown] == [(name, n) for n, name in enumerate(names[1:], 1)]
    assert told(cf) == ["audit.buildpack.delete"]


def test_time_ends_a_job_and_dates_what_it_tells(timed):
    cf = timed(jobs="5s")
    before = cf.foundation.clock.now()
    answer = cf.ask("/v3/droplets/no-key", method="DELETE")
    cf.foundation.clock.freeze()
    cf.foundation.clock.advance("4s")
    assert cf.ask("/v3/droplets/no-key").status_code == 200
    cf.foundation.clock.advance("1h")
    assert cf.ask("/v3/droplets/no-key").status_code == 404
    (event,) = cf.state[AuditEvent]
    assert timedelta(seconds=5) <= event.created_at - before < timedelta(minutes=1)
    assert cf.follow(answer)["updated_at"] == f"{event.created_at:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (["PROCESSING", "FAILED"], UNKNOWN_ERROR),
        (
            ["FAILED: CF-JobTimeout"],
            {"detail": "The job execution has timed out.", "title": "CF-JobTimeout", "code": 290006},
        ),
    ],
)
def test_a_job_that_fails_leaves_what_it_was_to_delete(timed, script, error):
    cf = timed(jobs=script)
    answer = cf.ask("/v3/droplets/no-key", method="DELETE")
    for _ in script:
        job = cf.follow(answer)
    assert (job["state"], job["errors"]) == ("FAILED", [error])
    assert (cf.ask("/v3/droplets/no-key").status_code, told(cf)) == (200, [])


def test_a_job_that_is_released_does_its_work(timed):
    cf = timed(jobs="held")
    job = cf.follow(cf.ask("/v3/droplets/no-key", method="DELETE"))
    released = cf._session.post(
        f"{cf.server.control_url}/v1/lifecycles/jobs/{job['guid']}/release", json={}, timeout=10
    )
    assert released.status_code == 200
    assert (cf.state[Droplet].get("no-key"), told(cf)) == (None, ["audit.app.droplet.delete"])


def test_a_job_that_is_put_under_way_again_tells_what_it_would_have_told(timed):
    cf = timed(jobs="held")
    job = cf.follow(cf.ask("/v3/droplets/no-key", method="DELETE"))
    path = f"{cf.server.control_url}/v1/lifecycles/jobs/{job['guid']}"
    assert cf._session.put(path, json={"timing": "instant"}, timeout=10).status_code == 200
    assert (cf.state[Droplet].get("no-key"), told(cf)) == (None, ["audit.app.droplet.delete"])


def test_a_job_about_what_is_gone_already_is_complete_and_tells_nothing(timed):
    # cc-droplets 12
    cf = timed(jobs="1 poll")
    answer = cf.ask("/v3/droplets/no-key", method="DELETE")
    with cf.foundation.store.change() as change:
        change.delete(change[Droplet].get("no-key"))
    assert [cf.follow(answer)["state"] for _ in range(2)] == ["PROCESSING", "COMPLETE"]
    assert told(cf) == []


def test_a_job_that_does_nothing_here_ends_all_the_same(timed):
    cf = timed(jobs="held")
    cf.put(Job(guid="moon", operation="moon.landing", resource_type="moon", created_at=cf.foundation.clock.now()))
    path = f"{cf.server.control_url}/v1/lifecycles/jobs/moon"
    assert cf._session.put(path, json={"timing": "1 poll"}, timeout=10).status_code == 200
    assert [cf.ask("/v3/jobs/moon").json()["state"] for _ in range(2)] == ["PROCESSING", "COMPLETE"]
