"""Deployments: cc-surface 4.14, corrections 16, the recordings deployments, live_read and live_write."""

import pytest

from fakecf.state.app_records import Deployment, Process
from fakecf.state.records import App, Droplet
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
from tests.capi.deployed import NOON, PATH, RELATED, another_droplet, deploy, events, processes, refused, run
from tests.capi.roles import OUTSIDERS, READERS, ROLES, WRITERS

SEED = "deployments.yml"
MANAGERS = (*WRITERS, "space_supporter")
NO_APP = unprocessable("Unable to use app. Ensure that the app exists and you have access to it.")
FOREIGN = "Unable to assign current droplet. Ensure the droplet exists and belongs to this app."


@pytest.fixture
def cf(cf):
    run(cf)
    another_droplet(cf)
    return cf


def test_a_deployment_is_shown_whole_in_ccs_order(cf):
    shown = deploy(cf, droplet={"guid": "new"}, metadata={"labels": {"a": "b"}})
    own, app = f"{cf.url}{PATH}/{shown['guid']}", f"{cf.url}/v3/apps/my-app"
    (_, (guid, _)) = processes(cf)
    made = cf.state[Process].get(guid)
    assert list(shown.items()) == list(
        {
            "guid": shown["guid"],
            "created_at": "2026-01-02T12:00:00Z",
            "updated_at": "2026-01-02T12:00:00Z",
            "status": {
                "value": "ACTIVE",
                "reason": "DEPLOYING",
                "details": {
                    "last_successful_healthcheck": "2026-01-02T12:00:00Z",
                    "last_status_change": "2026-01-02T12:00:00Z",
                },
            },
            "strategy": "rolling",
            "options": {"max_in_flight": 1},
            "droplet": {"guid": "new"},
            "previous_droplet": {"guid": "staged"},
            "new_processes": [{"guid": made.guid, "type": "web"}],
            "revision": {"guid": made.revision_guid, "version": 1},
            "relationships": {"app": {"data": {"guid": "my-app"}}},
            "metadata": {"labels": {"a": "b"}, "annotations": {}},
            "links": {
                "self": {"href": own},
                "app": {"href": app},
                "cancel": {"href": f"{own}/actions/cancel", "method": "POST"},
            },
        }.items()
    )
    assert cf.ask(f"{PATH}/{shown['guid']}").json() == shown
    assert cf.ask(PATH).json()["resources"] == [shown]


def test_what_was_asked_for_is_shown_where_it_was(cf):
    sizes = {"memory_in_mb": 32, "disk_in_mb": "64", "log_rate_limit_in_bytes_per_second": -1}
    steps = [{"instance_weight": 20}, {"instance_weight": 100}]
    options = {"max_in_flight": 5, "web_instances": 2, **sizes, "canary": {"steps": steps}}
    shown = deploy(cf, strategy="canary", options=options)
    assert shown["options"] == {**options, "disk_in_mb": 64}
    assert shown["status"]["canary"] == {"steps": {"current": 1, "total": 2}}
    assert list(shown["options"]) == list(options)


def test_a_canary_without_steps_has_one(cf):
    shown = deploy(cf, strategy="canary")
    assert shown["options"] == {"max_in_flight": 1}
    assert shown["status"]["canary"] == {"steps": {"current": 1, "total": 1}}


def test_errors_of_the_updater_are_shown_and_revisions_only_where_they_are_on(cf):
    guid = deploy(cf)["guid"]
    cf.change(Deployment, guid, error="memory quota_exceeded")
    cf.change(App, "my-app", revisions_enabled=False)
    shown = cf.ask(f"{PATH}/{guid}").json()
    assert shown["status"]["details"]["error"] == "memory quota_exceeded"
    assert shown["revision"] is None


def test_the_new_web_process_is_like_the_newest_one(cf):
    cf.change(Process, "my-app", command="run", labels={"a": "b"}, health_check_type="process", user="vcap")
    made = deploy(cf, options={"memory_in_mb": 99})["new_processes"][0]["guid"]
    process, like = cf.state[Process].get(made), cf.state[Process].get("my-app")
    for name in ("app_guid", "type", "command", "labels", "health_check_type", "user", "disk_quota", "state"):
        assert getattr(process, name) == getattr(like, name)
    assert (process.memory, process.instances) == (99, 1)
    assert process.version not in ("", like.version)
    again = deploy(cf)["new_processes"][0]["guid"]
    assert cf.state[Process].get(again).memory == 99


@pytest.mark.parametrize(
    ("body", "instances"),
    [
        ({}, 1),
        ({"options": {"max_in_flight": 2}}, 2),
        ({"options": {"max_in_flight": 9}}, 3),
        ({"options": {"max_in_flight": 9, "web_instances": 7}}, 7),
        ({"options": {"web_instances": 0}}, 0),
        ({"strategy": "canary", "options": {"max_in_flight": 9}}, 1),
        ({"strategy": "canary", "options": {"max_in_flight": 9, "canary": {"steps": [{"instance_weight": 50}]}}}, 2),
        ({"strategy": "canary", "options": {"max_in_flight": 9, "canary": {"steps": [{"instance_weight": 1}]}}}, 1),
    ],
)
def test_it_begins_with_as_many_instances_as_may_be_in_flight(cf, body, instances):
    deploy(cf, **body)
    assert processes(cf)[0] == ("my-app", 3)
    assert processes(cf)[1][1] == instances


def test_an_app_that_is_stopped_is_started_with_what_is_new(cf):
    """No process is made and nothing is left to be done (DeploymentCreate)."""
    cf.change(App, "my-app", desired_state="STOPPED")
    cf.change(Process, "my-app", state="STOPPED")
    cf.change(Process, "worker", state="STOPPED")
    shown = deploy(cf, strategy=None, droplet={"guid": "new"}, options={"web_instances": 5, "memory_in_mb": 77})
    assert (shown["status"]["value"], shown["status"]["reason"]) == ("FINALIZED", "DEPLOYED")
    assert (shown["new_processes"], list(shown["links"])) == ([], ["self", "app"])
    web = cf.state[Process].get("my-app")
    assert (web.instances, web.memory, web.state) == (5, 77, "STARTED")
    app = cf.state[App].get("my-app")
    assert (app.desired_state, app.droplet_guid) == ("STARTED", "new")
    assert [kind for kind, _ in events(cf)] == [
        "audit.app.droplet.mapped",
        "audit.app.process.create",
        "audit.app.revision.create",
        "audit.app.start",
        "audit.app.deployment.create",
    ]
    assert events(cf)[-1][1]["request"]["strategy"] == "rolling"


def test_events_say_what_was_asked_for_and_whether_it_leads_back(cf):
    asked = {"droplet": {"guid": "new"}, "options": {"max_in_flight": 2}}
    first = deploy(cf, **asked)
    kind, data = events(cf)[-1]
    assert (kind, list(data)) == (
        "audit.app.deployment.create",
        ["deployment_guid", "droplet_guid", "type", "revision_guid", "request", "strategy"],
    )
    assert data["request"] == {**RELATED, **asked}
    assert (data["deployment_guid"], data["droplet_guid"], data["type"]) == (first["guid"], "new", None)
    deploy(cf, droplet={"guid": "staged"})
    deploy(cf, revision={"guid": first["revision"]["guid"]})
    assert events(cf)[-1][1]["type"] == "rollback"


@pytest.mark.parametrize("role", ROLES)
def test_developers_and_supporters_deploy_and_others_are_told_nothing(cf, role):
    if role in MANAGERS:
        assert cf.ask(PATH, role, method="POST", json=RELATED).status_code == 201
    else:
        assert refused(cf, RELATED, role) == NO_APP


@pytest.mark.parametrize("role", ROLES)
def test_whoever_reads_the_app_reads_its_deployments(cf, role):
    guid = deploy(cf)["guid"]
    assert cf.guids(PATH, role) == ([guid] if role in READERS else [])
    if role in READERS:
        assert cf.ask(f"{PATH}/{guid}", role).status_code == 200
    else:
        assert cf.error(f"{PATH}/{guid}", role) == (404, not_found("Deployment"))


@pytest.mark.parametrize("role", ROLES)
def test_developers_label_deployments(cf, role):
    path, body = f"{PATH}/{deploy(cf)['guid']}", {"metadata": {"labels": {"a": "b"}}}
    cf.foundation.clock.advance("1m")
    if role in WRITERS:
        answer = cf.ask(path, role, method="PATCH", json=body).json()
        assert (answer["metadata"]["labels"], answer["updated_at"]) == ({"a": "b"}, "2026-01-02T12:01:00Z")
        assert cf.ask(path).json() == answer
        assert cf.error(path, role, method="PATCH", json={"x": 1}) == unprocessable("Unknown field(s): 'x'")
    else:
        expected = (404, not_found("Deployment")) if role in OUTSIDERS else (403, NOT_AUTHORIZED)
        assert cf.error(path, role, method="PATCH", json={"x": 1}) == expected


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("app_guids=my-app", 2),
        ("app_guids=bare", 0),
        ("states=DEPLOYING", 1),
        ("states=DEPLOYED,CANCELED", 1),
        ("status_values=FINALIZED", 1),
        ("status_reasons=SUPERSEDED", 1),
        ("status_reasons=DEPLOYED", 0),
        ("status_reasons=", 0),
        ("label_selector=a", 1),
    ],
)
def test_the_list_can_be_asked_for_some(cf, query, count):
    deploy(cf, metadata={"labels": {"a": "b"}})
    deploy(cf)
    assert len(cf.guids(f"{PATH}?{query}")) == count


def test_an_empty_reason_is_none_and_cc_fails_over_no_value_at_all(cf):
    """NullFilterQueryGenerator."""
    guid = deploy(cf)["guid"]
    cf.change(Deployment, guid, status_reason=None)
    assert cf.guids(f"{PATH}?status_reasons=,DEPLOYED") == [guid]
    assert cf.error(f"{PATH}?status_reasons") == (500, UNKNOWN_ERROR)


def test_the_list_knows_its_parameters(cf):
    valid = "'guids', 'app_guids', 'states', 'status_reasons', 'status_values', 'label_selector'"
    status, error = cf.error(f"{PATH}?x=1")
    assert (status, error["detail"].endswith(valid)) == (400, True)
    assert cf.error(f"{PATH}?states[x]=1") == bad_query("States must be an array")


@pytest.mark.parametrize(
    "data",
    [{}, None, {"guid": None}, {"guid": "nope"}, {"guid": []}, {"guid": ["nope"]}],
)
def test_an_app_that_is_not_there_cannot_be_used(cf, data):
    assert refused(cf, {"relationships": {"app": {"data": data}}}) == NO_APP


@pytest.mark.parametrize("guid", [["nope", "my-app"], "my-app"])
def test_an_app_may_be_named_in_a_list(cf, guid):
    """A list becomes SQL's IN."""
    assert deploy(cf, relationships={"app": {"data": {"guid": guid}}})["guid"] in cf.guids(PATH)


@pytest.mark.parametrize(
    ("droplet", "deployed"),
    [
        ({"guid": "new"}, "new"),
        ({"guid": None}, "staged"),
        ({}, "staged"),
        (None, "staged"),
        ({"guid": ["new"]}, "new"),
    ],
)
def test_the_droplet_is_the_apps_own_unless_another_is_named(cf, droplet, deployed):
    assert deploy(cf, droplet=droplet)["droplet"] == {"guid": deployed}
    assert cf.state[App].get("my-app").droplet_guid == deployed


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"droplet": {"guid": "nope"}}, FOREIGN),
        ({"droplet": {"guid": ""}}, FOREIGN),
        ({"droplet": {"guid": "foreign"}}, FOREIGN),
        ({"droplet": {"guid": "failed"}}, "droplet must be in staged state"),
        (
            {"droplet": {"guid": "typeless"}},
            (
                "Unable to create process types for this app's droplet. "
                "Please provide a droplet with valid process types."
            ),
        ),
        ({"revision": {"guid": "nope"}}, "The revision does not exist"),
    ],
)
def test_not_everything_can_be_deployed(cf, body, detail):
    cf.put(Droplet(guid="typeless", created_at=NOON, app_guid="my-app", process_types=None))
    assert refused(cf, {**RELATED, **body}) == unprocessable(detail)
    assert cf.state[App].get("my-app").droplet_guid == "staged"


def test_a_revision_whose_droplet_is_gone_cannot_be_deployed(cf):
    guid = deploy(cf)["revision"]["guid"]
    cf.change(Droplet, "staged", state="EXPIRED")
    what = "Unable to deploy this revision, the droplet for this revision no longer exists."
    assert refused(cf, {**RELATED, "revision": {"guid": guid}}) == unprocessable(what)


def test_an_app_without_a_droplet_wants_one(cf):
    cf.change(App, "my-app", droplet_guid=None)
    what = "Invalid droplet. Please specify a droplet in the request or set a current droplet for the app."
    assert refused(cf, RELATED) == unprocessable(what)


def test_there_is_no_way_back_where_revisions_are_off(cf):
    cf.change(App, "my-app", revisions_enabled=False)
    what = "Cannot create deployment from a revision for an app without revisions enabled"
    assert refused(cf, {**RELATED, "revision": {"guid": "r"}}) == unprocessable(what)


def test_nothing_is_deployed_in_a_suspended_organization(cf):
    related = {"relationships": {"app": {"data": {"guid": "suspended-app"}}}}
    status, error = refused(cf, related, "space_supporter")
    assert (status, error["title"]) == (403, "CF-OrgSuspended")
