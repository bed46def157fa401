"""One test body, for a foundation in this process, in another, and in a container; `test_same_body` runs it."""

import hashlib

import pytest
import requests


@pytest.mark.fakecf(seed="roles", clock="2031-01-01", foundation={"name": "ours"})
def test_it_is_the_same_wherever_it_runs(fakecf):
    assert fakecf.clock.now().year == 2031
    assert requests.get(f"{fakecf.api_url}/v3/info", timeout=30).json()["name"] == "ours"
    app = fakecf.add_org("mine").add_space("dev").add_app("web", droplet=fakecf.bits("64KiB"))
    headers = {"Authorization": f"bearer {fakecf.token('admin')}"}
    url = f"{fakecf.api_url}/v3/droplets/{app.droplet.guid}/download"
    fakecf.expect("droplets.download", times=3)
    with fakecf.on("downloads", app=app).fail([502, "reset@50%", "ok"]) as rule:
        assert requests.get(url, headers=headers, timeout=30).status_code == 502
        with pytest.raises(requests.RequestException):
            requests.get(url, headers=headers, timeout=30)
        assert hashlib.sha256(requests.get(url, headers=headers, timeout=30).content).hexdigest() == app.droplet.sha256
    assert rule.hits == 3
    before = fakecf.snapshot()
    app.force(name="other")
    fakecf.restore(before)
    assert app.name == "web"
    assert [exchange.listener for exchange in fakecf.flows.last.exchanges] == ["api", "blobstore"]


@pytest.mark.fakecf(allow=["unknown-request"])
def test_what_is_noticed_is_the_same(fakecf):
    requests.get(f"{fakecf.api_url}/v3/appz", timeout=30)
    assert fakecf.flows.last.exchanges[0].unknown
