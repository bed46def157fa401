"""Features of apps: cc-surface 4.7."""

import pytest

from fakecf.state.records import App, Organization, Space
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import cases

FEATURES = {
    "ssh": ("enable_ssh", "Enable SSHing into the app."),
    "revisions": ("revisions_enabled", "Enable versioning of an application"),
    "service-binding-k8s": ("service_binding_k8s_enabled", "Enable k8s service bindings for the app"),
    "file-based-vcap-services": (
        "file_based_vcap_services_enabled",
        "Enable file-based VCAP service bindings for the app",
    ),
}
BOTH = "'file-based-vcap-services' and 'service-binding-k8s' features cannot be enabled at the same time."


def path(name, app="my-app"):
    return f"/v3/apps/{app}/features/{name}"


def shown(cf, name):
    column, description = FEATURES[name]
    return {"name": name, "description": description, "enabled": getattr(cf.state[App].get("my-app"), column)}


def test_all_features_are_listed_on_one_page_whose_links_name_no_host(cf):
    answer = cf.ask("/v3/apps/my-app/features").json()
    here = {"href": "/v3/apps/my-app/features"}
    assert answer == {
        "resources": [shown(cf, name) for name in FEATURES],
        "pagination": {
            "total_results": 4,
            "total_pages": 1,
            "first": here,
            "last": here,
            "next": None,
            "previous": None,
        },
    }
    assert list(answer) == ["resources", "pagination"]
    assert [each["enabled"] for each in answer["resources"]] == [True, True, False, False]


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_is_turned_on_and_off(cf, name):
    for enabled in (True, False):
        answer = cf.ask(path(name), method="PATCH", json={"enabled": enabled})
        assert (answer.status_code, answer.json()["enabled"]) == (200, enabled)
        assert answer.json() == shown(cf, name) == cf.ask(path(name)).json()


def test_what_is_as_it_was_asked_to_be_is_left_alone(cf):
    cf.change(App, "my-app", updated_at=None)
    cf.ask(path("ssh"), method="PATCH", json={"enabled": True})
    assert cf.ask("/v3/apps/my-app").json()["updated_at"] is None


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize(("role", "status"), cases("app.manage"))
def test_supporters_change_only_whether_there_are_revisions(cf, name, role, status):
    expected = 403 if role == "space_supporter" and name != "revisions" else status
    assert cf.ask(path(name), role, method="PATCH", json={"enabled": True}).status_code == expected
    assert cf.ask(path(name), role).status_code == (404 if status == 404 else 200)


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_the_app_is_looked_for_before_the_feature_and_that_before_the_role(cf, method):
    assert cf.error(path("nope", "nowhere"), method=method) == (404, not_found("App"))
    assert cf.error(path("nope"), "space_auditor", method=method) == (404, not_found("Feature"))


def test_the_role_is_judged_before_the_organization_and_that_before_the_body(cf):
    cf.change(Organization, "acme", status="suspended")
    assert cf.error(path("ssh"), "space_supporter", method="PATCH") == (403, NOT_AUTHORIZED)
    status, error = cf.error(path("revisions"), "space_supporter", method="PATCH")
    assert (status, error["title"]) == (403, "CF-OrgSuspended")
    assert cf.error(path("ssh"), method="PATCH") == unprocessable("Enabled must be a boolean")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Enabled must be a boolean"),
        ({"enabled": None}, "Enabled must be a boolean"),
        ({"enabled": "true"}, "Enabled must be a boolean"),
        ({"bogus": 1}, "Unknown field(s): 'bogus', Enabled must be a boolean"),
        ({"enabled": True, "bogus": 1}, "Unknown field(s): 'bogus'"),
    ],
)
def test_the_body_says_true_or_false_and_nothing_else(cf, body, detail):
    assert cf.error(path("ssh"), method="PATCH", json=body) == unprocessable(detail)


@pytest.mark.parametrize(
    ("one", "other"),
    [("service-binding-k8s", "file-based-vcap-services"), ("file-based-vcap-services", "service-binding-k8s")],
)
def test_two_ways_to_hand_services_over_exclude_each_other(cf, one, other):
    cf.ask(path(one), method="PATCH", json={"enabled": True})
    assert cf.error(path(other), method="PATCH", json={"enabled": True}) == unprocessable(BOTH)
    assert cf.ask(path(other), method="PATCH", json={"enabled": False}).status_code == 200
    assert cf.ask(path(one), method="PATCH", json={"enabled": True}).status_code == 200


@pytest.mark.parametrize(
    ("in_space", "in_app", "reason"),
    [
        (True, True, ""),
        (True, False, "ssh is disabled for app"),
        (False, True, "ssh is disabled for space 'dev'"),
        (False, False, "ssh is disabled for space 'dev'"),
    ],
)
def test_who_asks_whether_ssh_is_on_is_told_why_not(cf, in_space, in_app, reason):
    cf.change(Space, "dev", allow_ssh=in_space)
    cf.change(App, "my-app", enable_ssh=in_app)
    assert cf.ask("/v3/apps/my-app/ssh_enabled").json() == {"enabled": not reason, "reason": reason}


@pytest.mark.parametrize("what", ["features", "ssh_enabled"])
def test_only_readers_are_told_of_features(cf, what):
    assert cf.ask(f"/v3/apps/my-app/{what}", "space_auditor").status_code == 200
    assert cf.error(f"/v3/apps/my-app/{what}", "no_role") == (404, not_found("App"))
