"""Builds made and ended: cc-droplets 15, cc-surface 4.9, BuildCreateMessage, BuildCreate, BuildUpdate; live_write."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from fakecf.foundation import Foundation
from fakecf.seeds import load
from fakecf.server import Server
from fakecf.state.lifecycles import Lifecycle
from fakecf.state.records import App, AuditEvent, Build, Buildpack, Droplet, Package, Stack
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, WORLD, Cf, not_found, unprocessable
from tests.capi.roles import OUTSIDERS, ROLES, WRITERS
from tests.capi.test_app_writing import ORG_SUSPENDED, enable, lifecycle, refused, warning

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
UNUSABLE = "Unable to use package. Ensure that the package exists and you have access to it."
NO_GUID = "Package guid must be a string, Package guid must be between 1 and 200 characters"
GIT = "https://github.com/cloudfoundry/ruby-buildpack.git"
STAGING_IN_PROGRESS = {
    "detail": "Only one build can be STAGING at a time per application.",
    "title": "CF-StagingInProgress",
    "code": 170017,
}


def created(cf, who="admin", of="package", **body):
    return cf.ask("/v3/builds", who, method="POST", json={"package": {"guid": of}, **body})


def patched(cf, who="admin", **body):
    return cf.ask("/v3/builds/build", who, method="PATCH", json=body)


def build_in(cf, state, **fields):
    cf.put(Build(guid="build", created_at=NOON, updated_at=NOON, app_guid="my-app", state=state, **fields))


def test_a_new_build_is_answered_as_it_begins(cf):
    body = {
        "lifecycle": lifecycle(buildpacks=["ruby_buildpack", GIT], stack="cflinuxfs4"),
        "staging_memory_in_mb": 2048,
        "staging_disk_in_mb": 4096,
        "staging_log_rate_limit_bytes_per_second": 1000,
        "environment_variables": {"a": "b"},
        "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}},
    }
    answer = created(cf, "space_developer", **body)
    shown = answer.json()
    own, app = f"{cf.url}/v3/builds/{shown['guid']}", f"{cf.url}/v3/apps/my-app"
    user = next(event for event in cf.state[AuditEvent] if event.type == "audit.app.build.create").actor
    assert answer.status_code == 201
    assert shown == {
        "guid": shown["guid"],
        "created_at": shown["created_at"],
        "updated_at": shown["created_at"],
        "state": "STAGING",
        "staging_memory_in_mb": 2048,
        "staging_disk_in_mb": 4096,
        "staging_log_rate_limit_bytes_per_second": 1000,
        "error": None,
        "lifecycle": body["lifecycle"],
        "package": {"guid": "package"},
        "droplet": None,
        "created_by": {"guid": user, "name": "space_developer", "email": "space_developer@example.org"},
        "relationships": {"app": {"data": {"guid": "my-app"}}},
        "metadata": body["metadata"],
        "links": {"self": {"href": own}, "app": {"href": app}},
    }


@pytest.mark.parametrize("role", ROLES)
def test_developers_and_supporters_build(cf, role):
    answer = created(cf, role)
    if role in (*WRITERS, "space_supporter"):
        assert answer.status_code == 201
    else:
        assert refused(answer) == unprocessable(UNUSABLE)


def test_a_suspended_organization_builds_nothing_but_for_admins(cf):
    cf.put(Package(guid="p", created_at=NOON, app_guid="suspended-app", state="READY"))
    assert refused(created(cf, "space_developer", "p")) == (403, ORG_SUSPENDED)
    assert created(cf, "admin", "p").status_code == 201


def test_docker_packages_and_cnb_builds_need_their_features(cf):
    docker = {"detail": "Feature Disabled: diego_docker", "title": "CF-FeatureDisabled", "code": 330002}
    (package,) = cf.state[Package].where("app_guid", "imaged")
    assert refused(created(cf, of=package.guid)) == (403, docker)
    cnb = {**docker, "detail": "Feature Disabled: diego_cnb"}
    assert refused(created(cf, lifecycle=lifecycle("cnb"))) == (403, cnb)


@pytest.mark.parametrize("state", ["AWAITING_UPLOAD", "PROCESSING_UPLOAD", "COPYING", "FAILED", "EXPIRED"])
def test_only_packages_that_are_ready_are_staged(cf, state):
    cf.change(Package, "package", state=state)
    # the cf CLI waits for these words (cc-surface 4.9)
    detail = "Bad request: Cannot stage package whose state is not ready."
    assert refused(created(cf)) == (400, {"detail": detail, "title": "CF-BadRequest", "code": 1004})


def test_one_build_at_a_time(cf):
    build_in(cf, "STAGING")
    cf.change(Package, "package", state="FAILED")
    # before the package is looked at
    assert refused(created(cf)) == (422, STAGING_IN_PROGRESS)
    assert created(cf, of="bare-package").status_code == 201
    cf.change(Build, "build", state="FAILED")
    cf.change(Package, "package", state="READY")
    assert created(cf).status_code == 201


@pytest.mark.parametrize(
    ("state", "built", "refusing"),
    [
        ("ACTIVE", False, False),
        ("DEPRECATED", False, False),
        ("RESTRICTED", False, True),
        ("RESTRICTED", True, False),
        ("DISABLED", True, True),
    ],
)
def test_a_stack_may_be_deprecated_restricted_or_disabled(cf, state, built, refusing):
    cf.put(Stack(guid="odd", created_at=NOON, name="odd", state=state))
    cf.change(App, "my-app", stack="odd")
    if built:
        build_in(cf, "FAILED")
    answer = created(cf)
    if refusing:
        told = f"ERROR: Staging failed. The stack 'odd' is '{state}' and cannot be used for staging."
        assert refused(answer) == (422, {"detail": told, "title": "CF-StackValidationFailed", "code": 250004})
    else:
        told = f"WARNING%3A+The+stack+%27odd%27+is+%27{state}%27+and+will+be+removed+in+the+future."
        assert (answer.status_code, warning(answer)) == (201, None if state == "ACTIVE" else told)


def test_buildpacks_that_are_off_stage_nothing(cf):
    for buildpack in cf.state[Buildpack]:
        if buildpack.name in ("ruby_buildpack", "go_buildpack"):
            cf.change(Buildpack, buildpack.guid, enabled=False)
    names = ["ruby_buildpack", "python_buildpack", "go_buildpack"]
    what = "'ruby_buildpack', 'go_buildpack' are disabled and cannot be used for staging"
    detail = f"Buildpack is invalid: Requested buildpack(s) {what}"
    error = {"detail": detail, "title": "CF-BuildpackInvalid", "code": 290003}
    assert refused(created(cf, lifecycle=lifecycle(buildpacks=names))) == (400, error)


def test_an_operator_may_switch_off_buildpacks_by_uri():
    seed = load([str(WORLD)], now=datetime.now(UTC), environ={})
    strict = replace(seed, behaviour=msgspec.structs.replace(seed.behaviour, disable_custom_buildpacks=True))
    error = {"detail": "Custom buildpacks are disabled", "title": "CF-CustomBuildpacksDisabled", "code": 290004}
    with Server(foundation=Foundation(strict)) as server:
        cf = Cf(server)
        assert refused(created(cf, lifecycle=lifecycle(buildpacks=[GIT]))) == (400, error)
        assert len(cf.state[Build]) == 0
        cf.close()


@pytest.mark.parametrize("variables", [[], "x", 1])
def test_variables_that_cannot_be_merged_end_in_an_unknown_error(cf, variables):
    assert refused(created(cf, environment_variables=variables)) == (500, UNKNOWN_ERROR)


def test_a_build_is_of_its_apps_type_whatever_was_asked_for(cf):
    # BuildModel takes the type of the app; the data of the other type are not its own
    enable(cf, "diego_cnb")
    answer = created(cf, lifecycle=lifecycle("cnb", buildpacks=["docker://x"]))
    assert answer.json()["lifecycle"] == lifecycle(buildpacks=[], stack=None)


def test_labels_of_a_build_change(cf):
    build_in(cf, "STAGED", labels={"a": "b"})
    answer = patched(cf, "space_developer", metadata={"labels": {"a": None, "c": "d"}})
    assert (answer.status_code, answer.json()["metadata"]["labels"]) == (200, {"c": "d"})
    # labels have times of their own (recorded: live_write)
    assert answer.json()["updated_at"] == "2026-01-02T12:00:00Z"
    assert cf.ask("/v3/builds/build").json() == answer.json()


@pytest.mark.parametrize("role", ROLES)
def test_developers_change_builds_and_admins_end_them(cf, role):
    build_in(cf, "STAGING")
    labelled, ended = patched(cf, role), patched(cf, role, state="FAILED")
    outside = (404, not_found("Build"))
    if role in WRITERS:
        assert labelled.status_code == 200
    else:
        assert refused(labelled) == (outside if role in OUTSIDERS else (403, NOT_AUTHORIZED))
    if role == "admin":
        assert ended.status_code == 200
    else:
        assert refused(ended) == (outside if role in OUTSIDERS else (403, NOT_AUTHORIZED))


def test_a_token_may_be_for_ending_builds_and_nothing_else(cf):
    build_in(cf, "STAGING")
    token = cf.claiming(
        user_id="u", user_name="u", scope=["cloud_controller.write", "cloud_controller.update_build_state"]
    )
    assert refused(patched(cf, token)) == (403, NOT_AUTHORIZED)
    assert patched(cf, token, state="FAILED").status_code == 200


@pytest.mark.parametrize(("error", "told"), [({"error": "e"}, "e"), ({}, ""), ({"error": None}, "")])
def test_a_build_fails_when_it_is_said_to_have_failed(cf, error, told):
    build_in(cf, "STAGING")
    answer = patched(cf, state="FAILED", **error)
    assert (answer.json()["state"], answer.json()["error"]) == ("FAILED", f"StagerError - Stager error: {told}")
    assert answer.json()["updated_at"] != "2026-01-02T12:00:00Z"
    # unlike Diego's own failures this one is not in the audit log (BuildUpdate)
    assert [event.type for event in cf.state[AuditEvent]] == []


def test_a_build_is_staged_when_it_is_said_to_be_and_its_app_gets_the_droplet(cf):
    build_in(cf, "STAGING")
    cf.put(Droplet(guid="new", created_at=NOON, app_guid="my-app", build_guid="build", state="STAGING"))
    data = {"image": "registry/image:tag", "processTypes": {"web": "start"}}
    answer = patched(cf, state="STAGED", lifecycle={"type": "docker", "data": data})
    assert (answer.json()["state"], answer.json()["droplet"]) == ("STAGED", {"guid": "new"})
    droplet = cf.state[Droplet].get("new")
    assert (droplet.state, droplet.docker_receipt_image) == ("STAGED", "registry/image:tag")
    assert (droplet.process_types, cf.state[App].get("my-app").droplet_guid) == ({"web": "start"}, "new")


@pytest.mark.parametrize("lifecycle", ["x", [1], {"data": "x"}, {"data": {}}])
def test_a_build_without_droplet_or_with_an_odd_lifecycle_cannot_be_staged_by_hand(cf, lifecycle):
    build_in(cf, "STAGING")
    assert refused(patched(cf, state="STAGED", lifecycle=lifecycle)) == (500, UNKNOWN_ERROR)


def test_what_is_under_way_is_no_more_once_it_is_ended_by_hand(cf):
    build_in(cf, "STAGING")
    cf.put(Lifecycle(guid="builds/build", created_at=NOON, timing="held", ending="STAGED"))
    patched(cf, state="FAILED")
    assert len(cf.state[Lifecycle]) == 0
