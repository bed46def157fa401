"""What is done to apps: cc-surface 4.7, and how CC's AppStart, AppStop, AppRestart and AppDelete do it."""

import pytest

from fakecf.state.app_records import Process, Revision, Task
from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import App, AuditEvent, Droplet, FeatureFlag, Job, Organization, Package
from fakecf.state.routing_records import Destination, Domain, Route
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import cases

ACTIONS = ("start", "stop", "restart")
LACKING_DROPLET = unprocessable("Assign a droplet before starting this app.")
ORG_SUSPENDED = 403, {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}


def act(cf, action, who="admin", app="my-app"):
    return cf.ask(f"/v3/apps/{app}/actions/{action}", who, method="POST")


def refused(cf, action, who="admin", app="my-app"):
    return cf.error(f"/v3/apps/{app}/actions/{action}", who, method="POST")


def process(cf, guid):
    return cf.state[Process].get(guid)


def events(cf):
    return [event.type for event in cf.state[AuditEvent]]


@pytest.fixture
def world(cf):
    """The app with two processes, stopped, and nothing told of it."""
    moment = cf.state[App].get("my-app").created_at
    made = {"created_at": moment, "app_guid": "my-app", "version": "first"}
    cf.change(App, "my-app", desired_state="STOPPED", updated_at=None)
    cf.put(Process(guid="my-app", type="web", **made), Process(guid="worker", type="worker", **made))
    return cf


def run(cf):
    cf.change(App, "my-app", desired_state="STARTED")
    for guid in ("my-app", "worker"):
        cf.change(Process, guid, state="STARTED")


@pytest.mark.parametrize("action", ["start", "restart"])
def test_an_app_starts_with_all_its_processes_and_a_revision(world, action):
    answer = act(world, action)
    assert (answer.status_code, answer.json()) == (200, world.ask("/v3/apps/my-app").json())
    assert answer.json()["state"] == "STARTED"
    assert answer.json()["updated_at"] is not None
    (revision,) = world.state[Revision]
    for guid in ("my-app", "worker"):
        started = process(world, guid)
        assert (started.state, started.revision_guid) == ("STARTED", revision.guid)
        assert started.version != "first"
        assert started.updated_at is not None
    assert events(world) == ["audit.app.revision.create", f"audit.app.{action}"]
    (_, told) = world.state[AuditEvent]
    assert (told.target, told.target_name, told.space_guid, told.data) == ("my-app", "my-app", "dev", {})


def test_what_runs_already_is_left_alone(world):
    # recorded: live_write, app-start by one caller after the other
    run(world)
    act(world, "start")
    assert [process(world, guid).version for guid in ("my-app", "worker")] == ["first", "first"]
    assert world.state[App].get("my-app").updated_at is None
    assert (len(world.state[Revision]), events(world)) == (0, ["audit.app.start"])


def test_a_restart_is_a_new_version_of_whatever_ran(world):
    # recorded: live_write, app-restart by one caller after the other
    run(world)
    act(world, "restart")
    first = process(world, "my-app")
    act(world, "restart")
    assert (first.state, process(world, "my-app").state) == ("STARTED", "STARTED")
    assert len({"first", first.version, process(world, "my-app").version}) == 3
    assert len(world.state[Revision]) == 1
    assert events(world) == ["audit.app.revision.create", "audit.app.restart", "audit.app.restart"]


def test_an_app_without_revisions_starts_without_one(world):
    world.change(App, "my-app", revisions_enabled=False)
    act(world, "start")
    assert (process(world, "my-app").revision_guid, len(world.state[Revision])) == (None, 0)


def test_an_app_stops_with_all_its_processes(world):
    run(world)
    answer = act(world, "stop")
    assert (answer.status_code, answer.json()) == (200, world.ask("/v3/apps/my-app").json())
    assert answer.json()["state"] == "STOPPED"
    for guid in ("my-app", "worker"):
        assert (process(world, guid).state, process(world, guid).version) == ("STOPPED", "first")
    assert events(world) == ["audit.app.stop"]


def test_what_is_stopped_stays_as_it_is(world):
    act(world, "stop")
    assert (world.state[App].get("my-app").updated_at, process(world, "my-app").updated_at) == (None, None)
    assert events(world) == ["audit.app.stop"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("role", "status"), cases("app.manage"))
def test_developers_and_supporters_act(cf, action, role, status):
    assert act(cf, action, role).status_code == status


@pytest.mark.parametrize("action", ["start", "restart"])
@pytest.mark.parametrize("droplet", [None, "gone"])
def test_the_droplet_is_asked_for_before_the_role(cf, action, droplet):
    cf.change(App, "my-app", droplet_guid=droplet)
    assert refused(cf, action, "space_auditor") == LACKING_DROPLET
    assert refused(cf, action, "no_role") == (404, not_found("App"))
    assert refused(cf, "stop", "space_auditor") == (403, NOT_AUTHORIZED)
    assert events(cf) == []


@pytest.mark.parametrize("action", [*ACTIONS, "clear_buildpack_cache"])
def test_a_suspended_organization_keeps_its_apps_as_they_are(cf, action):
    cf.change(Organization, "acme", status="suspended")
    assert refused(cf, action, "space_supporter") == ORG_SUSPENDED
    assert refused(cf, action, "space_auditor") == (403, NOT_AUTHORIZED)
    assert act(cf, action).status_code in (200, 202)


@pytest.mark.parametrize("action", ["start", "restart"])
@pytest.mark.parametrize(("lifecycle", "flag"), [("docker", "diego_docker"), ("cnb", "diego_cnb")])
def test_docker_and_cnb_must_be_on_even_for_admins(cf, action, lifecycle, flag):
    # cc-surface 4.14: both are off until somebody sets them, and admins do not skip them
    cf.change(App, "my-app", lifecycle_type=lifecycle)
    disabled = {"detail": f"Feature Disabled: {flag}", "title": "CF-FeatureDisabled", "code": 330002}
    assert refused(cf, action) == (403, disabled)
    assert refused(cf, action, "space_auditor") == (403, NOT_AUTHORIZED)
    moment = cf.state[App].get("my-app").created_at
    cf.put(FeatureFlag(guid=flag, created_at=moment, name=flag, enabled=True))
    assert act(cf, action).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [(role, 202 if done == 200 else done) for role, done in cases("app.manage")]
)
def test_the_buildpack_cache_of_an_app_is_cleared_by_a_job(cf, role, status):
    answer = act(cf, "clear_buildpack_cache", role)
    assert answer.status_code == status
    if status == 202:
        (job,) = cf.state[Job]
        assert answer.headers["Location"] == f"{cf.url}/v3/jobs/{job.guid}"
        assert (answer.text, job.operation) == ("", "app.clear_buildpack_cache")
        links = cf.ask(f"/v3/jobs/{job.guid}").json()["links"]
        assert links["app"] == {"href": f"{cf.url}/v3/apps/my-app"}


@pytest.mark.parametrize(("role", "status"), cases("app.delete"))
def test_developers_delete_apps(cf, role, status):
    answer = cf.ask("/v3/apps/my-app", role, method="DELETE")
    assert answer.status_code == status
    assert cf.ask("/v3/apps/my-app").status_code == (404 if status == 202 else 200)
    if status == 202:
        (job,) = cf.state[Job]
        assert answer.headers["Location"] == f"{cf.url}/v3/jobs/{job.guid}"
        assert (job.operation, job.resource_guid, job.state) == ("app.delete", "my-app", "COMPLETE")


def test_a_suspended_organization_keeps_its_apps(cf):
    cf.change(Organization, "acme", status="suspended")
    assert cf.error("/v3/apps/my-app", "space_developer", method="DELETE") == ORG_SUSPENDED
    assert cf.ask("/v3/apps/my-app", method="DELETE").status_code == 202


def test_all_that_belongs_to_an_app_goes_with_it_and_is_told_of_in_ccs_order(world):
    # CC's AppDelete; a task that runs is canceled first, one that is over is not
    made = {"created_at": world.state[App].get("my-app").created_at, "app_guid": "my-app"}
    task = {"command": "run", "memory_in_mb": 7, **made}
    moment = made["created_at"]
    world.put(
        Domain(guid="apps", created_at=moment, name="apps.example.org"),
        Route(guid="r", created_at=moment, space_guid="dev", domain_guid="apps", options={"a": "b"}),
        Destination(guid="to-r", route_guid="r", **made),
    )
    world.put(Task(guid="running", name="one", sequence_id=1, **task))
    world.put(Task(guid="over", name="two", sequence_id=2, state="SUCCEEDED", **task))
    packages, droplets = (world.state[kind].where("app_guid", "my-app") for kind in (Package, Droplet))
    world.ask("/v3/apps/my-app", "space_developer", method="DELETE")
    told = [(event.type.removeprefix("audit.app."), event.data) for event in world.state[AuditEvent]]
    asked = {"name": "one", "memory_in_mb": 7, "command": "[PRIVATE DATA HIDDEN]"}
    unmapped = {
        "route_guid": "r",
        "app_port": -1,
        "route_mapping_guid": "to-r",
        "destination_guid": "to-r",
        "process_type": "web",
        "weight": None,
        "protocol": "http1",
        "route_options": {"a": "b"},
    }
    assert told == [
        *(("package.delete", {"package_guid": package.guid}) for package in packages),
        ("task.cancel", {"task_guid": "running", "request": asked}),
        *(("droplet.delete", {"droplet_guid": droplet.guid}) for droplet in droplets),
        ("unmap-route", unmapped),
        ("process.delete", {"process_guid": "my-app", "process_type": "web"}),
        ("process.delete", {"process_guid": "worker", "process_type": "worker"}),
        ("delete-request", {}),
    ]
    for kind in (Package, Droplet, Process, Task, Destination):
        assert world.state[kind].where("app_guid", "my-app") == ()


@pytest.mark.parametrize("action", ["start", "restart"])
@pytest.mark.parametrize(
    ("quota", "detail"),
    [
        ({"memory_limit": 2047}, "memory quota_exceeded"),
        ({"log_rate_limit": 1}, "log_rate_limit cannot be unlimited in organization 'acme'."),
    ],
)
def test_an_app_that_a_quota_does_not_let_run_stays_as_it_was(world, action, quota, detail):
    # as recorded in apps; the second process is the one too many
    moment = world.state[App].get("my-app").created_at
    for guid in ("my-app", "worker"):
        world.change(Process, guid, memory=1024, instances=1)
    world.put(OrganizationQuota(guid="small", created_at=moment, name="small", **quota))
    world.change(Organization, "acme", quota_guid="small")
    status, error = refused(world, action)
    assert (status, error["detail"].split(", ")[0]) == (422, detail)
    assert world.state[App].get("my-app").desired_state == "STOPPED"
    assert [process(world, guid).state for guid in ("my-app", "worker")] == ["STOPPED", "STOPPED"]
    assert (events(world), len(world.state[Revision])) == ([], 0)
