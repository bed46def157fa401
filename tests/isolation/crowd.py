"""Two thousand tests, each of which would notice any other; `test_isolation` runs them, sixteen at a time."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

TESTS = 2000
BEGINNING = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def mine(tmp_path_factory):
    """A name that no other test has."""
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}-{secrets.token_hex(4)}"


@pytest.mark.parametrize("number", range(TESTS))
def test_it_is_alone_in_its_foundation(fakecf, mine, number):
    moment = BEGINNING + timedelta(days=number)
    fakecf.clock.freeze(moment)
    app = fakecf.add_org(mine).add_space("dev").add_app(mine, droplet=fakecf.bits("8KiB"))
    rule = fakecf.on("droplets.download", app=app).fail(502, times=1)
    headers = {"Authorization": f"bearer {fakecf.token('admin')}"}
    with requests.Session() as session:
        orgs = session.get(f"{fakecf.api_url}/v3/organizations", headers=headers, timeout=60).json()
        url = f"{fakecf.api_url}/v3/droplets/{app.droplet.guid}/download"
        answers = [session.get(url, headers=headers, timeout=60) for _ in range(2)]
    assert [each["name"] for each in orgs["resources"]] == ["acme", mine]
    assert [answer.status_code for answer in answers] == [502, 200]
    assert len(answers[1].content) == 8192
    assert rule.hits == 1
    assert [exchange.status for flow in fakecf.flows for exchange in flow.exchanges] == [200, 502, 302, 200]
    assert fakecf.clock.now() == moment
    _record(fakecf)


def _record(fakecf):
    """Where it was, for `test_isolation` to see that no two were in one place at one time."""
    folder = Path(os.environ["FAKECF_CROWD"])
    worker = os.environ["PYTEST_XDIST_WORKER"]
    with (folder / worker).open("a", encoding="utf-8") as record:
        record.write(f"{fakecf.api_url} {fakecf.control_url}\n")
