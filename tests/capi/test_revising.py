"""When a revision is made and what it says: CC's RevisionResolver, through the deployments that make them."""

import pytest

from fakecf.state.app_records import Process, Revision, Sidecar
from fakecf.state.records import App, AuditEvent
from tests.capi.conftest import unprocessable
from tests.capi.deployed import NOON, RELATED, another_droplet, deploy, refused, revisions, run, sidecar


@pytest.fixture
def cf(cf):
    run(cf)
    return cf


def told(cf):
    return [each.description for each in revisions(cf)]


def test_the_first_revision_is_what_the_app_runs_with(cf):
    cf.put(sidecar(process_types=("web",), memory=32))
    cf.change(App, "my-app", environment_variables={"A": "b"})
    cf.change(Process, "worker", command="work")
    made = deploy(cf)["revision"]
    shown = cf.ask(f"/v3/revisions/{made['guid']}").json()
    assert made["version"] == shown["version"] == 1
    assert shown["description"] == "Initial revision."
    assert shown["droplet"] == {"guid": "staged"}
    assert shown["processes"] == {"web": {"command": None}, "worker": {"command": "work"}}
    assert shown["sidecars"] == [{"name": "s", "command": "c", "memory_in_mb": 32, "process_types": ["web"]}]
    var = cf.ask(f"/v3/revisions/{made['guid']}/environment_variables").json()["var"]
    assert var == {"A": "b"}


def test_what_has_not_changed_has_the_revision_it_had(cf):
    assert deploy(cf)["revision"] == deploy(cf)["revision"]
    assert told(cf) == ["Initial revision."]


@pytest.mark.parametrize(
    ("record", "guid", "fields", "description"),
    [
        (App, "my-app", {"environment_variables": {"A": "b"}}, "New environment variables deployed."),
        (Process, "worker", {"command": "work"}, "Custom start command added for 'worker' process."),
        (Process, "worker", {"type": "clock"}, "New process type 'clock' added. Process type 'worker' removed."),
    ],
)
def test_a_change_makes_a_revision_that_says_what_changed(cf, record, guid, fields, description):
    """Reasons come sorted (RevisionResolver#revision_reasons)."""
    deploy(cf)
    cf.change(record, guid, **fields)
    assert deploy(cf)["revision"]["version"] == 2
    assert told(cf) == ["Initial revision.", description]


def test_commands_and_sidecars_come_and_change_and_go(cf):
    cf.put(sidecar())
    deploy(cf)
    for command in ("a", "b", None):
        cf.change(Process, "worker", command=command)
        deploy(cf)
    cf.change(Sidecar, "s", memory=5)
    deploy(cf)
    cf.change(Sidecar, "s", process_types=("web",))
    deploy(cf)
    commands = [f"Custom start command {turn} for 'worker' process." for turn in ("added", "updated", "removed")]
    assert told(cf) == ["Initial revision.", *commands, "Sidecars updated."]


def test_no_revision_is_made_where_they_are_off(cf):
    cf.change(App, "my-app", revisions_enabled=False)
    assert deploy(cf)["revision"] is None
    assert told(cf) == []


def test_after_version_9999_comes_1_in_the_place_of_the_old_one(cf):
    for version, guid in ((1, "old"), (9999, "last")):
        cf.put(Revision(guid=guid, created_at=NOON, app_guid="my-app", version=version))
    assert deploy(cf)["revision"]["version"] == 1
    assert [(each.guid == "last", each.version) for each in revisions(cf)] == [(True, 9999), (False, 1)]


def test_a_new_revision_is_an_event(cf):
    made = deploy(cf)["revision"]
    (event,) = cf.state[AuditEvent].where("type", "audit.app.revision.create")
    assert event.data == {"revision_guid": made["guid"], "revision_version": 1}
    assert event.target == "my-app"


def rolled_back(cf):
    """Version 1 deployed again after version 2, which had other commands, variables, sidecars and another droplet."""
    cf.put(sidecar(memory=7))
    cf.change(Process, "worker", command="work")
    first = deploy(cf)["revision"]["guid"]
    another_droplet(cf)
    cf.change(App, "my-app", environment_variables={"A": "b"})
    cf.change(Sidecar, "s", name="other")
    deploy(cf, droplet={"guid": "new"})
    return first, deploy(cf, revision={"guid": first})


def test_a_way_back_is_a_revision_with_what_there_was(cf):
    first, made = rolled_back(cf)
    latest = revisions(cf)[-1]
    assert latest.description == (
        "New droplet deployed. New environment variables deployed. "
        "Process type 'clock' removed. Sidecars updated. Rolled back to revision 1."
    )
    before = cf.state[Revision].get(first)
    for name in ("droplet_guid", "environment_variables", "commands", "sidecars"):
        assert getattr(latest, name) == getattr(before, name)
    assert made["revision"] == {"guid": latest.guid, "version": 3}


def test_the_way_back_gives_the_app_its_droplet_variables_and_sidecars_again(cf):
    rolled_back(cf)
    app = cf.state[App].get("my-app")
    assert (app.droplet_guid, app.environment_variables) == ("staged", None)
    assert [(each.name, each.memory) for each in cf.state[Sidecar]] == [("s", 7)]


def test_there_is_no_way_back_to_what_is_deployed(cf):
    same = deploy(cf)["revision"]["guid"]
    assert refused(cf, {**RELATED, "revision": {"guid": same}}) == unprocessable(
        "Unable to rollback. The code and configuration you are rolling back to is the same as the deployed revision."
    )
