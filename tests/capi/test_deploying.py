"""Deployments where a list of states says what each poll shows."""

import pytest

from tests.capi.deployed import PATH, deploy, run

SEED = "resources/scripted.yml"


@pytest.fixture
def cf(cf):
    run(cf)
    return cf


def reasons(cf, guid, polls):
    return [cf.ask(f"{PATH}/{guid}").json()["status"]["reason"] for _ in range(polls)]


def test_polls_show_a_deployment_as_the_list_says(cf):
    assert reasons(cf, deploy(cf)["guid"], 4) == ["DEPLOYING", "DEPLOYING", "DEPLOYED", "DEPLOYED"]


def test_the_list_says_nothing_of_how_a_canary_gets_to_its_pause(cf):
    guid = deploy(cf, strategy="canary")["guid"]
    assert reasons(cf, guid, 1) == ["PAUSED"]
    assert cf.ask(f"{PATH}/{guid}/actions/continue", method="POST").status_code == 200
    assert reasons(cf, guid, 3) == ["DEPLOYING", "DEPLOYING", "DEPLOYED"]


def test_the_list_says_nothing_of_the_way_back(cf):
    guid = deploy(cf)["guid"]
    assert cf.ask(f"{PATH}/{guid}/actions/cancel", method="POST").status_code == 200
    assert reasons(cf, guid, 1) == ["CANCELED"]
