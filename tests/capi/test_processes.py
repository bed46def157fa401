"""The processes and sidecars that an app gets with its droplet: the recordings apps and live_seed."""

import pytest

from fakecf.state.app_records import Process, Sidecar
from fakecf.state.records import AuditEvent, Droplet, DropletSidecar
from tests.capi.conftest import unprocessable

ASIDE = DropletSidecar(name="proxy", command="envoy", process_types=("web",), memory=300)


@pytest.fixture
def assign(cf):
    """Make the app run the droplet `staged`, with what the test gives it."""

    def assigned(**fields):
        cf.change(Droplet, "staged", **fields)
        path = "/v3/apps/my-app/relationships/current_droplet"
        return cf.ask(path, method="PATCH", json={"data": {"guid": "staged"}})

    return assigned


def processes(cf):
    return {each.type: each for each in cf.state[Process].where("app_guid", "my-app")}


def test_an_app_gets_a_process_for_each_type_that_it_lacks(cf, assign):
    web = processes(cf)["web"]
    assert assign(process_types={"web": "serve", "worker": "work"}).status_code == 200
    found = processes(cf)
    assert found["web"] == web
    worker = found["worker"]
    assert (worker.instances, worker.health_check_type, worker.state) == (0, "process", "STOPPED")
    assert worker.version
    assert worker.created_at == worker.updated_at
    told = [each.data for each in cf.state[AuditEvent] if each.type == "audit.app.process.create"]
    assert told == [{"process_guid": worker.guid, "process_type": "worker"}]


def test_a_new_web_process_has_the_guid_of_its_app_and_one_instance(cf, assign):
    with cf.foundation.store.change() as change:
        change.delete(processes(cf)["web"])
    assign(process_types={"web": "serve"})
    web = processes(cf)["web"]
    assert (web.guid, web.instances, web.health_check_type) == ("my-app", 1, "port")
    assert (web.memory, web.disk_quota, web.log_rate_limit) == (1024, 1024, -1)


def test_the_sidecars_of_a_droplet_replace_those_of_the_last(cf, assign):
    assert assign(sidecars=(ASIDE,)).status_code == 200
    assert assign(sidecars=(ASIDE,)).status_code == 200
    (made,) = cf.state[Sidecar]
    assert (made.name, made.command, made.process_types, made.memory) == ("proxy", "envoy", ("web",), 300)
    assert made.origin == "buildpack"
    assign(sidecars=())
    assert len(cf.state[Sidecar]) == 0


def test_a_sidecar_of_a_user_stays_and_nothing_may_be_called_like_it(cf, assign):
    made = cf.state[Droplet].get("staged").created_at
    own = Sidecar(guid="own", created_at=made, app_guid="my-app", name="proxy", command="mine")
    cf.put(own)
    answer = assign(sidecars=(ASIDE,))
    (error,) = answer.json()["errors"]
    detail = (
        "Buildpack defined sidecar 'proxy' conflicts with an existing user-defined sidecar. Consider renaming 'proxy'."
    )
    assert (answer.status_code, error) == unprocessable(detail)
    assert list(cf.state[Sidecar]) == [own]
