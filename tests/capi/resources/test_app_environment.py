"""The environment of apps: cc-surface 4.7 and 4.14."""

import pytest

from fakecf.state.records import App, AuditEvent, EnvironmentVariableGroup, FeatureFlag, Organization
from fakecf.state.routing_records import Destination, Domain, Route
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import SECRETS, cases

ENV = "/v3/apps/my-app/env"
VARIABLES = "/v3/apps/my-app/environment_variables"


def events(cf):
    return [(event.type, event.target, event.data) for event in cf.state[AuditEvent]]


def switch_off(cf, name):
    moment = cf.state[App].get("my-app").created_at
    cf.put(FeatureFlag(guid=name, created_at=moment, name=name, enabled=False))


def disabled(name):
    return 403, {"detail": f"Feature Disabled: {name}", "title": "CF-FeatureDisabled", "code": 330002}


@pytest.mark.parametrize("variables", [None, {}, {"KEY": "<&>"}])
def test_an_environment_is_shown_with_all_that_it_is_made_of(cf, variables):
    moment = cf.state[App].get("my-app").created_at
    cf.change(App, "my-app", environment_variables=variables)
    for name in ("staging", "running"):
        group = EnvironmentVariableGroup(guid=name, created_at=moment, name=name, var={"IN": name})
        cf.put(group)
    assert cf.ask(ENV).json() == {
        "environment_variables": variables,
        "staging_env_json": {"IN": "staging"},
        "running_env_json": {"IN": "running"},
        "system_env_json": {"VCAP_SERVICES": {}},
        "application_env_json": {
            "VCAP_APPLICATION": {
                "cf_api": cf.url,
                "limits": {"fds": 16384},
                "application_name": "my-app",
                "application_uris": [],
                "name": "my-app",
                "space_name": "dev",
                "space_id": "dev",
                "organization_id": "acme",
                "organization_name": "acme",
                "uris": [],
                "users": None,
                "application_id": "my-app",
            }
        },
    }
    assert events(cf) == [("audit.app.environment.show", "my-app", {})]


def test_the_addresses_of_an_app_are_those_of_its_routes(cf):
    moment = cf.state[App].get("my-app").created_at
    cf.put(
        Domain(guid="apps", created_at=moment, name="apps.example.org"),
        Domain(guid="tcp", created_at=moment, name="tcp.example.org", router_group_guid="group"),
        Route(guid="one", created_at=moment, space_guid="dev", domain_guid="apps", host="one", path="/p"),
        Route(guid="two", created_at=moment, space_guid="dev", domain_guid="tcp", port=1024),
        *(
            Destination(guid=f"to-{route}", created_at=moment, route_guid=route, app_guid="my-app")
            for route in ("two", "one")
        ),
    )
    shown = cf.ask(ENV).json()["application_env_json"]["VCAP_APPLICATION"]
    assert shown["application_uris"] == shown["uris"] == ["tcp.example.org:1024", "one.apps.example.org/p"]


def test_groups_that_nobody_has_asked_for_are_empty(cf):
    shown = cf.ask(ENV).json()
    assert (shown["staging_env_json"], shown["running_env_json"]) == ({}, {})
    assert len(cf.state[EnvironmentVariableGroup]) == 0


@pytest.mark.parametrize(
    ("columns", "system"),
    [
        ({"service_binding_k8s_enabled": True}, {"SERVICE_BINDING_ROOT": "/etc/cf-service-bindings"}),
        (
            {"file_based_vcap_services_enabled": True},
            {"VCAP_SERVICES_FILE_PATH": "/etc/cf-service-bindings/vcap_services"},
        ),
    ],
)
def test_services_may_be_handed_over_in_files(cf, columns, system):
    # as recorded in apps
    cf.change(App, "my-app", **columns)
    assert cf.ask(ENV).json()["system_env_json"] == system


@pytest.mark.parametrize(("role", "status"), cases("app.variables"))
def test_supporters_see_variables_but_no_credentials(cf, role, status):
    for path in (ENV, VARIABLES):
        assert cf.ask(path, role).status_code == status
    if status == 200:
        hidden = {"redacted_message": "[PRIVATE DATA HIDDEN]"}
        shown = cf.ask(ENV, role).json()["system_env_json"]
        assert shown == ({"VCAP_SERVICES": {}} if role in SECRETS else hidden)


@pytest.mark.parametrize("path", [ENV, VARIABLES])
def test_one_flag_hides_all_variables_before_apps_are_looked_for(cf, path):
    switch_off(cf, "env_var_visibility")
    for who in ("admin", "no_role"):
        assert cf.error(path, who) == disabled("env_var_visibility")
    assert events(cf) == []


@pytest.mark.parametrize("path", [ENV, VARIABLES])
def test_another_flag_hides_them_from_developers_only(cf, path):
    # recorded: apps; read-only admins skip it as admins do
    switch_off(cf, "space_developer_env_var_visibility")
    for who in ("space_developer", "space_supporter"):
        assert cf.error(path, who) == disabled("space_developer_env_var_visibility")
    assert cf.error(path, "space_auditor") == (403, NOT_AUTHORIZED)
    assert [cf.ask(path, who).status_code for who in ("admin", "admin_read_only")] == [200, 200]


def shown(cf, var):
    own = f"{cf.url}/v3/apps/my-app"
    return {"var": var, "links": {"self": {"href": f"{own}/environment_variables"}, "app": {"href": own}}}


@pytest.mark.parametrize(("held", "var"), [(None, {}), ({"KEY": ""}, {"KEY": ""})])
def test_variables_are_shown_by_themselves(cf, held, var):
    cf.change(App, "my-app", environment_variables=held)
    assert cf.ask(VARIABLES).json() == shown(cf, var)
    assert events(cf) == [("audit.app.environment_variables.show", "my-app", {})]


def patched(cf, body, who="admin"):
    return cf.ask(VARIABLES, who, method="PATCH", json=body)


@pytest.mark.parametrize(
    ("held", "asked", "left"),
    [
        (None, {"A": "1"}, {"A": "1"}),
        ({"A": "1", "B": "2"}, {"A": "3", "C": ""}, {"A": "3", "B": "2", "C": ""}),
        ({"A": "1", "B": "2"}, {"A": None, "C": None}, {"B": "2"}),
        ({"A": "1"}, {}, {"A": "1"}),
        (None, {}, {}),
    ],
)
def test_variables_are_set_and_taken_away_one_by_one(cf, held, asked, left):
    cf.change(App, "my-app", environment_variables=held, updated_at=None)
    answer = patched(cf, {"var": asked})
    assert (answer.status_code, answer.json()) == (200, shown(cf, left))
    assert events(cf) == [
        ("audit.app.update", "my-app", {"request": {"environment_variables": "[PRIVATE DATA HIDDEN]"}})
    ]
    assert cf.ask(VARIABLES).json() == shown(cf, left)
    assert cf.ask("/v3/apps/my-app").json()["updated_at"] is not None


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Var must be an object"),
        ({"var": None}, "Var must be an object"),
        ({"var": "A"}, "Var must be an object"),
        ({"bogus": 1}, "Unknown field(s): 'bogus', Var must be an object"),
        ({"var": {"": "x"}}, "Var key must be a minimum length of 1"),
        ({"var": {"VCAP_A": None}}, "Var cannot start with VCAP_"),
        ({"var": {"vmcx": "x"}}, "Var cannot start with VMC_"),
        ({"var": {"port": 1}}, "Var cannot set PORT"),
        ({"var": {"A": 1}}, "Non-string value in environment variable for key 'A', value '1'"),
        ({"var": {"A": {"b": [1.5]}}}, "Non-string value in environment variable for key 'A', value '{\"b\":[1.5]}'"),
    ],
)
def test_variables_are_texts_under_names_that_are_free(cf, body, detail):
    assert cf.error(VARIABLES, method="PATCH", json=body) == unprocessable(detail)
    assert events(cf) == []


@pytest.mark.parametrize(("role", "status"), cases("app.manage"))
def test_developers_and_supporters_set_variables(cf, role, status):
    assert patched(cf, {"var": {}}, role).status_code == status


def test_the_body_is_judged_last(cf):
    cf.change(Organization, "acme", status="suspended")
    assert cf.error("/v3/apps/nowhere/environment_variables", method="PATCH") == (404, not_found("App"))
    assert cf.error(VARIABLES, "space_auditor", method="PATCH") == (403, NOT_AUTHORIZED)
    status, error = cf.error(VARIABLES, "space_supporter", method="PATCH")
    assert (status, error["title"]) == (403, "CF-OrgSuspended")
    assert cf.error(VARIABLES, method="PATCH") == unprocessable("Var must be an object")
