import pytest
import requests

from fakecf import ClientError
from fakecf.faults import PRESETS, is_on, switch_off, switch_on


@pytest.fixture(autouse=True)
def no_faults(server):
    server.foundation.reset("faults", "clock")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_armed_twice_and_removed(server, name):
    engine = server.foundation.faults
    first, second = switch_on(engine, name), switch_on(engine, name)
    assert [rule.guid for rule in first] == [rule.guid for rule in second] == [rule.guid for rule in engine.rules()]
    assert is_on(engine, name)
    switch_off(engine, name)
    assert (engine.rules(), is_on(engine, name)) == ((), False)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_for_a_time(server, name):
    engine = server.foundation.faults
    switch_on(engine, name, "30s")
    now = server.clock.now()
    assert {record.standing(now) for record in engine.rules()} == {"armed"}
    server.clock.advance("30s")
    assert {record.standing(server.clock.now()) for record in engine.rules()} == {"expired"}


@pytest.mark.parametrize(
    ("preset", "statuses"),
    [
        ("gorouter-502", [502, 502, 502]),
        ("cc-down", [502, 502, 502]),
        ("database-down", [503, 503, 503]),
        ("gorouter-404", [404, 404, 404]),
        ("cc-rolling-restart", [200, 200, 502]),
    ],
)
def test_the_api_is_in_that_kind_of_trouble(server, preset, statuses):
    server.preset(preset)
    headers = {"Authorization": f"bearer {server.token('dev')}"}
    answers = [requests.get(f"{server.api_url}/v3/apps", headers=headers, timeout=5) for _ in statuses]
    assert [answer.status_code for answer in answers] == statuses


@pytest.mark.parametrize(("preset", "url"), [("uaa-down", "uaa_url"), ("blobstore-down", "blobstore_url")])
def test_a_listener_is_gone_and_comes_back(server, preset, url):
    server.preset(preset)
    with pytest.raises(requests.ConnectionError):
        requests.get(getattr(server, url), timeout=5)
    switch_off(server.foundation.faults, preset)
    assert requests.get(getattr(server, url), timeout=5).status_code


def test_a_preset_that_is_none_is_refused_with_the_nearest(server):
    with pytest.raises(ClientError, match="did you mean 'flaky-blobstore'"):
        server.preset("flaky-blobstor")


def test_a_wrong_time_arms_nothing(server):
    with pytest.raises(ClientError):
        server.preset("flaky-blobstore", "soon")
    assert server.foundation.faults.rules() == ()
