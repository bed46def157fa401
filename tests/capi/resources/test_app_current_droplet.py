"""Giving an app its droplet: cc-droplets 17 and 22."""

import pytest

from fakecf.state.app_records import Deployment, Process, Sidecar
from fakecf.state.records import App, AuditEvent, Droplet, DropletSidecar, Organization
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.roles import cases

PATH = "/v3/apps/my-app/relationships/current_droplet"
FOREIGN = unprocessable("Unable to assign current droplet. Ensure the droplet exists and belongs to this app.")
REMOVED = unprocessable("Current droplet cannot be removed. Replace it with a preferred droplet.")
NO_TYPES = unprocessable(
    "Unable to create process types for this app's droplet. Please provide a droplet with valid process types."
)
DEPLOYING = unprocessable(
    "Unable to assign current droplet while the app has a deployment in progress. "
    "Wait for the deployment to complete or cancel it."
)


def assign(cf, guid="sha256-only", who="admin"):
    return cf.ask(PATH, who, method="PATCH", json={"data": {"guid": guid}})


def refused(cf, body, who="admin", path=PATH):
    return cf.error(path, who, method="PATCH", json=body)


def events(cf):
    return [(event.type.removeprefix("audit.app."), event.data) for event in cf.state[AuditEvent]]


def processes(cf):
    return cf.state[Process].where("app_guid", "my-app")


@pytest.fixture
def world(cf):
    """The app without a process, and a droplet for it that knows of two."""
    with cf.foundation.store.change() as change:
        change.delete(*change[Process].where("app_guid", "my-app"))
    cf.change(Droplet, "sha256-only", process_types={"web": "start", "worker": "work"})
    return cf


def test_an_app_gets_its_droplet_and_the_processes_that_it_lacks(world):
    answer = assign(world)
    own = f"{world.url}/v3/apps/my-app"
    links = {
        "self": {"href": f"{own}/relationships/current_droplet"},
        "related": {"href": f"{own}/droplets/current"},
    }
    assert (answer.status_code, answer.json()) == (200, {"data": {"guid": "sha256-only"}, "links": links})
    assert world.ask(PATH).json() == answer.json()
    assert world.ask("/v3/apps/my-app/droplets/current").json()["guid"] == "sha256-only"
    web, worker = processes(world)
    assert [(web.guid, web.type), worker.type] == [("my-app", "web"), "worker"]
    assert events(world) == [
        ("droplet.mapped", {"request": {"droplet_guid": "sha256-only"}}),
        ("process.create", {"process_guid": "my-app", "process_type": "web"}),
        ("process.create", {"process_guid": worker.guid, "process_type": "worker"}),
    ]


def test_processes_that_are_there_stay_as_they_are(world):
    assign(world)
    made = processes(world)
    world.change(Droplet, "sha1-only", process_types={"worker": "work"})
    assign(world, "sha1-only")
    assert processes(world) == made


def test_a_droplet_without_any_process_creates_none(world):
    world.change(Droplet, "sha256-only", process_types={})
    assert assign(world).status_code == 200
    assert processes(world) == ()


def sidecar(cf, name, origin):
    moment = cf.state[App].get("my-app").created_at
    return Sidecar(guid=name, created_at=moment, app_guid="my-app", name=name, command="old", origin=origin)


def test_the_sidecars_of_a_droplet_replace_those_of_the_last(world):
    # recorded: apps; what users made stays
    world.put(sidecar(world, "old", "buildpack"), sidecar(world, "mine", "user"))
    made = DropletSidecar(name="new", command="run", process_types=("web",), memory=300)
    world.change(Droplet, "sha256-only", sidecars=(made,))
    assign(world)
    mine, new = world.state[Sidecar].where("app_guid", "my-app")
    assert (mine.name, mine.command) == ("mine", "old")
    assert (new.name, new.command, new.process_types, new.memory) == ("new", "run", ("web",), 300)


def test_a_sidecar_of_a_droplet_may_not_be_called_as_a_users_own(world):
    world.put(sidecar(world, "mine", "user"))
    made = DropletSidecar(name="mine", command="run", process_types=("web",))
    world.change(Droplet, "sha256-only", sidecars=(made,))
    world.change(App, "my-app", droplet_guid=None)
    detail = (
        "Buildpack defined sidecar 'mine' conflicts with an existing user-defined sidecar. Consider renaming 'mine'."
    )
    assert refused(world, {"data": {"guid": "sha256-only"}}) == unprocessable(detail)
    assert (world.state[App].get("my-app").droplet_guid, processes(world), events(world)) == (None, (), [])


@pytest.mark.parametrize(("memory", "answer"), [(1023, 200), (1024, 422)])
def test_the_sidecars_of_a_droplet_leave_its_new_processes_some_memory(world, memory, answer):
    made = DropletSidecar(name="new", command="run", process_types=("worker",), memory=memory)
    world.change(Droplet, "sha256-only", sidecars=(made,))
    given = assign(world)
    assert given.status_code == answer
    if answer == 422:
        much = "The sidecar memory allocation defined is too large to run with the dependent"
        assert given.json()["errors"][0]["detail"] == f'{much} "worker" process'
        assert (processes(world), events(world)) == ((), [])


def test_over_a_process_that_is_there_and_has_too_little_memory_for_sidecars_cc_fails(world):
    # what SidecarCreate raises, AppAssignDroplet does not foresee
    assign(world)
    made = DropletSidecar(name="new", command="run", process_types=("web",), memory=1024)
    world.change(Droplet, "sha256-only", sidecars=(made,))
    assert refused(world, {"data": {"guid": "sha256-only"}}) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize("body", [{"data": None}, {"data": {}}, {"data": {"guid": None}}, {"data": {"bogus": 1}}])
@pytest.mark.parametrize(("path", "who"), [(PATH, "no_role"), (PATH.replace("my-app", "nowhere"), "admin")])
def test_a_droplet_must_be_named_whatever_the_app(cf, body, path, who):
    assert refused(cf, body, who, path) == REMOVED


@pytest.mark.parametrize("data", [123, -1, 1.5, "", "bogus", True, False, [], [1]])
def test_data_without_keys_is_what_cc_fails_over(cf, data):
    # corrections 16, recorded: live_write
    assert refused(cf, {"data": data}) == (500, UNKNOWN_ERROR)


@pytest.mark.parametrize("guid", ["nowhere", "foreign", 123, True, False, [], {}, " "])
def test_the_droplet_must_be_the_apps_own(cf, guid):
    assert refused(cf, {"data": {"guid": guid}}) == FOREIGN


@pytest.mark.parametrize("body", [{}, {"a": 1}, []])
def test_no_droplet_at_all_is_none_of_the_apps_own(cf, body):
    assert refused(cf, body) == FOREIGN


def test_other_fields_do_not_count(cf):
    body = {"data": {"guid": "sha256-only", "bogus": 1}, "bogus": 1}
    cf.change(Droplet, "sha256-only", process_types={})
    assert cf.ask(PATH, method="PATCH", json=body).status_code == 200


@pytest.mark.parametrize("guid", ["failed", "awaiting-upload", "expired"])
def test_the_droplet_must_be_staged(cf, guid):
    assert refused(cf, {"data": {"guid": guid}}) == unprocessable("droplet must be in staged state")


def test_the_droplet_must_know_what_to_run(cf):
    cf.change(Droplet, "sha256-only", process_types=None)
    assert refused(cf, {"data": {"guid": "sha256-only"}}) == NO_TYPES
    assert (cf.state[App].get("my-app").droplet_guid, events(cf)) == ("staged", [])


@pytest.mark.parametrize(
    ("state", "refusing"),
    [("DEPLOYING", True), ("PREPAUSED", True), ("PAUSED", True), ("CANCELING", False), ("DEPLOYED", False)],
)
def test_a_deployment_on_its_way_comes_before_the_droplet(cf, state, refusing):
    moment = cf.state[App].get("my-app").created_at
    cf.put(Deployment(guid="under-way", created_at=moment, app_guid="my-app", state=state))
    assert refused(cf, {"data": {"guid": "nowhere"}}) == (DEPLOYING if refusing else FOREIGN)


@pytest.mark.parametrize(("role", "status"), cases("app.manage"))
def test_developers_and_supporters_assign(world, role, status):
    assert assign(world, who=role).status_code == status


def test_the_app_comes_before_the_role_and_that_before_the_organization_and_the_droplet(cf):
    body = {"data": {"guid": "nowhere"}}
    cf.change(Organization, "acme", status="suspended")
    assert refused(cf, body, path=PATH.replace("my-app", "nowhere")) == (404, not_found("App"))
    assert refused(cf, body, "space_auditor") == (403, NOT_AUTHORIZED)
    status, error = refused(cf, body, "space_supporter")
    assert (status, error["title"]) == (403, "CF-OrgSuspended")
    assert refused(cf, body) == FOREIGN
