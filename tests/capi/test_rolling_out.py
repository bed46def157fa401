"""Deployments on their way: CC's DeploymentUpdater, by the foundation's clock, polls and releases."""

import pytest

from fakecf.client import Client
from fakecf.state.app_records import Deployment, Process
from fakecf.state.records import App
from tests.capi.conftest import not_found, unprocessable
from tests.capi.deployed import PATH, another_droplet, deploy, events, processes, run
from tests.capi.roles import ROLES, WRITERS

SEED = "resources/deployments.yml"
MANAGERS = (*WRITERS, "space_supporter")


@pytest.fixture
def cf(cf):
    run(cf)
    another_droplet(cf)
    return cf


@pytest.fixture
def control(cf):
    return Client(cf.server.control_url)


def status(cf, guid):
    shown = cf.ask(f"{PATH}/{guid}").json()["status"]
    return shown["value"], shown["reason"]


def act(cf, guid, action, as_="admin"):
    answer = cf.ask(f"{PATH}/{guid}/actions/{action}", as_, method="POST")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"", "text/html")


def canary(cf, *weights, **options):
    steps = {"canary": {"steps": [{"instance_weight": weight} for weight in weights]}} if weights else {}
    return deploy(cf, strategy="canary", options={"max_in_flight": 10, **steps, **options})


def test_an_instant_deployment_has_ended_when_it_is_looked_at(cf, control):
    """The answer to the POST still shows it on its way."""
    made = deploy(cf)
    control.set_lifecycle("deployments", made["guid"], "instant")
    assert made["status"]["reason"] == "DEPLOYING"
    assert status(cf, made["guid"]) == ("FINALIZED", "DEPLOYED")


def test_in_the_end_the_new_web_process_has_taken_over(cf, control):
    made = deploy(cf, droplet={"guid": "new"})
    new = made["new_processes"][0]["guid"]
    assert processes(cf) == [("my-app", 3), (new, 1)]
    cf.foundation.clock.advance("1m")
    control.release("deployments", made["guid"])
    assert processes(cf) == [(new, 3)]
    shown = cf.ask(f"{PATH}/{made['guid']}").json()
    assert shown["status"] == {
        "value": "FINALIZED",
        "reason": "DEPLOYED",
        "details": {
            "last_successful_healthcheck": "2026-01-02T12:01:00Z",
            "last_status_change": "2026-01-02T12:01:00Z",
        },
    }
    assert (shown["updated_at"], list(shown["links"])) == ("2026-01-02T12:01:00Z", ["self", "app"])


def test_in_the_end_all_other_processes_run_with_the_revision(cf, control):
    cf.change(Process, "worker", command="work")
    made = deploy(cf)
    cf.change(Process, "worker", command="else", state="STOPPED")
    control.release("deployments", made["guid"])
    worker = cf.state[Process].get("worker")
    assert (worker.command, worker.state, worker.revision_guid) == ("work", "STARTED", made["revision"]["guid"])
    assert worker.version != "1"


def test_in_the_end_there_are_as_many_instances_as_were_asked_for(cf, control):
    made = deploy(cf, options={"web_instances": 8})
    control.release("deployments", made["guid"])
    assert [instances for _, instances in processes(cf)] == [8]


def test_polls_bring_it_forward_and_lists_do_not(cf, control):
    guid = deploy(cf)["guid"]
    control.set_lifecycle("deployments", guid, "2 polls")
    cf.ask(PATH)
    seen = [status(cf, guid)[1] for _ in range(4)]
    assert seen == ["DEPLOYING", "DEPLOYING", "DEPLOYED", "DEPLOYED"]


def test_time_brings_it_to_its_end(cf, control):
    guid = deploy(cf)["guid"]
    control.set_lifecycle("deployments", guid, "5s")
    cf.foundation.clock.advance("4s")
    assert status(cf, guid) == ("ACTIVE", "DEPLOYING")
    cf.foundation.clock.advance("1h")
    assert status(cf, guid) == ("FINALIZED", "DEPLOYED")
    assert cf.ask(f"{PATH}/{guid}").json()["updated_at"] == "2026-01-02T12:00:05Z"


def test_a_canary_pauses_at_each_step_until_it_is_continued(cf, control):
    """The present step of three instances: `DeploymentModel#canary_step_plan`."""
    made = canary(cf, 20, 50, 100)
    guid, new = made["guid"], made["new_processes"][0]["guid"]
    assert (made["status"]["reason"], cf.state[Deployment].get(guid).state) == ("DEPLOYING", "PREPAUSED")
    for step, instances in enumerate(([3, 1], [2, 2], [0, 3]), start=1):
        control.release("deployments", guid)
        shown = cf.ask(f"{PATH}/{guid}").json()
        assert (shown["status"]["value"], shown["status"]["reason"]) == ("ACTIVE", "PAUSED")
        assert shown["status"]["canary"]["steps"] == {"current": step, "total": 3}
        assert list(shown["links"]) == ["self", "app", "cancel", "continue"]
        assert [each for _, each in processes(cf)] == instances
        act(cf, guid, "continue")
        assert status(cf, guid) == ("ACTIVE", "DEPLOYING")
    control.release("deployments", guid)
    assert status(cf, guid) == ("FINALIZED", "DEPLOYED")
    assert processes(cf) == [(new, 3)]


def test_a_canary_without_steps_pauses_once_beside_all_that_ran(cf, control):
    guid = canary(cf)["guid"]
    control.release("deployments", guid)
    assert [each for _, each in processes(cf)] == [3, 1]
    act(cf, guid, "continue")
    assert cf.state[Deployment].get(guid).state == "DEPLOYING"


def test_a_canary_of_fewer_instances_is_measured_by_them(cf, control):
    guid = canary(cf, 50, web_instances=2)["guid"]
    control.release("deployments", guid)
    assert [each for _, each in processes(cf)] == [2, 1]


def test_only_what_is_paused_can_be_continued(cf):
    guid = canary(cf)["guid"]
    what = "Cannot continue a deployment with status: ACTIVE and reason: DEPLOYING"
    assert cf.error(f"{PATH}/{guid}/actions/continue", method="POST") == unprocessable(what)


def test_what_is_canceled_runs_as_before(cf, control):
    """The droplet at once, the processes when it is done (DeploymentCancel)."""
    guid = deploy(cf, droplet={"guid": "new"}, options={"max_in_flight": 2})["guid"]
    cf.change(Process, "my-app", instances=1)
    act(cf, guid, "cancel")
    assert (status(cf, guid), cf.state[App].get("my-app").droplet_guid) == (("ACTIVE", "CANCELING"), "staged")
    assert "cancel" in cf.ask(f"{PATH}/{guid}").json()["links"]
    control.release("deployments", guid)
    assert (status(cf, guid), processes(cf)) == (("FINALIZED", "CANCELED"), [("my-app", 3)])
    what = "Cannot cancel a deployment with status: FINALIZED and reason: CANCELED"
    assert cf.error(f"{PATH}/{guid}/actions/cancel", method="POST") == unprocessable(what)


def test_a_canary_can_be_canceled_at_its_pause(cf, control):
    guid = canary(cf, 100)["guid"]
    control.release("deployments", guid)
    act(cf, guid, "cancel")
    control.release("deployments", guid)
    assert (status(cf, guid), processes(cf)) == (("FINALIZED", "CANCELED"), [("my-app", 3)])


def test_without_its_previous_droplet_nothing_can_be_canceled(cf):
    guid = deploy(cf)["guid"]
    cf.change(Deployment, guid, previous_droplet_guid="gone")
    what = "Unable to assign current droplet. Ensure the droplet exists and belongs to this app."
    assert cf.error(f"{PATH}/{guid}/actions/cancel", method="POST") == unprocessable(what)


@pytest.mark.parametrize(
    ("begin", "action", "state"),
    [(deploy, None, "DEPLOYED"), (canary, None, "CANCELED"), (deploy, "cancel", "CANCELED")],
)
def test_a_deployment_takes_the_place_of_one_on_its_way(cf, control, begin, action, state):
    """What it began with counts on (DeploymentCreate.supersede_deployment)."""
    first = begin(cf)["guid"]
    if action:
        act(cf, first, action)
    cf.foundation.clock.advance("1m")
    second = deploy(cf)
    shown = cf.ask(f"{PATH}/{first}").json()["status"]
    assert (shown["value"], shown["reason"]) == ("FINALIZED", "SUPERSEDED")
    assert shown["details"]["last_status_change"] == "2026-01-02T12:01:00Z"
    assert cf.state[Deployment].get(first).state == state
    assert [each["guid"] for each in control.lifecycles()] == [second["guid"]]
    control.release("deployments", second["guid"])
    assert processes(cf) == [(second["new_processes"][0]["guid"], 3)]


def test_what_a_superseded_deployment_had_started_runs_again_when_the_next_is_canceled(cf, control):
    """Its process, not the oldest (DeploymentUpdater::Actions::Cancel)."""
    first = deploy(cf, droplet={"guid": "new"})
    second = deploy(cf, droplet={"guid": "staged"})["guid"]
    act(cf, second, "cancel")
    control.release("deployments", second)
    assert processes(cf) == [(first["new_processes"][0]["guid"], 3)]
    assert cf.state[App].get("my-app").droplet_guid == "new"


@pytest.mark.parametrize("action", ["cancel", "continue"])
@pytest.mark.parametrize("role", ROLES)
def test_developers_and_supporters_steer_and_others_find_nothing(cf, control, role, action):
    guid = canary(cf)["guid"]
    control.release("deployments", guid)
    if role in MANAGERS:
        act(cf, guid, action, role)
        assert events(cf)[-1] == (
            f"audit.app.deployment.{action}",
            {"deployment_guid": guid, "droplet_guid": "staged"},
        )
    else:
        path = f"{PATH}/{guid}/actions/{action}"
        assert cf.error(path, role, method="POST") == (404, not_found("Deployment"))


def test_what_is_not_there_cannot_be_steered(cf):
    for action in ("cancel", "continue"):
        assert cf.error(f"{PATH}/nope/actions/{action}", method="POST") == (404, not_found("Deployment"))


def test_what_has_ended_can_be_put_on_its_way_again(cf, control):
    made = deploy(cf)
    control.release("deployments", made["guid"])
    assert control.set_lifecycle("deployments", made["guid"], "held")["ending"] == "DEPLOYED"
    assert status(cf, made["guid"]) == ("ACTIVE", "DEPLOYING")
    control.release("deployments", made["guid"])
    assert processes(cf) == [(made["new_processes"][0]["guid"], 3)]


@pytest.mark.parametrize(("begin", "action", "ending"), [(canary, None, "PAUSED"), (deploy, "cancel", "CANCELED")])
def test_each_state_has_its_own_good_end(cf, control, begin, action, ending):
    guid = begin(cf)["guid"]
    if action:
        act(cf, guid, action)
    assert control.set_lifecycle("deployments", guid, "1 poll")["ending"] == ending


def test_a_deployment_does_not_fail(cf, control):
    guid = deploy(cf)["guid"]
    with pytest.raises(Exception, match="FAILED"):
        control.release("deployments", guid, "FAILED")
    with pytest.raises(Exception, match="deployments"):
        control.add_fault("deployments.show failed")
    control.add_fault("deployments.show unfinished")
    control.release("deployments", guid)
    assert status(cf, guid) == ("ACTIVE", "DEPLOYING")
