import json

import requests


def test_a_token_for_a_user_opens_the_api(served, run):
    token = run("token", "dev", "--url", served.url).stdout.strip()
    answer = requests.get(
        f"{served.document['api_url']}/v3/apps", headers={"Authorization": f"bearer {token}"}, timeout=5
    )
    assert answer.json()["pagination"]["total_results"] == 5


def test_a_spoiled_token_does_not(served, run):
    token = run("token", "dev", "--broken", "expired", "--url", served.url).stdout.strip()
    answer = requests.get(
        f"{served.document['api_url']}/v3/apps", headers={"Authorization": f"bearer {token}"}, timeout=5
    )
    assert answer.status_code == 401


def test_scopes_and_lifetime_can_be_chosen(served, run):
    chosen = ("--scope", "cloud_controller.read", "--lifetime", "5m", "--json")
    claims = json.loads(run("token", "dev", *chosen, "--url", served.url).stdout)["claims"]
    assert (claims["scope"], claims["exp"] - claims["iat"]) == (["cloud_controller.read"], 300)


def test_a_token_can_be_printed_as_a_header_has_it(served, run):
    assert run("token", "dev", "--header", "--url", served.url).stdout.startswith("bearer ey")


def test_an_unknown_user_is_answered_with_the_nearest(served, run):
    refused = run("token", "deb", "--url", served.url)
    assert (refused.returncode, "did you mean 'dev'?" in refused.stderr) == (2, True)


def test_wait_succeeds_where_something_is_ready_and_fails_in_time_where_not(served, run):
    assert run("wait", "--url", served.url).returncode == 0
    late = run("wait", "--timeout", "100ms", "--url", "http://127.0.0.1:1")
    assert (late.returncode, "nothing was ready" in late.stderr) == (1, True)
    assert run("wait", "--timeout", "soon", "--url", served.url).returncode == 2
