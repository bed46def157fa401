"""Asking for manifests to be applied, or what they would change, in space dev of the shared world."""

import yaml

from fakecf.state.app_records import Process
from fakecf.state.records import App

APPLY = "/v3/spaces/{}/actions/apply_manifest"
DIFF = "/v3/spaces/{}/manifest_diff"
YAML = {"Content-Type": "application/x-yaml"}


def post(cf, path, document, as_="admin", space="dev", headers=YAML):
    data = document if isinstance(document, str | bytes) else yaml.safe_dump(document, sort_keys=False)
    return cf.ask(path.format(space), as_, method="POST", data=data, headers=headers)


def apply(cf, *applications, **how):
    return post(cf, APPLY, {"applications": list(applications)}, **how)


def applied(cf, *applications, **how):
    """The job, once it is over."""
    answer = apply(cf, *applications, **how)
    assert answer.status_code == 202, answer.text
    return cf.follow(answer)


def refused(cf, application, path=APPLY):
    """What is wrong, without the name of the app."""
    answer = post(cf, path, {"applications": [{"name": "a", **application}]})
    assert answer.status_code == 422, answer.text
    return [error["detail"].removeprefix("For application 'a': ") for error in answer.json()["errors"]]


def failed(cf, *applications):
    job = applied(cf, *applications)
    assert job["state"] == "FAILED"
    (error,) = job["errors"]
    return error["title"], error["detail"]


def app(cf, name):
    (found,) = (each for each in cf.state[App].where("name", name) if each.space_guid == "dev")
    return found


def process(cf, name, type_="web"):
    (found,) = (each for each in cf.state[Process].where("app_guid", app(cf, name).guid) if each.type == type_)
    return found


def urls(cf, name):
    shown = cf.ask(f"/v3/apps/{app(cf, name).guid}/routes").json()["resources"]
    return sorted(route["url"] for route in shown)


def diff(cf, *applications):
    answer = post(cf, DIFF, {"applications": list(applications)})
    assert answer.status_code == 201, answer.text
    return answer.json()["diff"]
