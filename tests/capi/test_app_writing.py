"""Apps made and changed: cc-surface 4.7, AppCreateMessage, AppUpdateMessage, AppCreate and AppUpdate; live_write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from fakecf.foundation import Foundation
from fakecf.seeds import load
from fakecf.server import Server
from fakecf.state.app_records import Process
from fakecf.state.records import App, AuditEvent, Build, Buildpack, FeatureFlag, Stack
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, WORLD, Cf, not_found, unprocessable
from tests.capi.resources.test_apps import expected
from tests.capi.roles import OUTSIDERS, ROLES, WRITERS

IN_DEV = {"space": {"data": {"guid": "dev"}}}
ORG_SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
TYPES = "Lifecycle type is not included in the list: buildpack, docker, cnb"
NO_DATA = "Lifecycle data must be an object"
GIT = "https://github.com/cloudfoundry/ruby-buildpack.git"


def created(cf, who="admin", **body):
    return cf.ask("/v3/apps", who, method="POST", json={"name": "new", "relationships": IN_DEV, **body})


def patched(cf, who="admin", guid="my-app", **body):
    return cf.ask(f"/v3/apps/{guid}", who, method="PATCH", json=body)


def refused(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


def lifecycle(type_="buildpack", **data):
    return {"type": type_, "data": data}


def events(cf):
    return [(event.type, event.target, event.data) for event in cf.state[AuditEvent]]


def enable(cf, *names):
    now = datetime.now(UTC)
    cf.put(*(FeatureFlag(guid=name, created_at=now, name=name, enabled=True) for name in names))


def test_a_new_app_is_answered_with_found_again_and_told_of(cf):
    body = {
        "name": " new ",
        "relationships": IN_DEV,
        "environment_variables": {"open": "source", "count": 1},
        "lifecycle": lifecycle(buildpacks=["ruby_buildpack", GIT], stack="cflinuxfs4"),
        "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}},
    }
    answer = created(cf, "space_developer", **body)
    shown = answer.json()
    guid = shown["guid"]
    assert answer.status_code == 201
    assert shown == {**expected(cf, guid), "name": "new", "metadata": body["metadata"]}
    assert (shown["state"], shown["updated_at"]) == ("STOPPED", shown["created_at"])
    assert shown["lifecycle"] == body["lifecycle"]
    assert cf.ask(f"/v3/apps/{guid}").json() == shown
    assert cf.state[App].get(guid).environment_variables == {"open": "source", "count": 1}
    # the process comes first; of variables the event tells that there were some (AppEventRepository)
    told = {**body, "environment_variables": "[PRIVATE DATA HIDDEN]"}
    assert events(cf) == [
        ("audit.app.process.create", guid, {"process_guid": guid, "process_type": "web"}),
        ("audit.app.create", guid, {"request": told}),
    ]


def test_a_new_app_has_a_stopped_web_process_of_its_own_guid(cf):
    guid = created(cf).json()["guid"]
    (process,) = cf.state[Process].where("app_guid", guid)
    assert (process.guid, process.type, process.state, process.instances) == (guid, "web", "STOPPED", 1)
    assert (process.memory, process.disk_quota, process.log_rate_limit) == (1024, 1024, -1)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, lifecycle(buildpacks=[], stack="cflinuxfs4")),
        ({"lifecycle": lifecycle()}, lifecycle(buildpacks=[], stack="cflinuxfs4")),
        ({"lifecycle": lifecycle(stack=None, buildpacks=None)}, lifecycle(buildpacks=[], stack="cflinuxfs4")),
        # Rails takes nulls out of arrays
        ({"lifecycle": lifecycle(buildpacks=[None, GIT])}, lifecycle(buildpacks=[GIT], stack="cflinuxfs4")),
        (
            {"lifecycle": lifecycle(buildpacks=["https://u:p@example.org/x"])},
            lifecycle(buildpacks=["https://***:***@example.org/x"], stack="cflinuxfs4"),
        ),
        # a type that is blank is none, and nobody looks into the data of none
        ({"lifecycle": {"data": {"bogus": 1}}}, lifecycle(buildpacks=[], stack="cflinuxfs4")),
        ({"lifecycle": {"type": [], "data": {}, "bogus": 1}}, lifecycle(buildpacks=[], stack="cflinuxfs4")),
        ({"lifecycle": {"type": " ", "data": {}}}, lifecycle(buildpacks=[], stack="cflinuxfs4")),
        ({"lifecycle": lifecycle("docker")}, lifecycle("docker")),
        (
            {"lifecycle": lifecycle("cnb", buildpacks=["docker://paketo/nodejs:1.0"], credentials={})},
            lifecycle("cnb", buildpacks=["docker://paketo/nodejs:1.0"], stack="cflinuxfs4", credentials="***"),
        ),
        (
            {"lifecycle": lifecycle("cnb", credentials=None)},
            lifecycle("cnb", buildpacks=[], stack="cflinuxfs4"),
        ),
        # classic buildpacks take credentials and forget them
        (
            {"lifecycle": lifecycle(credentials={"registry": {"username": "u"}})},
            lifecycle(buildpacks=[], stack="cflinuxfs4"),
        ),
    ],
)
def test_a_new_app_has_the_lifecycle_that_was_asked_for_or_the_usual_one(cf, asked, shown):
    enable(cf, "diego_docker", "diego_cnb")
    answer = created(cf, **asked)
    assert (answer.status_code, answer.json().get("lifecycle")) == (201, shown)


@pytest.mark.parametrize(
    ("type_", "flag"),
    [("docker", "diego_docker"), ("cnb", "diego_cnb")],
)
def test_docker_and_cnb_are_off_unless_switched_on(cf, type_, flag):
    # the flag comes before what is in the data
    body = lifecycle(type_, **({"stack": "bogus"} if type_ == "cnb" else {}))
    error = {"detail": f"Feature Disabled: {flag}", "title": "CF-FeatureDisabled", "code": 330002}
    assert refused(created(cf, lifecycle=body)) == (403, error)


def test_names_are_unique_in_a_space_whatever_their_case(cf):
    error = {"detail": "App with the name 'MY-app' already exists.", "title": "CF-UniquenessError", "code": 10016}
    assert refused(created(cf, name=" MY-app")) == (422, error)
    assert created(cf, name="foreign").status_code == 201
    # when it is changed, the same is merely unprocessable
    assert refused(patched(cf, name="bare")) == unprocessable("App with the name 'bare' already exists.")
    assert patched(cf, name="My-App").json()["name"] == "My-App"


@pytest.mark.parametrize("role", ROLES)
def test_developers_make_apps(cf, role):
    answer = created(cf, role)
    if role in WRITERS:
        assert answer.status_code == 201
    elif role in OUTSIDERS:
        missing = "Invalid space. Ensure that the space exists and you have access to it."
        assert refused(answer) == unprocessable(missing)
    else:
        assert refused(answer) == (403, NOT_AUTHORIZED)


def test_a_suspended_organization_gets_no_apps_but_by_admins(cf):
    relationships = {"space": {"data": {"guid": "suspended-dev"}}}
    assert refused(created(cf, "space_developer", relationships=relationships)) == (403, ORG_SUSPENDED)
    assert created(cf, relationships=relationships).status_code == 201


def stack_in(cf, state, reason=None):
    now = datetime.now(UTC)
    cf.put(Stack(guid="odd", created_at=now, name="odd", state=state, state_reason=reason))


def warning(answer):
    return answer.headers.get("X-Cf-Warnings")


@pytest.mark.parametrize(
    ("state", "built", "refusing"),
    [
        ("ACTIVE", False, False),
        ("DEPRECATED", False, False),
        ("RESTRICTED", False, True),
        ("RESTRICTED", True, False),
        ("DISABLED", False, True),
        ("DISABLED", True, True),
    ],
)
def test_a_stack_may_be_deprecated_restricted_or_disabled(cf, state, built, refusing):
    stack_in(cf, state, "Use another.")
    if built:
        cf.put(Build(guid="b", created_at=datetime.now(UTC), app_guid="my-app"))
    else:
        answer = created(cf, lifecycle=lifecycle(stack="odd"))
        assert answer.status_code == (422 if refusing else 201)
    answer = patched(cf, lifecycle=lifecycle(stack="odd"))
    # too late to undo the change (AppUpdate asks after its transaction)
    assert cf.state[App].get("my-app").stack == "odd"
    if refusing:
        told = f"ERROR: Staging failed. The stack 'odd' is '{state}' and cannot be used for staging. Use another."
        assert refused(answer) == unprocessable(told)
    elif state == "ACTIVE":
        assert (answer.status_code, warning(answer)) == (200, None)
    else:
        told = f"WARNING%3A+The+stack+%27odd%27+is+%27{state}%27+and+will+be+removed+in+the+future.+Use+another."
        assert (answer.status_code, warning(answer)) == (200, told)


def test_a_new_app_is_warned_of_a_deprecated_stack(cf):
    stack_in(cf, "DEPRECATED")
    told = "WARNING%3A+The+stack+%27odd%27+is+%27DEPRECATED%27+and+will+be+removed+in+the+future."
    assert warning(created(cf, lifecycle=lifecycle(stack="odd"))) == told


def test_a_buildpack_must_have_been_uploaded(cf):
    now = datetime.now(UTC)
    cf.put(Buildpack(guid="bp", created_at=now, name="mine", stack="odd"))
    none = 'Buildpack "mine" for stack "cflinuxfs4" must be an existing admin buildpack or a valid git URI'
    assert refused(created(cf, lifecycle=lifecycle(buildpacks=["mine"]))) == unprocessable(none)
    # the first of the name counts, whatever its stack (AppCreate)
    cf.put(Buildpack(guid="bp2", created_at=now, name="mine", stack=None, filename="mine.zip"))
    assert refused(created(cf, lifecycle=lifecycle(buildpacks=["mine"]))) == unprocessable(
        '"mine" must be in ready state'
    )
    cf.change(Buildpack, "bp", filename="mine.zip")
    assert created(cf, lifecycle=lifecycle(buildpacks=["mine"])).status_code == 201


def test_an_operator_may_switch_off_buildpacks_by_uri():
    seed = load([str(WORLD)], now=datetime.now(UTC), environ={})
    strict = replace(seed, behaviour=msgspec.structs.replace(seed.behaviour, disable_custom_buildpacks=True))
    error = {"detail": "Custom buildpacks are disabled", "title": "CF-CustomBuildpacksDisabled", "code": 290004}
    with Server(foundation=Foundation(strict)) as server:
        cf = Cf(server)
        assert refused(created(cf, lifecycle=lifecycle(buildpacks=[GIT]))) == (400, error)
        assert refused(patched(cf, lifecycle=lifecycle(buildpacks=[GIT]))) == (400, error)
        assert cf.state[App].get("my-app").buildpacks == ()
        assert created(cf, lifecycle=lifecycle(buildpacks=["ruby_buildpack"])).status_code == 201
        cf.close()


def test_a_foundation_without_its_default_stack_ends_in_an_unknown_error(cf):
    with cf.foundation.store.change() as change:
        change.clear(Stack)
    assert refused(created(cf)) == (500, UNKNOWN_ERROR)


def test_a_changed_app_is_answered_with_found_again_and_told_of(cf):
    cf.change(App, "my-app", labels={"gone": "x", "kept": "y"})
    cf.advance(timedelta(hours=1))
    body = {
        "name": "newer",
        "lifecycle": lifecycle(buildpacks=[GIT], stack="cflinuxfs4"),
        "metadata": {"labels": {"gone": None, "new": "z"}, "annotations": {"a": "b"}},
    }
    answer = patched(cf, "space_developer", **body)
    shown = answer.json()
    metadata = {"labels": {"kept": "y", "new": "z"}, "annotations": {"a": "b"}}
    assert answer.status_code == 200
    assert shown == {**expected(cf, "my-app"), "metadata": metadata}
    assert (shown["name"], shown["lifecycle"]["data"]["buildpacks"]) == ("newer", [GIT])
    assert shown["updated_at"] > shown["created_at"]
    assert cf.ask("/v3/apps/my-app").json() == shown
    assert events(cf) == [("audit.app.update", "my-app", {"request": body})]


def test_a_new_name_touches_the_processes_that_carry_it(cf):
    guid = created(cf).json()["guid"]
    cf.advance(timedelta(hours=1))
    patched(cf, guid=guid, metadata={})
    assert cf.state[Process].get(guid).updated_at < cf.state[App].get(guid).updated_at
    patched(cf, guid=guid, name="newer")
    assert cf.state[Process].get(guid).updated_at == cf.state[App].get(guid).updated_at


@pytest.mark.parametrize(
    ("asked", "data"),
    [
        ({}, {"buildpacks": ["go_buildpack"], "stack": "cflinuxfs4"}),
        ({"lifecycle": {"data": {}}}, {"buildpacks": ["go_buildpack"], "stack": "cflinuxfs4"}),
        ({"lifecycle": {"data": {"buildpacks": None}}}, {"buildpacks": [], "stack": "cflinuxfs4"}),
        ({"lifecycle": {"data": {"stack": None}}}, {"buildpacks": ["go_buildpack"], "stack": None}),
    ],
)
def test_what_a_change_does_not_name_stays(cf, asked, data):
    cf.change(App, "my-app", buildpacks=("go_buildpack",))
    answer = patched(cf, **asked)
    assert (answer.status_code, answer.json()["lifecycle"]["data"]) == (200, data)


def test_a_docker_app_changes_its_name_and_labels_only(cf):
    answer = patched(cf, guid="imaged", name="other", lifecycle=lifecycle("docker"))
    assert (answer.status_code, answer.json()["lifecycle"]) == (200, lifecycle("docker"))


@pytest.mark.parametrize("role", ROLES)
def test_developers_change_apps(cf, role):
    answer = patched(cf, role, name="newer")
    if role in WRITERS:
        assert answer.status_code == 200
    else:
        assert refused(answer) == ((404, not_found("App")) if role in OUTSIDERS else (403, NOT_AUTHORIZED))


def test_the_body_of_a_change_is_judged_before_its_app_is_looked_for(cf):
    assert refused(patched(cf, guid="nowhere", bogus=1)) == unprocessable("Unknown field(s): 'bogus'")
    assert refused(patched(cf, guid="nowhere")) == (404, not_found("App"))
    assert refused(patched(cf, "space_developer", guid="suspended-app")) == (403, ORG_SUSPENDED)
