"""A token whose time is over by the foundation's clock is noticed where it is presented."""

from datetime import timedelta

import pytest
import requests

from fakecf.journal import Search

OVER = Search(flag="expired_token_used")


@pytest.fixture
def cf(server):
    server.foundation.reset()
    return server


def ask(url, token):
    return requests.get(url, headers={"Authorization": f"bearer {token}"}, timeout=10).status_code


def seen(cf):
    return [(each.listener, each.status) for each in cf.foundation.journal.exchanges(OVER)]


def test_at_the_api(cf):
    assert ask(f"{cf.api_url}/v3/apps", cf.token("dev", lifetime=timedelta(seconds=-1))) == 401
    assert seen(cf) == [("api", 401)]


def test_at_uaa(cf):
    assert ask(f"{cf.uaa_url}/userinfo", cf.token("dev", lifetime=timedelta(seconds=-60))) == 401
    assert seen(cf) == [("uaa", 401)]


def test_a_refresh_token_at_uaa(cf):
    login = {"grant_type": "password", "username": "dev", "password": "dev"}
    url = f"{cf.uaa_url}/oauth/token"
    document = requests.post(url, data=login, auth=("cf", ""), timeout=10).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": document["refresh_token"]}
    assert requests.post(url, data=refresh, auth=("cf", ""), timeout=10).status_code == 200
    assert seen(cf) == []
    state = requests.get(f"{cf.control_url}/v1/state", timeout=10).json()
    (clock,) = state["records"]["clock_settings"]
    ahead = {"ahead": 400 * 86400}
    forced = f"{cf.control_url}/v1/state/clock_settings/{clock['guid']}"
    assert requests.patch(forced, json=ahead, timeout=10).status_code == 200
    assert requests.post(url, data=refresh, auth=("cf", ""), timeout=10).status_code == 401
    assert seen(cf) == [("uaa", 401)]


@pytest.mark.parametrize("broken", ["wrong-key", "alg-none", "truncated", "refresh"])
def test_a_token_that_is_wrong_otherwise_is_not_said_to_be_old(cf, broken):
    assert ask(f"{cf.api_url}/v3/apps", cf.token("dev", broken=broken)) == 401
    assert ask(f"{cf.uaa_url}/userinfo", cf.token("dev", broken=broken)) == 401
    assert seen(cf) == []


def test_a_good_token_and_none_are_not_noticed(cf):
    assert ask(f"{cf.api_url}/v3/apps", cf.token("dev")) == 200
    assert requests.get(f"{cf.api_url}/v3/apps", timeout=10).status_code == 401
    assert seen(cf) == []
