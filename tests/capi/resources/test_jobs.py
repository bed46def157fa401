"""Jobs: cc-droplets 12 and cc-surface 4.13."""

from datetime import UTC, datetime

import pytest

from fakecf.state.records import Droplet, Job
from tests.capi.conftest import not_found
from tests.capi.roles import cases

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
ERROR = {"detail": "The job execution has timed out.", "title": "CF-JobTimeout", "code": 290006}


def job(cf, **fields):
    about = {"operation": "droplet.delete", "resource_type": "droplet", "resource_guid": "staged", **fields}
    cf.put(Job(guid="job", created_at=NOON, updated_at=NOON, **about))
    return cf.ask("/v3/jobs/job").json()


def test_a_job_is_shown_whole_in_ccs_order(cf):
    shown = job(cf, warnings=("mind the gap",))
    expected = {
        "guid": "job",
        "created_at": "2026-01-02T12:00:00Z",
        "updated_at": "2026-01-02T12:00:00Z",
        "operation": "droplet.delete",
        "state": "PROCESSING",
        "errors": [],
        "warnings": [{"detail": "mind the gap"}],
        "links": {
            "self": {"href": f"{cf.url}/v3/jobs/job"},
            "droplet": {"href": f"{cf.url}/v3/droplets/staged"},
        },
    }
    assert shown == expected
    assert list(shown) == list(expected)


def test_the_link_to_what_it_works_on_goes_with_that(cf):
    with cf.foundation.store.change() as change:
        change.delete(change[Droplet].get("staged"))
    assert list(job(cf)["links"]) == ["self"]


@pytest.mark.parametrize(
    ("kind", "guid"), [("app", "my-app"), ("package", "package"), ("space", "dev"), ("organization", "acme")]
)
def test_a_job_links_to_whatever_it_works_on(cf, kind, guid):
    links = job(cf, operation=f"{kind}.delete", resource_type=kind, resource_guid=guid)["links"]
    assert links[kind] == {"href": f"{cf.url}/v3/{kind}s/{guid}"}


@pytest.mark.parametrize(("kind", "guid"), [(None, None), ("moon", "x"), ("droplet", None)])
def test_a_job_about_nothing_we_know_links_to_itself_alone(cf, kind, guid):
    assert list(job(cf, resource_type=kind, resource_guid=guid)["links"]) == ["self"]


@pytest.mark.parametrize(
    ("state", "errors"), [("PROCESSING", [ERROR]), ("FAILED", [ERROR]), ("POLLING", [ERROR]), ("COMPLETE", [])]
)
def test_errors_show_until_all_is_well(cf, state, errors):
    # cc-droplets 12: those of the last attempt, also while it is tried again
    assert job(cf, state=state, errors=(ERROR,))["errors"] == errors


@pytest.mark.parametrize(("role", "status"), cases("job.get"))
def test_anyone_may_read_any_job(cf, role, status):
    job(cf)
    assert cf.ask("/v3/jobs/job", role).status_code == status


def test_an_unknown_job_is_not_found(cf):
    assert cf.error("/v3/jobs/nowhere") == (404, not_found("Job"))
