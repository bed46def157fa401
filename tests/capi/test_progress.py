"""What is under way: under_way.yml has one thing of each kind; jobs are put beside it."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from fakecf.state.lifecycles import Lifecycle, lifecycle_of
from fakecf.state.records import App, Build, Droplet, Job, Package
from tests.capi.conftest import NOBODY

SEED = "under_way.yml"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def cf(cf):
    cf.foundation.clock.freeze(NOON)
    cf.foundation.reset("state")
    return cf


@pytest.fixture
def of(cf):
    """The path of the first build, package or droplet of the app of that name."""

    def path(kind, app):
        owner = next(each for each in cf.state[App] if each.name == app)
        return f"/v3/{kind.plural}/{cf.state[kind].where('app_guid', owner.guid)[0].guid}"

    return path


def states(cf, path, times, **how):
    return [cf.ask(path, **how).json()["state"] for _ in range(times)]


@pytest.mark.parametrize(
    ("kind", "app", "seen"),
    [
        (Build, "build-polls", ["STAGING", "STAGING", "STAGING", "STAGED", "STAGED"]),
        (Build, "build-fails", ["STAGING", "FAILED", "FAILED"]),
        (Build, "build-script", ["STAGING", "STAGING", "FAILED", "FAILED"]),
        (Build, "build-docker", ["STAGING", "STAGED"]),
        (Build, "build-held", ["STAGING"] * 5),
        (Build, "build-later", ["STAGING"] * 5),
        (Package, "package-polls", ["PROCESSING_UPLOAD", "PROCESSING_UPLOAD", "READY"]),
        (Droplet, "droplet-copy", ["COPYING", "STAGED"]),
        (Droplet, "droplet-retried", ["PROCESSING_UPLOAD", "FAILED", "STAGED"]),
        (Droplet, "droplet-instant", ["STAGED"]),
    ],
)
def test_each_poll_shows_what_the_timing_says(cf, of, kind, app, seen):
    assert states(cf, of(kind, app), len(seen)) == seen


@pytest.mark.parametrize(
    ("kind", "app", "before", "after"),
    [
        (Build, "build-later", "STAGING", "STAGED"),
        (Build, "build-named", "STAGING", "STAGED"),
        (Package, "package-copy", "COPYING", "READY"),
        (Package, "package-fails", "PROCESSING_UPLOAD", "FAILED"),
        (Droplet, "droplet-upload", "PROCESSING_UPLOAD", "STAGED"),
        (Droplet, "droplet-fails", "COPYING", "FAILED"),
    ],
)
def test_time_ends_what_is_under_way_at_its_own_moment(cf, of, kind, app, before, after):
    path = of(kind, app)
    cf.foundation.clock.advance("4s")
    assert cf.ask(path).json()["state"] == before
    cf.foundation.clock.advance("1h")
    shown = cf.ask(path).json()
    assert (shown["state"], shown["updated_at"]) == (after, "2026-01-02T12:00:05Z")


def test_a_poll_that_ends_a_build_is_when_the_build_was_updated(cf, of):
    path = of(Build, "build-fails")
    cf.ask(path)
    cf.foundation.clock.advance("1m")
    assert cf.ask(path).json()["updated_at"] == "2026-01-02T12:01:00Z"


def test_a_finished_build_has_a_droplet_with_genuine_bits(cf, of):
    """cc-droplets 15: no droplet is shown until it is final."""
    path = of(Build, "build-polls")
    assert [cf.ask(path).json()["droplet"] for _ in range(3)] == [None] * 3
    build = cf.ask(path).json()
    droplet = cf.ask(f"/v3/droplets/{build['droplet']['guid']}").json()
    assert build["links"]["droplet"] == droplet["links"]["self"]
    assert (droplet["state"], droplet["checksum"]["type"]) == ("STAGED", "sha256")
    assert droplet["process_types"]["web"]
    assert cf.ask(f"/v3/droplets/{droplet['guid']}/download").status_code == 302


def test_a_droplet_shows_nothing_of_its_staging_before_it_ends(cf, of):
    droplet = cf.ask(of(Droplet, "build-later")).json()
    assert (droplet["state"], droplet["checksum"], droplet["process_types"]) == ("STAGING", None, None)
    assert cf.error(of(Droplet, "build-later") + "/download")[0] == 422
    cf.foundation.clock.advance("5s")
    assert cf.ask(of(Droplet, "build-later")).json()["state"] == "STAGED"


def test_the_droplet_of_a_docker_build_comes_with_its_end(cf, of):
    """cc-droplets 15."""
    path = of(Build, "build-docker")
    before = cf.guids("/v3/droplets")
    cf.ask(path)
    guid = cf.ask(path).json()["droplet"]["guid"]
    assert guid not in before
    assert guid in cf.guids("/v3/droplets")
    assert cf.ask(f"/v3/droplets/{guid}").json()["created_at"] == "2026-01-02T12:00:00Z"


def test_a_failed_build_says_why_and_shows_no_droplet(cf, of):
    """cc-droplets 6."""
    build = [cf.ask(of(Build, "build-script")).json() for _ in range(3)][-1]
    assert build["error"] == "BuildpackCompileFailed - App staging failed in the buildpack compile phase"
    assert build["droplet"] is None
    assert cf.ask(of(Droplet, "build-script")).json()["error"] == build["error"]


def test_a_failed_package_and_a_failed_copy_say_why(cf, of):
    cf.foundation.clock.advance("5s")
    package = cf.ask(of(Package, "package-fails")).json()
    assert package["data"]["error"] == "An error occurred while processing the bits"
    assert cf.ask(of(Droplet, "droplet-fails")).json()["error"] == "failed to copy - disk full"


def test_an_uploaded_package_has_its_checksum_and_bits_at_the_end(cf, of):
    path = of(Package, "package-polls")
    assert cf.ask(path).json()["data"]["checksum"]["value"] is None
    assert cf.error(f"{path}/download")[0] == 422
    assert states(cf, path, 2)[-1] == "READY"
    assert len(cf.ask(path).json()["data"]["checksum"]["value"]) == 64
    assert cf.ask(f"{path}/download").status_code == 302


def test_a_poll_counts_only_where_it_is_answered(cf, of):
    path = of(Build, "build-fails")
    for refused in (cf.ask(path, "stranger"), cf.ask(path, NOBODY), cf.ask(path, method="HEAD")):
        assert refused.status_code in {200, 401, 404}
    cf.server.fault(f"GET {path} 502 x1")
    assert cf.ask(path).status_code == 502
    assert states(cf, path, 2) == ["STAGING", "FAILED"]


def test_lists_show_the_present_and_count_nothing(cf, of):
    path = of(Build, "build-fails")
    guid = path.rpartition("/")[2]
    listed = [cf.ask("/v3/builds?states=STAGING&per_page=100").json()["resources"] for _ in range(3)]
    assert all(guid in {build["guid"] for build in builds} for builds in listed)
    assert states(cf, path, 2) == ["STAGING", "FAILED"]
    assert guid not in cf.guids("/v3/builds?states=STAGING&per_page=100")


@pytest.fixture
def hasty():
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_sixty_four_clients_at_once_see_exactly_as_many_unfinished_answers_as_polls(cf, of, hasty):
    path, token = of(Build, "build-many"), cf.server.token("admin")
    with ThreadPoolExecutor(64) as pool:
        seen = list(pool.map(lambda _: cf.ask(path, token).json()["state"], range(64)))
    assert (seen.count("STAGING"), seen.count("STAGED")) == (20, 44)


def test_no_two_clients_at_once_see_the_same_step(cf, of, hasty):
    path, token = of(Package, "package-polls"), cf.server.token("admin")
    package = cf.state[Package].get(path.rpartition("/")[2])
    steps = [f"step {number}" for number in range(64)]
    cf.put(lifecycle_of(package, tuple(f"FAILED: {step}" for step in steps), None, NOON))
    with ThreadPoolExecutor(64) as pool:
        seen = list(pool.map(lambda _: cf.ask(path, token).json()["data"]["error"], steps))
    assert sorted(seen) == sorted(steps)


def test_a_reset_begins_everything_anew(cf, of):
    path = of(Build, "build-polls")
    assert states(cf, path, 4)[-1] == "STAGED"
    cf.foundation.clock.advance("1h")
    cf.foundation.reset("state")
    assert states(cf, path, 4) == ["STAGING", "STAGING", "STAGING", "STAGED"]
    assert cf.ask(of(Build, "build-later")).json()["state"] == "STAGING"


def test_a_snapshot_remembers_the_polls(cf, of):
    path = of(Build, "build-polls")
    states(cf, path, 2)
    kept = cf.foundation.snapshot()
    assert states(cf, path, 2) == ["STAGING", "STAGED"]
    cf.foundation.restore(kept)
    assert states(cf, path, 2) == ["STAGING", "STAGED"]


def test_what_has_ended_or_was_deleted_is_under_way_no_more(cf, of):
    path = of(Build, "build-later")
    with cf.foundation.store.change() as change:
        change.delete(*change[Build].where("guid", path.rpartition("/")[2]))
    cf.foundation.clock.advance("1h")
    cf.ask("/v3/builds")
    assert {each.timing for each in cf.state[Lifecycle]}.isdisjoint({"5s", "instant"})


def job(cf, timing, ending=None, since=NOON):
    made = Job(guid="job", created_at=NOON, operation="droplet.upload", state="PROCESSING")
    cf.put(made, lifecycle_of(made, timing, ending, since))
    return "/v3/jobs/job"


def test_a_job_completes(cf):
    path = job(cf, "2 polls", "COMPLETE")
    assert states(cf, path, 3) == ["PROCESSING", "PROCESSING", "COMPLETE"]


@pytest.mark.parametrize(
    ("ending", "error"),
    [
        ("FAILED", {"title": "UnknownError", "detail": "An unknown error occurred.", "code": 10001}),
        (
            "FAILED: CF-BlobstoreError",
            {
                "detail": "Failed to perform blobstore operation after three retries.",
                "title": "CF-BlobstoreError",
                "code": 150007,
            },
        ),
        (
            "FAILED: UnprocessableEntity: The app is gone.",
            {"detail": "The app is gone.", "title": "CF-UnprocessableEntity", "code": 10008},
        ),
        (
            "FAILED: StagingError",
            {"detail": "Staging error: the job failed", "title": "CF-StagingError", "code": 170001},
        ),
    ],
)
def test_a_job_fails_with_an_error_of_ccs_shape(cf, ending, error):
    """cc-droplets 12."""
    path = job(cf, ("POLLING", ending))
    assert states(cf, path, 1) == ["POLLING"]
    shown = cf.ask(path).json()
    assert (shown["state"], shown["errors"]) == ("FAILED", [error])


def test_what_is_beyond_all_time_is_never_due(cf):
    path = job(cf, "36500d", "COMPLETE", since=datetime(9990, 1, 1, tzinfo=UTC))
    assert states(cf, path, 1) == ["PROCESSING"]


@pytest.mark.parametrize("back", ["2020-01-01", "2026-01-02T11:59:59Z"])
def test_where_time_is_turned_back_what_is_under_way_begins_anew(cf, of, back):
    path = of(Build, "build-later")
    cf.foundation.clock.advance("3s")
    cf.foundation.clock.freeze(back)
    cf.foundation.clock.advance("4s")
    assert cf.ask(path).json()["state"] == "STAGING"
    cf.foundation.clock.advance("1s")
    assert cf.ask(path).json()["state"] == "STAGED"


def test_a_clock_that_goes_back_to_the_machines_does_not_keep_what_is_under_way_waiting(cf, of):
    cf.foundation.clock.set("2090-01-01")
    cf.foundation.reset("state")
    cf.foundation.reset("clock")
    cf.foundation.clock.advance("6s")
    assert cf.ask(of(Build, "build-later")).json()["state"] == "STAGED"


def test_time_that_is_turned_back_brings_nothing_back(cf, of):
    path = of(Build, "build-later")
    cf.foundation.clock.advance(timedelta(seconds=5))
    assert cf.ask(path).json()["state"] == "STAGED"
    cf.foundation.clock.freeze(NOON)
    assert cf.ask(path).json()["state"] == "STAGED"
