"""Entries with a `timing`: tests/capi/test_progress.py tells how they get on."""

import pytest

from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import App, Build, Droplet, Job, Package

DOCUMENT = """\
fakecf: 1
orgs:
  o: {{spaces: {{s: {{apps: {{a: \
    {app}}}}}}}}}
"""


def of(kind, seed):
    return [record for record in seed.records if isinstance(record, kind)]


def app(text):
    return DOCUMENT.format(app=text)


def test_a_build_under_way_makes_one_more_droplet_and_leaves_the_current_one_alone(seed):
    made = seed(app("{droplets: [{current: true}], packages: [{}], builds: [STAGED, {timing: held}]}"))
    first, second = of(Droplet, made)
    done, under_way = of(Build, made)
    assert (first.state, first.guid, first.build_guid) == ("STAGED", of(App, made)[0].droplet_guid, done.guid)
    assert (second.state, second.build_guid, under_way.droplet_guid) == ("STAGING", under_way.guid, None)
    (lifecycle,) = of(Lifecycle, made)
    assert (lifecycle.guid, lifecycle.ending) == (f"builds/{under_way.guid}", "STAGED")
    assert (lifecycle.droplet.guid, lifecycle.droplet.state) == (second.guid, "STAGED")
    assert second.package_guid == lifecycle.droplet.package_guid == of(Package, made)[0].guid


def test_a_copy_and_an_upload_have_no_package(seed):
    made = seed(app("{packages: [{}], droplets: [{state: COPYING, timing: held}, {uploaded: true, timing: held}]}"))
    copy, upload = of(Droplet, made)
    assert (copy.state, copy.package_guid, upload.state, upload.package_guid) == (
        "COPYING",
        None,
        "PROCESSING_UPLOAD",
        None,
    )
    assert upload.process_types == {"web": ""}


def test_the_paths_of_what_is_under_way_are_those_of_the_things(seed):
    made = seed(app("{packages: [{timing: 5s}]}"))
    assert [path for path in made.paths if "packages" in path] == ["orgs/o/spaces/s/apps/a/packages/0"] * 2
    assert made.summary["lifecycles"] == 1


def test_a_build_without_a_droplet_makes_none(seed):
    assert of(Droplet, seed(app("{packages: [{}], builds: [{timing: held, droplet: null}]}"))) == []


JOBS = "fakecf: 1\njobs: {upload: {operation: droplet.upload, %s}}\n"
BLOBSTORE_ERROR = "Failed to perform blobstore operation after three retries."


@pytest.mark.parametrize(
    ("text", "state", "errors"),
    [
        ("", "COMPLETE", []),
        ("timing: 5s", "PROCESSING", []),
        ("timing: 5s, state: POLLING", "POLLING", []),
        ("error: CF-BlobstoreError, state: PROCESSING", "PROCESSING", [BLOBSTORE_ERROR]),
        ("error: BlobstoreError, state: FAILED", "FAILED", [BLOBSTORE_ERROR]),
        ("state: FAILED", "FAILED", ["An unknown error occurred."]),
    ],
)
def test_a_job_is_as_the_entry_says_or_unfinished_until_then(seed, text, state, errors):
    (job,) = of(Job, seed(JOBS % text))
    assert (job.state, [error["detail"] for error in job.errors]) == (state, errors)


@pytest.mark.parametrize("text", ["error: BlobstorError", "timing: 5s, error: BlobstorError"])
def test_an_error_that_no_job_can_have_is_refused(refused, text):
    message = refused(JOBS % text)
    assert message.startswith("a.yml:2:")
    assert "no Cloud Controller error is called 'BlobstorError'" in message
    assert message.endswith("did you mean 'BlobstoreError'?")


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("{builds: [{timing: instnat}]}", 53, "'instnat' is not a timing; allowed: instant, 3 polls"),
        ("{builds: [{timing: 5}]}", 53, "expected text or a list, got the number 5; put it in quotes"),
        ("{builds: [{timing: [STAGING, STAGD]}]}", 53, "'STAGD' is not a state of builds"),
        ("{builds: [{timing: [FAILED: StagerEror]}]}", 53, "'StagerEror' is not an error id of staging"),
        ("{builds: [{timing: 5s, error: StagerEror}]}", 64, "'StagerEror' is not an error id of staging"),
        ("{builds: [{timing: [STAGED], state: FAILED}]}", 44, "leave out 'state' and 'error'"),
        ("{builds: [{timing: 5s}, {timing: 5s}]}", 58, "Only one build can be STAGING at a time per application."),
        ("{builds: [{timing: 5s, package: 0}], packages: [{timing: 5s}]}", 44, "Cannot stage package"),
        (
            "{builds: [{timing: 5s, droplet: 0}], droplets: [FAILED]}",
            66,
            "becomes STAGED with it, not one that is FAILED",
        ),
        ("{builds: [{timing: 5s, error_id: StagerError}]}", 67, "'error_id' is decided when the 'timing' has ended"),
        ("{packages: [{state: EXPIRED, timing: 5s}]}", 46, "what is EXPIRED has come to its end: it takes no 'timing'"),
        ("{droplets: [{current: true, timing: 5s}]}", 46, "droplet must be in staged state"),
        ("{lifecycle: docker, packages: [{timing: 5s}]}", 65, "a docker package is made READY"),
        ("{lifecycle: docker, droplets: [{timing: 5s}]}", 65, "a docker droplet is made STAGED, it never is STAGING"),
        ("{lifecycle: cnb, droplets: [{state: COPYING, timing: 5s}]}", 62, "a cnb droplet cannot be copied"),
    ],
)
def test_what_cannot_get_under_way_is_refused_at_its_place(refused, text, column, told):
    message = refused(app(text))
    assert told in message
    assert message.startswith(f"a.yml:3:{column}: ")


OWN = "fakecf: 1\nfoundation: {{timing: {{{timings}}}}}\n"


def test_a_foundation_has_timings_of_its_own(seed):
    timing = seed(OWN.format(timings="jobs: 3 polls, builds: [STAGING, {FAILED: StagerError}]")).behaviour.timing
    assert (timing.jobs, timing.packages, timing.builds) == (
        "3 polls",
        "instant",
        ("STAGING", {"FAILED": "StagerError"}),
    )


@pytest.mark.parametrize(
    ("timings", "column", "told"),
    [
        ("jobs: instnat", 29, "'instnat' is not a timing; allowed: instant, 3 polls"),
        ("packages: [COPYING, REDY]", 33, "'REDY' is not a state of packages"),
        ("job: 5s", 23, "did you mean 'jobs'?"),
    ],
)
def test_a_timing_that_no_foundation_can_have_is_refused_at_its_place(refused, timings, column, told):
    message = refused(OWN.format(timings=timings))
    assert told in message
    assert message.startswith(f"a.yml:2:{column}: ")
