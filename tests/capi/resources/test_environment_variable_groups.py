"""Environment variable groups: cc-surface 4.14, environment_variable_groups_spec.rb and live_write."""

import pytest

from fakecf.state.records import EnvironmentVariableGroup
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import ROLES

RUNNING = "/v3/environment_variable_groups/running"


def changed(cf, var, as_="admin"):
    return cf.ask(RUNNING, as_, method="PATCH", json={"var": var})


@pytest.mark.parametrize("name", ["staging", "running"])
def test_a_group_comes_into_being_when_it_is_asked_for(cf, name):
    path = f"/v3/environment_variable_groups/{name}"
    shown = cf.ask(path, "no_role").json()
    (group,) = cf.state[EnvironmentVariableGroup]
    assert list(shown.items()) == list(
        {
            "updated_at": f"{group.created_at:%Y-%m-%dT%H:%M:%SZ}",
            "name": name,
            "var": {},
            "links": {"self": {"href": f"{cf.url}{path}"}},
        }.items()
    )
    assert cf.ask(path).json() == shown


def test_variables_are_merged_in_place_and_null_removes_them(cf):
    changed(cf, {"a": "1", "b": "2", "c": "3"})
    assert list(changed(cf, {"d": "", "b": None, "a": "0"}).json()["var"].items()) == [
        ("a", "0"),
        ("c", "3"),
        ("d", ""),
    ]


@pytest.mark.parametrize("body", ["", "{}"])
def test_an_empty_body_changes_nothing(cf, body):
    changed(cf, {"a": "1"})
    answer = cf.ask(RUNNING, method="PATCH", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["var"]) == (200, {"a": "1"})


@pytest.mark.parametrize("role", ROLES)
def test_only_admins_change_a_group(cf, role):
    answer = changed(cf, {"a": "b"}, role)
    if role == "admin":
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()["errors"]) == (403, [NOT_AUTHORIZED])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"bogus": 1}, "Unknown field(s): 'bogus', Var must be an object"),
        ({"var": None}, "Var must be an object"),
        ({"var": {"": "x"}}, "Var key must be a minimum length of 1"),
        ({"var": {"vcap_x": "x"}}, "Var cannot start with VCAP_"),
        ({"var": {"VMCx": "x"}}, "Var cannot start with VMC_"),
        ({"var": {"Port": "x"}}, "Var cannot set PORT"),
        ({"var": {"k": 1}}, "Non-string value in environment variable for key 'k', value '1'"),
        (
            {"var": {"k": {"a": "<"}, "PORT": 1}},
            "Non-string value in environment variable for key 'k', value '{\"a\":\"\\u003c\"}', Var cannot set PORT",
        ),
    ],
)
def test_the_body_is_checked_before_who_sent_it_and_where_to(cf, body, detail):
    for path, role in ((RUNNING, "admin"), (RUNNING, "no_role"), ("/v3/environment_variable_groups/no", "admin")):
        assert cf.error(path, role, method="PATCH", json=body) == unprocessable(detail)


@pytest.mark.parametrize("name", ["PORTS", "A_VCAP_", "port_"])
def test_names_that_only_look_reserved_are_free(cf, name):
    assert changed(cf, {name: "x"}).json()["var"] == {name: "x"}


def test_there_are_two_groups_and_no_third(cf):
    path = "/v3/environment_variable_groups/purple"
    assert cf.error(path) == (404, not_found("Environment variable group"))
    assert cf.error(path, method="PATCH", json={}) == (404, not_found("Environment variable group"))
    assert cf.error(path, "no_role", method="PATCH", json={}) == (403, NOT_AUTHORIZED)
