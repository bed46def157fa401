"""Revisions and deployments of an app, as a document says them."""

from datetime import UTC, datetime

from fakecf.state.app_records import DeployedProcess, Deployment, Revision, RevisionSidecar

DOCUMENT = """
fakecf: 1
orgs: {o: {spaces: {s: {apps: {web: {
  lifecycle: java_buildpack,
  env: {A: b},
  droplets: [{guid: d0}, {guid: d1, process_types: {web: w, task: t}, current: true}],
  revisions: [%s],
  deployments: [%s]}}}}}}
"""


def made(seed, kind, revisions="", deployments=""):
    return [each for each in seed(DOCUMENT % (revisions, deployments)).records if isinstance(each, kind)]


def test_a_revision_is_what_the_app_runs_with_unless_it_says_otherwise(seed):
    first, second = made(seed, Revision, "{droplet: 0, environment_variables: null, commands: {web: run}}, {}")
    assert (first.version, first.droplet_guid, first.description) == (1, "d0", "Initial revision.")
    assert (first.environment_variables, first.commands) == (None, {"web": "run"})
    assert (second.version, second.droplet_guid, second.description) == (2, "d1", "New droplet deployed.")
    assert (second.environment_variables, second.commands) == ({"A": "b"}, {"web": None, "task": None})


def test_a_revision_says_all_that_it_has(seed):
    said = "version: 7, description: why, sidecars: [{name: s, command: c, process_types: [web]}], labels: {a: b}"
    (revision,) = made(seed, Revision, f"{{{said}}}")
    assert (revision.version, revision.description, revision.labels) == (7, "why", {"a": "b"})
    assert revision.sidecars == (RevisionSidecar(name="s", command="c", process_types=("web",)),)


def test_a_deployment_has_ended_with_the_last_droplet_and_revision(seed, now):
    deployed, canceled = made(seed, Deployment, "{droplet: 0}, {guid: r2}", "DEPLOYED, {state: CANCELED, droplet: 0}")
    assert (deployed.state, deployed.status_value, deployed.status_reason) == ("DEPLOYED", "FINALIZED", "DEPLOYED")
    assert (deployed.droplet_guid, deployed.previous_droplet_guid) == ("d1", None)
    assert (deployed.revision_guid, deployed.revision_version) == ("r2", 2)
    assert deployed.status_updated_at == deployed.last_healthy_at == now
    assert (canceled.state, canceled.status_reason, canceled.droplet_guid) == ("CANCELED", "CANCELED", "d0")


def test_a_deployment_says_all_that_it_has(seed):
    said = (
        "created_at: -2d, updated_at: 2026-01-31T11:00:00Z, status_reason: SUPERSEDED, strategy: canary, "
        "canary_steps: [{instance_weight: 50}], canary_current_step: 1, previous_droplet: 0, revision: null, "
        "processes: [{guid: p, type: web}]"
    )
    (made_,) = made(seed, Deployment, "{}", f"{{{said}}}")
    assert (made_.status_reason, made_.strategy, made_.canary_steps) == (
        "SUPERSEDED",
        "canary",
        ({"instance_weight": 50},),
    )
    assert (made_.previous_droplet_guid, made_.revision_guid) == ("d0", None)
    assert made_.processes == (DeployedProcess(guid="p", type="web"),)
    assert made_.status_updated_at == datetime(2026, 1, 31, 11, tzinfo=UTC)


def test_a_place_that_is_not_there_is_a_problem(refused):
    said = refused(DOCUMENT % ("{droplet: 2}", "{revision: 1, previous_droplet: 9}"))
    for what in ("droplet 2: it has 2", "revision 1: it has 1", "previous droplet 9: it has 2"):
        assert f"the app has no {what}, and the first is 0" in said


def test_a_revision_without_a_droplet_is_refused(seed, refused):
    """`validates_presence` of CC's RevisionModel."""
    assert "droplet_guid presence" in refused(DOCUMENT % ("{droplet: null}", ""))
    assert made(seed, Revision, "{droplet: null, force: true}")[0].droplet_guid is None


def test_only_what_has_ended_can_be_said(refused):
    assert "allowed: CANCELED, DEPLOYED" in refused(DOCUMENT % ("", "{state: DEPLOYING}"))
