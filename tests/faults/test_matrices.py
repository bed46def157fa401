import pytest

import fakecf
from fakecf.faults.effects import KINDS, read_effect
from fakecf.faults.matrices import failures


@pytest.mark.parametrize(
    "on", ["downloads", "apps.list", "uaa.token", "blobstore.get", "GET /v3/droplets/*", "jobs.show"]
)
def test_every_rule_of_a_matrix_can_strike_and_has_an_id_of_its_own(fakecf, on):
    rules = dict(failures(on, "x1"))
    assert len(rules) == len(list(failures(on))) > 20
    for rule in rules.values():
        fakecf.foundation.faults.check(rule)


def test_a_download_fails_at_both_hops():
    names = {parameters.id for parameters in fakecf.faults.matrix("downloads")}
    assert {"api-reset", "api-502-nginx", "blobstore-503", "blobstore-truncate-50", "blobstore-corrupt-1"} <= names


def test_what_is_said_behind_the_effect_is_in_every_rule():
    rules = dict(failures("apps.list", "x2 user=dev"))
    assert rules["502"] == "apps.list 502 x2 user=dev"
    shaped = {"on": "apps.list", "match": {"user": "dev"}, "when": {"times": 2}}
    assert rules["502-nginx"] == {**shaped, "do": {"status": 502, "shape": "nginx"}}


@pytest.mark.parametrize("kind", KINDS.values())
def test_what_a_kind_has_in_the_matrix_is_of_that_kind(kind):
    assert {type(read_effect(form, "/do")) for form in kind.failures} <= {kind}


@pytest.mark.parametrize("rule", fakecf.faults.matrix("downloads"))
def test_a_test_runs_against_every_failure(fakecf, rule):
    fakecf.foundation.faults.check(rule)
