"""What documents add to apps that are there, whoever made them."""

import pytest

from fakecf.guids import path_guid
from fakecf.state.app_records import Process, ProcessInstance
from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import App, Build, Droplet, Package

WEB = "orgs/acme/spaces/dev/apps/web"


def rows_of(cf, kind, app):
    return [each for each in cf.state[kind] if each.app_guid == app]


def test_lists_go_on_where_they_ended(cf):
    web = {"packages": [None], "builds": ["FAILED"], "droplets": ["EXPIRED", None], "revisions": [None, None]}
    assert cf.add_apps(web=web) == [
        ("web/packages/2", "packages"),
        ("web/droplets/3", "droplets"),
        ("web/droplets/4", "droplets"),
        ("web/builds/3", "builds"),
        ("web/revisions/0", "revisions"),
        ("web/revisions/1", "revisions"),
    ]
    assert cf.add_apps(web={"droplets": [None], "revisions": [None]}) == [
        ("web/droplets/5", "droplets"),
        ("web/revisions/2", "revisions"),
    ]
    revisions = cf.ask(f"/v3/apps/{cf.guid('apps', 'web')}/revisions").json()["resources"]
    assert [each["version"] for each in revisions] == [1, 2, 3]
    assert cf.state[Droplet].get(path_guid(f"{WEB}/droplets/5")) is not None


def test_a_place_whose_droplet_was_deleted_is_not_given_again(cf):
    cf.ask(f"/v3/droplets/{path_guid(f'{WEB}/droplets/0')}", "DELETE")
    assert cf.add_apps(web={"droplets": [None]}) == [("web/droplets/3", "droplets")]


def test_a_new_droplet_can_become_the_current_one(cf):
    cf.add_apps(web={"droplets": [{"current": True, "process_types": {"web": "run", "clock": "tick"}}]})
    app = cf.guid("apps", "web")
    assert cf.ask(f"/v3/apps/{app}/droplets/current").json()["guid"] == path_guid(f"{WEB}/droplets/3")
    assert [each.type for each in rows_of(cf, Process, app)] == ["web", "task", "clock"]
    assert cf.named("apps", "web")["state"] == "STARTED"
    assert cf.state[App].get(app).updated_at is not None


@pytest.mark.parametrize("state", ["FAILED", "EXPIRED"])
def test_a_droplet_that_cannot_be_the_current_one_does_not_become_it(cf, state):
    (line,) = cf.refused_apps(web={"droplets": [{"current": True, "state": state}]})
    assert line.startswith(f"{WEB}/droplets/0: droplet must be in staged state")


def test_an_app_of_the_api_gets_packages_builds_and_droplets(cf):
    app = cf.make("apps", "api-made", space=cf.guid("spaces", "dev"))
    cf.add_apps(**{"api-made": {"packages": [None], "builds": [None], "droplets": [{"current": True}]}})
    (package,), (build,), (droplet,) = (rows_of(cf, kind, app) for kind in (Package, Build, Droplet))
    assert (build.package_guid, build.droplet_guid, droplet.build_guid) == (package.guid, droplet.guid, build.guid)
    assert cf.ask(f"/v3/apps/{app}/droplets/current").json()["guid"] == droplet.guid


def test_places_in_lists_count_what_is_there(cf):
    web = {
        "builds": [{"droplet": 1, "package": 0}, {"droplet": 3, "package": 2}],
        "packages": [None],
        "droplets": [None],
    }
    cf.add_apps(web=web)
    droplets, packages = (rows_of(cf, kind, cf.guid("apps", "web")) for kind in (Droplet, Package))
    first, second = rows_of(cf, Build, cf.guid("apps", "web"))[-2:]
    assert (first.droplet_guid, first.package_guid) == (droplets[1].guid, packages[0].guid)
    assert (second.droplet_guid, second.package_guid) == (droplets[3].guid, packages[2].guid)
    assert droplets[3].build_guid == second.guid


@pytest.mark.parametrize(
    ("build", "what"),
    [
        ({"droplet": 3}, "the app has no droplet 3: it has 3, and the first is 0"),
        ({"package": 2}, "the app has no package 2: it has 2, and the first is 0"),
        ({"droplet": 0, "timing": "held"}, "droplet 0 is there already: a STAGED build alone can have made it"),
        ({"droplet": 0, "state": "FAILED"}, "droplet 0 is there already: a STAGED build alone can have made it"),
    ],
)
def test_a_build_of_what_is_not_there_is_refused(cf, build, what):
    assert what in cf.refused_apps(web={"builds": [build]})[0]


def test_what_is_under_way_begins_when_it_is_added(cf):
    cf.add_apps(web={"builds": [{"timing": "1 polls"}]})
    build = path_guid(f"{WEB}/builds/3")
    assert [each.guid for each in cf.state[Lifecycle]] == [f"builds/{build}"]
    assert "StagingInProgress" not in cf.ask(f"/v3/builds/{build}").text
    (line,) = cf.refused_apps(web={"builds": ["STAGING"]})
    assert "Only one build can be STAGING at a time per application." in line
    assert [cf.ask(f"/v3/builds/{build}").json()["state"] for _ in range(2)][-1] == "STAGED"
    assert cf.state[Droplet].get(path_guid(f"{WEB}/droplets/3")).state == "STAGED"


def test_routes_lead_to_it_once(cf):
    routes = ["shop.apps.example.com", "new.apps.example.com/path"]
    assert [path for path, _ in cf.add_apps(web={"routes": routes})] == ["web/routes/2", "web/routes/2/destination"]
    assert cf.add_apps(web={"routes": routes}) == []
    cart = cf.add_apps(cart={"routes": routes})
    assert [plural for _, plural in cart] == ["destinations", "destinations"]
    found = cf.ask(f"/v3/apps/{cf.guid('apps', 'web')}/routes").json()["resources"]
    assert sorted(each["url"] for each in found) == ["new.apps.example.com/path", "shop.apps.example.com"]


def test_instances_of_its_processes_can_be_told(cf):
    before = len(cf.state[ProcessInstance])
    rows = cf.add_apps(cart={"processes": {"web": {"are": ["CRASHED"]}, "worker": 2}})
    assert sorted(path for path, _ in rows) == ["cart/processes/web/are/0", "cart/processes/worker"]
    assert cf.add_apps(cart={"processes": {"web": {"are": ["CRASHED"]}}}) == []
    (line,) = cf.refused_apps(cart={"processes": {"web": {"are": ["DOWN"]}}})
    assert "a process instance is there already and has another state" in line
    (line,) = cf.refused_apps(cart={"processes": {"web": 5}})
    assert "a process is there already and has another instances" in line
    assert len(cf.state[ProcessInstance]) == before + 1


@pytest.mark.parametrize(
    ("app", "field"),
    [
        ({"lifecycle": "go_buildpack"}, "buildpacks"),
        ({"lifecycle": "docker"}, "lifecycle_type"),
        ({"state": "STOPPED"}, "desired_state"),
        ({"env": {"A": "b"}}, "environment_variables"),
        ({"droplet_guid": path_guid(f"{WEB}/droplets/1")}, "droplet_guid"),
    ],
)
def test_nothing_else_of_it_changes(cf, app, field):
    assert any(f"has another {field};" in line for line in cf.refused_apps(web=app))


def test_what_it_is_already_can_be_said(cf):
    current = path_guid(f"{WEB}/droplets/2")
    web = {
        "lifecycle": "java_buildpack",
        "state": "STARTED",
        "droplet_guid": current,
        "created_at": "-1d",
        "guid": path_guid(WEB),
    }
    assert cf.add_apps(web=web) == []
