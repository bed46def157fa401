"""A client that asks again after a fault is noticed, however the fault ended the answer."""

import pytest
import requests

from fakecf.journal import Search
from fakecf.server import Server
from fakecf.state.records import Droplet


@pytest.mark.parametrize("effect", ["503", "truncate=50%", "reset=1KiB"])
def test_the_fetch_after_the_fault_is_a_retry_of_the_one_it_struck(effect):
    with Server("default") as cf:
        droplet = next(each for each in cf.foundation.store.state[Droplet] if each.sha1 and each.state == "STAGED")
        url = f"{cf.api_url}/v3/droplets/{droplet.guid}/download"
        cf.fault(f"blobstore.get {effect} x1")
        bearer = {"Authorization": f"bearer {cf.token('dev')}"}
        try:
            requests.get(url, headers=bearer, timeout=10).raise_for_status()
        except requests.RequestException:
            assert requests.get(url, headers=bearer, timeout=10).status_code == 200
        (retry,) = cf.foundation.journal.wait_for(Search(flag="retried"))
        (struck,) = cf.foundation.journal.exchanges(Search(fault="*"))
        assert (retry.listener, retry.status, retry.retry_of) == ("blobstore", 200, struck.id)
