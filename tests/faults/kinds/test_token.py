import base64
import json

import pytest
import requests

from fakecf import Server

LOGIN = {"grant_type": "password", "username": "dev", "password": "dev"}


@pytest.fixture
def server():
    with Server() as server:
        yield server


def granted(server, **form):
    return requests.post(f"{server.uaa_url}/oauth/token", data={**LOGIN, **form}, auth=("cf", ""), timeout=5)


def listed(server, token):
    return requests.get(f"{server.api_url}/v3/apps", headers={"Authorization": f"bearer {token}"}, timeout=5)


@pytest.mark.parametrize("how", ["expired", "wrong-key", "alg-none", "truncated", "refresh"])
def test_the_cloud_controller_refuses_the_token_that_uaa_granted(server, how):
    server.fault(f"uaa.token token={how}")
    answer = granted(server)
    assert (answer.status_code, answer.json()["token_type"]) == (200, "bearer")
    refused = listed(server, answer.json()["access_token"])
    assert (refused.status_code, refused.json()["errors"][0]["title"]) == (401, "CF-InvalidAuthToken")


def test_a_short_lived_token_is_good_until_its_time_and_says_when(server):
    server.fault({"on": "uaa.token", "do": {"token": {"how": "short-lived", "lifetime": "30s"}}})
    answer = granted(server).json()
    assert answer["expires_in"] == 29  # UAA says one second less (cc-surface 5.3)
    claims = json.loads(base64.urlsafe_b64decode(answer["access_token"].split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == 30
    assert listed(server, answer["access_token"]).status_code == 200


def test_only_the_refresh_is_refused(server):
    server.fault("uaa.token token=refresh-refused")
    login = granted(server)
    assert login.status_code == 200
    refresh = {"grant_type": "refresh_token", "refresh_token": login.json()["refresh_token"]}
    refused = requests.post(f"{server.uaa_url}/oauth/token", data=refresh, auth=("cf", ""), timeout=5)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")


def test_a_rule_may_be_about_a_grant(server):
    server.fault("uaa.token 503 grant=refresh_token")
    assert granted(server).status_code == 200


def test_everything_else_of_the_answer_stays_true(server):
    truth = granted(server).json()
    server.fault("uaa.token token=wrong-key")
    said = granted(server).json()
    assert list(said) == list(truth)
    assert said["scope"] == truth["scope"]


def test_a_login_that_fails_fails_as_ever(server):
    server.fault("uaa.token token=expired")
    assert granted(server, password="wrong").status_code == 401


FORM = "grant_type=password&username=dev&password=dev&client_id=cf&client_secret="


@pytest.mark.at("uaa")
def test_it_comes_over_the_wire_under_the_true_head(wire):
    how = {"method": "POST", "target": "/oauth/token", "body": FORM}
    form = "Content-Type: application/x-www-form-urlencoded"
    truth = wire.truth(form, **how)
    said = wire.struck("token=truncated", form, on="uaa.token", **how)
    assert (said.status, said.end) == (200, "kept")
    granted, true = json.loads(said.body), json.loads(truth.body)
    assert list(granted) == list(true)
    assert len(granted["access_token"]) == len(true["access_token"]) - 10
