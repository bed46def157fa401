"""What must expire does so when the clock is moved, and nothing has to wait for it."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from fakecf.foundation import Foundation
from fakecf.server import Server
from fakecf.state.records import Droplet


@pytest.fixture(scope="module")
def server():
    with Server(foundation=Foundation.from_seeds("default", environ={})) as running:
        yield running
        assert running.uncaught == 0


@pytest.fixture
def cf(server):
    server.foundation.reset()
    return server


def get(url, token=None):
    bearer = {} if token is None else {"Authorization": f"bearer {token}"}
    return requests.get(url, headers=bearer, allow_redirects=False, timeout=10)


def test_a_token_expires_when_its_time_has_passed(cf):
    """cc-surface 5.6."""
    token = cf.token("dev", lifetime=timedelta(minutes=10))
    cf.clock.advance("9m")
    assert get(f"{cf.api_url}/v3/apps", token).status_code == 200
    cf.clock.advance("2m")
    refused = get(f"{cf.api_url}/v3/apps", token)
    assert (refused.status_code, refused.json()["errors"][0]["title"]) == (401, "CF-InvalidAuthToken")


def test_a_token_of_the_future_is_good_while_it_lasts(cf):
    cf.clock.freeze("2031-01-01T00:00:00Z")
    token = cf.token("dev", lifetime=timedelta(minutes=10))
    assert get(f"{cf.api_url}/v3/apps", token).status_code == 200
    cf.clock.live()
    assert cf.clock.now().year < 2031


def test_a_presigned_url_expires_when_its_time_has_passed(cf):
    """blobstore.md: AWS's own words."""
    droplet = next(each for each in cf.foundation.store.state[Droplet] if each.state == "STAGED")
    url = get(f"{cf.api_url}/v3/droplets/{droplet.guid}/download", cf.token("dev")).headers["location"]
    assert get(url).status_code == 200
    cf.clock.advance("2h")
    refused = get(url)
    assert (refused.status_code, "Request has expired" in refused.text) == (403, True)


def test_a_snapshot_remembers_the_time(cf):
    cf.clock.freeze("2026-01-01")
    kept = cf.foundation.snapshot()
    cf.clock.advance("1h")
    cf.foundation.restore(kept)
    assert cf.clock.now() == datetime(2026, 1, 1, tzinfo=UTC)


def test_moments_and_spans_may_be_pythons_own(cf):
    cf.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    cf.clock.advance(timedelta(seconds=1))
    assert cf.clock.now() == datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
    cf.clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    assert cf.clock.now().year == 2027


def test_a_moment_in_no_zone_is_refused(cf):
    for clock in (cf.clock, cf.foundation.clock):
        with pytest.raises(ValueError, match="is in no time zone"):
            clock.freeze(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
