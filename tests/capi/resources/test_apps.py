"""Apps: cc-surface 4.7 and the list rules of 3.4."""

import pytest

from fakecf.state.records import App
from tests.capi.conftest import bad_query, not_found


def expected(cf, guid):
    """An app as CC shows it, key for key."""
    app = cf.state[App].get(guid)
    own = f"{cf.url}/v3/apps/{guid}"
    moment = f"{app.created_at:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "guid": guid,
        "created_at": moment,
        "updated_at": app.updated_at and f"{app.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "name": app.name,
        "state": app.desired_state,
        "lifecycle": {"type": "buildpack", "data": {"buildpacks": list(app.buildpacks), "stack": app.stack}},
        "relationships": {
            "space": {"data": {"guid": app.space_guid}},
            "current_droplet": {"data": {"guid": app.droplet_guid}},
        },
        "metadata": {"labels": {}, "annotations": {}},
        "links": {
            "self": {"href": own},
            "environment_variables": {"href": f"{own}/environment_variables"},
            "space": {"href": f"{cf.url}/v3/spaces/{app.space_guid}"},
            "processes": {"href": f"{own}/processes"},
            "packages": {"href": f"{own}/packages"},
            "current_droplet": {"href": f"{own}/droplets/current"},
            "droplets": {"href": f"{own}/droplets"},
            "tasks": {"href": f"{own}/tasks"},
            "start": {"href": f"{own}/actions/start", "method": "POST"},
            "stop": {"href": f"{own}/actions/stop", "method": "POST"},
            "clear_buildpack_cache": {"href": f"{own}/actions/clear_buildpack_cache", "method": "POST"},
            "revisions": {"href": f"{own}/revisions"},
            "deployed_revisions": {"href": f"{own}/revisions/deployed"},
            "features": {"href": f"{own}/features"},
        },
    }


@pytest.mark.parametrize("guid", ["my-app", "bare"])
def test_an_app_is_shown_whole_in_ccs_order(cf, guid):
    # the guid of no current droplet is null inside data, not data itself
    shown = cf.ask(f"/v3/apps/{guid}").json()
    assert shown == expected(cf, guid)
    assert list(shown) == list(expected(cf, guid))
    assert list(shown["links"]) == list(expected(cf, guid)["links"])
    assert (shown["relationships"]["current_droplet"]["data"]["guid"] is None) is (guid == "bare")


def test_a_list_shows_apps_as_they_show_by_themselves(cf):
    answer = cf.ask("/v3/apps?guids=my-app,bare").json()
    assert answer["resources"] == [expected(cf, "my-app"), expected(cf, "bare")]


@pytest.mark.parametrize(
    ("fields", "lifecycle"),
    [
        (
            {"buildpacks": ("go_buildpack", "https://user:pw@example.org/bp")},
            {
                "type": "buildpack",
                "data": {"buildpacks": ["go_buildpack", "https://***:***@example.org/bp"], "stack": "cflinuxfs4"},
            },
        ),
        (
            {"buildpacks": (), "stack": None},
            {"type": "buildpack", "data": {"buildpacks": [], "stack": None}},
        ),
        ({"lifecycle_type": "docker"}, {"type": "docker", "data": {}}),
        (
            {"lifecycle_type": "cnb", "buildpacks": ("docker://bp",)},
            {"type": "cnb", "data": {"buildpacks": ["docker://bp"], "stack": "cflinuxfs4"}},
        ),
        (
            {"lifecycle_type": "cnb", "buildpacks": (), "credentials": {"example.org": {"token": "secret"}}},
            {"type": "cnb", "data": {"buildpacks": [], "stack": "cflinuxfs4", "credentials": "***"}},
        ),
    ],
)
def test_a_lifecycle_shows_no_secrets(cf, fields, lifecycle):
    cf.change(App, "my-app", **fields)
    answer = cf.ask("/v3/apps/my-app")
    assert answer.json()["lifecycle"] == lifecycle
    assert "secret" not in answer.text


# cc-surface 3.4
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=my-app,bare", ["my-app", "bare"]),
        ("names=MY-APP", []),
        ("space_guids=other", ["foreign"]),
        ("organization_guids=suspended", ["suspended-app"]),
        ("organization_guids=acme&space_guids=dev&names=bare", ["bare"]),
        ("organization_guids=suspended&space_guids=dev", []),
        ("stacks=cflinuxfs4&names=my-app", ["my-app"]),
        ("stacks=nope", []),
        ("lifecycle_type=docker", ["imaged"]),
        ("lifecycle_type=cnb", ["native"]),
        ("order_by=-name&names=my-app,bare", ["my-app", "bare"]),
        ("order_by=name&names=my-app,bare", ["bare", "my-app"]),
    ],
)
def test_apps_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"/v3/apps?{asked}") == found


def test_an_empty_stack_asks_for_buildpack_apps_without_one(cf):
    # an empty value matches null where documented
    cf.change(App, "bare", stack=None)
    assert cf.guids("/v3/apps?stacks=") == ["bare"]


@pytest.mark.parametrize("value", ["kpack", "", "Docker"])
def test_an_unknown_lifecycle_type_is_refused(cf, value):
    assert cf.error(f"/v3/apps?lifecycle_type={value}") == bad_query(f"Invalid lifecycle_type: '{value}'")


def included(cf, path, as_="admin"):
    document = cf.ask(path, as_).json()["included"]
    return {kind: [each["guid"] for each in resources] for kind, resources in document.items()}


@pytest.mark.parametrize("path", ["/v3/apps?guids=my-app,suspended-app", "/v3/apps?guids=suspended-app,my-app"])
@pytest.mark.parametrize(
    ("include", "found"),
    [
        ("space", {"spaces": ["dev", "suspended-dev"]}),
        ("org", {"organizations": ["acme", "suspended"]}),
        ("space.organization", {"spaces": ["dev", "suspended-dev"], "organizations": ["acme", "suspended"]}),
        ("space,org", {"spaces": ["dev", "suspended-dev"], "organizations": ["acme", "suspended"]}),
        ("space,%20org", {"spaces": ["dev", "suspended-dev"], "organizations": ["acme", "suspended"]}),
    ],
)
def test_spaces_and_organizations_come_along_once_each(cf, path, include, found):
    assert included(cf, f"{path}&include={include}") == found


def test_what_comes_along_is_shown_as_by_itself(cf):
    answer = cf.ask("/v3/apps/my-app?include=space,org").json()
    assert list(answer)[-1] == "included"
    assert answer["included"] == {
        "spaces": [cf.ask("/v3/spaces/dev").json()],
        "organizations": [cf.ask("/v3/organizations/acme").json()],
    }


def test_what_comes_along_belongs_to_the_page_shown(cf):
    assert included(cf, "/v3/apps?guids=my-app,suspended-app&per_page=1&include=space") == {"spaces": ["dev"]}


def test_a_bad_include_is_told_before_the_app_is_looked_for(cf):
    # cc-surface 3.3: space show is the other way round
    assert cf.ask("/v3/apps/nowhere?include=x").status_code == 400
    assert cf.error("/v3/apps/nowhere?include=space") == (404, not_found("App"))
