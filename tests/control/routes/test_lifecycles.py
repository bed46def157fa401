from datetime import UTC, datetime

import pytest

from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import App, Build, Droplet, Job, Package
from tests.control.routes.test_state import api

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def steer(steer):
    """With a clock that stands still, and one build with a package, a droplet, and a job."""
    foundation = steer.foundation
    foundation.clock.freeze(NOON)
    with foundation.store.change() as change:
        droplet = next(each for each in change[Droplet] if each.state == "STAGED")
        package = Package(guid="package", created_at=NOON, app_guid=droplet.app_guid, state="READY", package_hash="1")
        build = Build(guid="build", created_at=NOON, app_guid=droplet.app_guid, droplet_guid=droplet.guid)
        job = Job(guid="job", created_at=NOON, operation="droplet.upload", state="COMPLETE")
        change.put(package, build, job, change.update(droplet, build_guid="build"))
    return steer


def put(steer, path, timing, **more):
    return steer.call("PUT", f"/v1/lifecycles/{path}", {"timing": timing, **more})


def release(steer, path, **how):
    return steer.call("POST", f"/v1/lifecycles/{path}/release", how)


def shown(steer, path):
    status, body = api(steer.foundation, f"/v3/{path}")
    assert status == 200
    return body.decode()


def test_nothing_is_under_way_at_first(steer):
    assert steer.call("GET", "/v1/lifecycles").json() == []


def test_what_is_under_way_is_listed_with_when_it_ends(steer):
    put(steer, "builds/build", "5s")
    put(steer, "jobs/job", "2 polls", ending="FAILED: CF-BlobstoreError")
    put(steer, "packages/package", ["COPYING", {"FAILED": "disk full"}])
    shown(steer, "jobs/job")
    listed = steer.call("GET", "/v1/lifecycles").json()
    since = "2026-01-02T12:00:00Z"
    assert listed == [
        {
            "type": "builds",
            "guid": "build",
            "state": "STAGING",
            "timing": "5s",
            "ending": "STAGED",
            "polls": 0,
            "since": since,
            "due": "2026-01-02T12:00:05Z",
        },
        {
            "type": "jobs",
            "guid": "job",
            "state": "PROCESSING",
            "timing": "2 polls",
            "ending": "FAILED: CF-BlobstoreError",
            "polls": 1,
            "since": since,
            "due": None,
        },
        {
            "type": "packages",
            "guid": "package",
            "state": "COPYING",
            "timing": ["COPYING", "FAILED: disk full"],
            "ending": "FAILED: disk full",
            "polls": 0,
            "since": since,
            "due": None,
        },
    ]


def test_what_was_finished_becomes_what_it_was(steer):
    droplet = next(each for each in steer.foundation.store.state[Droplet] if each.build_guid == "build")
    before = steer.foundation.store.state[Build].get("build")
    put(steer, "builds/build", "held")
    assert '"state":"STAGING"' in shown(steer, "builds/build")
    waiting = steer.foundation.store.state[Droplet].get(droplet.guid)
    assert (waiting.state, waiting.sha256) == ("STAGING", None)
    assert release(steer, "builds/build").json()["state"] == "STAGED"
    after = steer.foundation.store.state
    assert after[Build].get("build").droplet_guid == before.droplet_guid == droplet.guid
    assert after[Droplet].get(droplet.guid).sha256 == droplet.sha256
    assert len(after[Lifecycle]) == 0


@pytest.mark.parametrize(
    ("path", "kind", "first", "last"),
    [
        ("packages/package", Package, "PROCESSING_UPLOAD", "READY"),
        ("jobs/job", Job, "PROCESSING", "COMPLETE"),
        ("builds/build", Build, "STAGING", "STAGED"),
    ],
)
def test_each_kind_can_be_held_and_released(steer, path, kind, first, last):
    guid = path.partition("/")[2]
    before = steer.foundation.store.state[kind].get(guid)
    assert put(steer, path, "held").json()["state"] == first
    assert f'"state":"{first}"' in shown(steer, path)
    assert release(steer, path).json()["state"] == last
    after = steer.foundation.store.state[kind].get(guid)
    assert after.updated_at == NOON
    assert {name: getattr(after, name) for name in kind.__struct_fields__ if name != "updated_at"} == {
        name: getattr(before, name) for name in kind.__struct_fields__ if name != "updated_at"
    }


def test_a_droplet_of_no_build_is_taken_for_an_upload(steer):
    with steer.foundation.store.change() as change:
        app = next(iter(change[App]))
        change.put(Droplet(guid="mine", created_at=NOON, app_guid=app.guid, sha1="1", sha256="2"))
    assert put(steer, "droplets/mine", "held").json()["state"] == "PROCESSING_UPLOAD"
    assert '"checksum":null' in shown(steer, "droplets/mine")
    assert release(steer, "droplets/mine").json()["state"] == "STAGED"
    assert '"checksum":{"type":"sha256","value":"2"}' in shown(steer, "droplets/mine")


def test_a_held_build_is_released_as_something_else(steer):
    put(steer, "builds/build", "held")
    assert release(steer, "builds/build", **{"as": "FAILED: StagerError"}).json()["state"] == "FAILED"
    assert '"error":"StagerError - Stager error: staging failed"' in shown(steer, "builds/build")
    assert put(steer, "builds/build", "instant").json()["state"] == "STAGED"
    assert '"error":null' in shown(steer, "builds/build")


def test_what_is_under_way_can_be_given_another_time_and_ending(steer):
    put(steer, "builds/build", "held", ending="FAILED")
    put(steer, "builds/build", "1 poll")
    assert '"state":"STAGING"' in shown(steer, "builds/build")
    assert '"state":"STAGED"' in shown(steer, "builds/build")


def test_what_is_said_of_a_droplet_meanwhile_stays_said(steer):
    put(steer, "builds/build", "held")
    (droplet,) = steer.foundation.store.state[Droplet].where("build_guid", "build")
    steer.call("PATCH", f"/v1/state/droplets/{droplet.guid}", {"labels": {"team": "blue"}})
    put(steer, "builds/build", "held")
    release(steer, "builds/build")
    after = steer.foundation.store.state[Droplet].get(droplet.guid)
    assert (after.state, after.labels, after.sha256 is None) == ("STAGED", {"team": "blue"}, False)


def test_what_was_due_is_over_before_the_state_is_read(steer):
    put(steer, "builds/build", "5s")
    steer.call("POST", "/v1/clock/advance", {"by": "5s"})
    records = steer.call("GET", "/v1/state").json()["records"]
    assert [each["state"] for each in records["builds"] if each["guid"] == "build"] == ["STAGED"]
    assert "lifecycles" not in records


def test_a_state_document_takes_what_is_under_way_along(steer):
    put(steer, "builds/build", "3 polls")
    shown(steer, "builds/build")
    document = steer.call("GET", "/v1/state").json()
    assert steer.call("PUT", "/v1/state", document).json() == document
    (status,) = steer.call("GET", "/v1/lifecycles").json()
    assert (status["polls"], status["timing"]) == (1, "3 polls")


@pytest.mark.parametrize(
    ("path", "document", "pointer", "told", "meant"),
    [
        ("bilds/build", {"timing": "held"}, "/type", "'bilds' are never under way", "builds"),
        ("builds/build", {}, "", "Object missing required field `timing`", None),
        ("builds/build", {"timing": "hold"}, "/timing", "'hold' is not a timing", "held"),
        ("builds/build", {"timing": ["STAGING", "STAGD"]}, "/timing", "'STAGD' is not a state of builds", "STAGED"),
        ("builds/build", {"timing": []}, "/timing", "a script has 1 to 1000 steps, not 0", None),
        ("builds/build", {"timing": "held", "ending": "READY"}, "/ending", "'READY' is not a state of builds", None),
        ("builds/build", {"timing": "STAGING", "ending": "FAILED"}, "/ending", "last step of the timing", None),
        ("jobs/job", {"timing": "held", "ending": "FAILED: NotFund"}, "/ending", "is called 'NotFund'", "NotFound"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(steer, path, document, pointer, told, meant):
    before = steer.foundation.store.state
    answer = steer.call("PUT", f"/v1/lifecycles/{path}", document)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, pointer)
    assert told in error["detail"]
    assert meant is None or error["did_you_mean"] == meant
    assert steer.foundation.store.state is before


def test_a_wrong_release_ends_nothing(steer):
    put(steer, "builds/build", "held")
    answer = release(steer, "builds/build", **{"as": "STAGING"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/as")
    assert '"state":"STAGING"' in shown(steer, "builds/build")


def test_what_is_not_there_or_not_under_way_is_404(steer):
    assert put(steer, "builds/nothing", "held").status_code == 404
    assert release(steer, "builds/build").status_code == 404
    put(steer, "builds/build", "held")
    with steer.foundation.store.change() as change:
        change.delete(change[Build].get("build"))
    assert release(steer, "builds/build").status_code == 404
    assert steer.call("GET", "/v1/lifecycles").json() == []
