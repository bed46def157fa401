"""What admins do to the whole installation: cc-surface 1."""

import pytest

from fakecf.state.records import Job
from tests.capi.roles import ROLES

PATH = "/v3/admin/actions/clear_buildpack_cache"


@pytest.mark.parametrize("who", ROLES)
def test_admins_clear_the_buildpack_cache_by_a_job_that_is_about_nothing(cf, who):
    # as recorded in admin_actions
    answer = cf.ask(PATH, who, method="POST")
    assert answer.status_code == (202 if who == "admin" else 403)
    if who == "admin":
        (job,) = cf.state[Job]
        location = f"{cf.url}/v3/jobs/{job.guid}"
        assert (answer.headers["Location"], answer.text) == (location, "")
        shown = cf.ask(f"/v3/jobs/{job.guid}").json()
        assert (shown["operation"], shown["links"]) == ("admin.clear_buildpack_cache", {"self": {"href": location}})
