"""Apps as manifests: cc-surface 1, `app/presenters/v3/app_manifest_presenters`."""

import pytest

from fakecf.state.app_records import Process, Sidecar
from fakecf.state.records import App, Droplet, Package
from fakecf.state.routing_records import Destination, Domain, Route
from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance
from tests.capi.conftest import NOT_AUTHORIZED, not_found
from tests.capi.roles import OUTSIDERS, ROLES, SECRETS

PATH = "/v3/apps/my-app/manifest"
FEATURES = """\
  features:
    ssh: true
    revisions: true
    service-binding-k8s: false
    file-based-vcap-services: false
"""


@pytest.fixture
def world(cf):
    """The app without a process."""
    with cf.foundation.store.change() as change:
        change.delete(*change[Process].where("app_guid", "my-app"))
    return cf


def made(cf, app="my-app"):
    return {"created_at": cf.state[App].get("my-app").created_at, "app_guid": app}


def test_an_app_of_which_little_is_known_has_a_short_manifest(world):
    answer = world.ask(PATH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/x-yaml; charset=utf-8")
    assert answer.text == (
        f"---\napplications:\n- name: my-app\n  lifecycle: buildpack\n  stack: cflinuxfs4\n{FEATURES}"
    )


def test_whatever_is_known_stands_in_ccs_order(world):
    world.change(
        App,
        "my-app",
        environment_variables={"TWO": "2", "ONE": "<1>"},
        buildpacks=("go", "https://u:p@example.org/bp"),
        labels={"env": "prod"},
        annotations={"note": "word"},
    )
    moment = made(world)["created_at"]
    world.put(
        Process(guid="w", type="worker", command="work", log_rate_limit=2048, health_check_timeout=5, **made(world)),
        Process(guid="my-app", memory=256, health_check_http_endpoint="/up", user="root", **made(world)),
        Sidecar(guid="s2", name="two", command="b", process_types=("worker", "web"), **made(world)),
        Sidecar(guid="s1", name="one", command="a", process_types=("web",), memory=300, **made(world)),
        Domain(guid="apps", created_at=moment, name="apps.example.org"),
        Route(guid="b", created_at=moment, space_guid="dev", domain_guid="apps", host="B", path="/p"),
        Route(
            guid="a",
            created_at=moment,
            space_guid="dev",
            domain_guid="apps",
            host="a",
            options={"x": "y", "loadbalancing": "round-robin"},
        ),
        Destination(guid="to-b", route_guid="b", protocol="http2", **made(world)),
        Destination(guid="to-a", route_guid="a", **made(world)),
        *(ServiceInstance(guid=name, created_at=moment, name=name, space_guid="dev") for name in ("Log", "db")),
        *(
            ServiceCredentialBinding(guid=f"of-{name}", service_instance_guid=name, **made(world))
            for name in ("Log", "db")
        ),
    )
    assert world.ask(PATH).text == (
        "---\n"
        "applications:\n"
        "- name: my-app\n"
        "  env:\n"
        "    TWO: '2'\n"
        '    ONE: "<1>"\n'
        "  lifecycle: buildpack\n"
        "  buildpacks:\n"
        "  - go\n"
        "  - https://u:p@example.org/bp\n"
        "  stack: cflinuxfs4\n"
        f"{FEATURES}"
        "  services:\n"
        "  - db\n"
        "  - Log\n"
        "  routes:\n"
        "  - route: a.apps.example.org\n"
        "    protocol: http1\n"
        "    options:\n"
        "      loadbalancing: round-robin\n"
        "  - route: B.apps.example.org/p\n"
        "    protocol: http2\n"
        "    options: {}\n"
        "  metadata:\n"
        "    labels:\n"
        "      env: prod\n"
        "    annotations:\n"
        "      note: word\n"
        "  processes:\n"
        "  - type: web\n"
        "    instances: 1\n"
        "    memory: 256M\n"
        "    disk_quota: 1024M\n"
        "    log-rate-limit-per-second: -1\n"
        "    user: root\n"
        "    health-check-type: port\n"
        '    health-check-http-endpoint: "/up"\n'
        "    readiness-health-check-type: process\n"
        "  - type: worker\n"
        "    instances: 1\n"
        "    memory: 1024M\n"
        "    disk_quota: 1024M\n"
        "    log-rate-limit-per-second: 2K\n"
        "    command: work\n"
        "    health-check-type: port\n"
        "    readiness-health-check-type: process\n"
        "    timeout: 5\n"
        "  sidecars:\n"
        "  - name: one\n"
        "    process_types:\n"
        "    - web\n"
        "    command: a\n"
        "    memory: 300M\n"
        "  - name: two\n"
        "    process_types:\n"
        "    - web\n"
        "    - worker\n"
        "    command: b\n"
    )


@pytest.mark.parametrize(
    ("username", "docker"),
    [(None, "    image: foo/bar:baz\n"), ("me", "    image: foo/bar:baz\n    username: me\n")],
)
def test_a_docker_app_names_the_image_of_its_droplet(world, username, docker):
    world.change(App, "my-app", lifecycle_type="docker")
    package = {"type": "docker", "docker_image": "foo/bar:baz", "docker_username": username}
    world.put(Package(guid="image", docker_password="secret", **package, **made(world)))
    world.change(Droplet, "staged", package_guid="image")
    assert world.ask(PATH).text == (
        f"---\napplications:\n- name: my-app\n  lifecycle: docker\n  docker:\n{docker}{FEATURES}"
    )


@pytest.mark.parametrize("droplet", [None, "staged"])
def test_a_docker_app_without_an_image_names_none(world, droplet):
    world.change(Droplet, "staged", package_guid=None)
    world.change(App, "my-app", lifecycle_type="docker", droplet_guid=droplet)
    assert world.ask(PATH).text == f"---\napplications:\n- name: my-app\n  lifecycle: docker\n{FEATURES}"


@pytest.mark.parametrize(
    ("count", "written"), [(-1, "-1"), (0, "0T"), (1000, "1000B"), (1024, "1K"), (1024**2, "1M"), (3 * 1024**4, "3T")]
)
def test_a_log_rate_has_the_largest_unit_that_divides_it(world, count, written):
    world.put(Process(guid="my-app", log_rate_limit=count, **made(world)))
    assert f"    log-rate-limit-per-second: {written}\n" in world.ask(PATH).text


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_read_secrets_is_given_manifests(cf, role):
    if role in SECRETS:
        assert cf.ask(PATH, role).status_code == 200
    else:
        refusal = (404, not_found("App")) if role in OUTSIDERS else (403, NOT_AUTHORIZED)
        assert cf.error(PATH, role) == refusal
