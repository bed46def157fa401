"""The app of the shared world, running with two web processes' worth of things to deploy."""

from datetime import UTC, datetime

from fakecf.state.app_records import Process, Revision, Sidecar
from fakecf.state.records import App, AuditEvent, Droplet

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
PATH = "/v3/deployments"
RELATED = {"relationships": {"app": {"data": {"guid": "my-app"}}}}


def run(cf, **fields):
    """Let my-app run, at noon, with a web process of three instances and a worker."""
    cf.foundation.clock.freeze(NOON)
    web = Process(guid="my-app", created_at=NOON, app_guid="my-app", instances=3, state="STARTED", memory=64)
    worker = Process(guid="worker", created_at=NOON, app_guid="my-app", type="worker", state="STARTED", version="1")
    cf.put(web, worker)
    cf.change(App, "my-app", desired_state="STARTED", **fields)


def deploy(cf, as_="admin", **body):
    answer = cf.ask(PATH, as_, method="POST", json={**RELATED, **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(cf, body, as_="admin"):
    return cf.error(PATH, as_, method="POST", json=body)


def processes(cf):
    """Each web process with its instances, the oldest first, and the number of other ones."""
    mine = cf.state[Process].where("app_guid", "my-app")
    return [(each.guid, each.instances) for each in mine if each.type == "web"]


def another_droplet(cf):
    cf.put(Droplet(guid="new", created_at=NOON, app_guid="my-app", process_types={"web": "w", "clock": "c"}, sha1="1"))


def revisions(cf):
    return cf.state[Revision].where("app_guid", "my-app")


def sidecar(**fields):
    return Sidecar(guid="s", created_at=NOON, app_guid="my-app", **{"name": "s", "command": "c", **fields})


def events(cf):
    """The type and the data of what was told since the world began."""
    return [(each.type, each.data) for each in cf.state[AuditEvent]]
