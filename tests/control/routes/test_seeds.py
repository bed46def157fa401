import pytest
import yaml

from fakecf.guids import path_guid
from fakecf.state.records import App

NEW = "orgs/acme/spaces/dev/apps/new"


def document(app, **more):
    return {"fakecf": 1, "orgs": {"acme": {"spaces": {"dev": {"apps": {"new": app}}}}}, **more}


def in_yaml(steer, text):
    return steer.call("POST", "/v1/seeds", data=text, headers={"Content-Type": "application/yaml"})


def test_what_a_document_says_is_added_and_told(steer):
    answer = steer.call("POST", "/v1/seeds", document({"packages": [None], "droplets": [{"current": True}]}))
    assert answer.status_code == 201
    assert answer.json() == [
        {"path": f"{NEW}/packages/0", "type": "packages", "guid": path_guid(f"{NEW}/packages/0")},
        {"path": f"{NEW}/droplets/0", "type": "droplets", "guid": path_guid(f"{NEW}/droplets/0")},
        {"path": NEW, "type": "apps", "guid": path_guid(NEW)},
        {"path": f"{NEW}/processes/web", "type": "processes", "guid": path_guid(NEW)},
    ]
    app = steer.call("GET", f"/v1/state/apps/{path_guid(NEW)}").json()
    assert app["droplet_guid"] == path_guid(f"{NEW}/droplets/0")


def test_yaml_is_as_good(steer):
    answer = in_yaml(steer, yaml.safe_dump(document({"env": {"A": "$${B}"}})))
    assert (answer.status_code, answer.json()[0]["path"]) == (201, NEW)
    assert steer.foundation.store.state[App].get(path_guid(NEW)).environment_variables == {"A": "${B}"}


def test_a_shipped_seed_is_included_by_name(steer):
    added = steer.call("POST", "/v1/seeds", {"fakecf": 1, "include": "roles"}).json()
    assert {"path": "orgs/roles", "type": "organizations", "guid": path_guid("orgs/roles")} in added
    assert steer.call("POST", "/v1/seeds", {"fakecf": 1, "include": "roles"}).json() == []


DROPLET = "/orgs/acme/spaces/dev/apps/new/droplets/0"


@pytest.mark.parametrize(
    ("written", "pointer", "detail"),
    [
        (document({"droplets": [{"stat": "x"}]}), f"{DROPLET}/stat", "droplet: unknown key 'stat'"),
        (
            document({"droplets": [{"bits": "/etc/passwd"}]}),
            f"{DROPLET}/bits",
            "a document that was sent names no files",
        ),
        (
            document({"env": {"A": "${HOME}"}}),
            "/orgs/acme/spaces/dev/apps/new/env/A",
            "a document that was sent reads no",
        ),
        (document(None, include="/etc/passwd"), "/include", "a document that was sent names no files"),
        (document(None, foundation={}), "/foundation", "how a foundation behaves is decided when it begins"),
        (document(None, faults=["downlods 502"]), "/faults/0", "/on: "),
        ({"orgs": {}}, "", "document: the key 'fakecf' is missing"),
        ("/etc/passwd", "", "a document is a mapping"),
        ([], "", "a document is a mapping"),
        (None, "", "document: the key 'fakecf' is missing"),
    ],
)
def test_what_cannot_be_added_is_told_with_its_pointer_and_changes_nothing(steer, written, pointer, detail):
    before = steer.foundation.store.state
    answer = steer.call("POST", "/v1/seeds", written, headers={"Content-Type": "application/json"})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["detail"][: len(detail)]) == (422, pointer, detail)
    assert steer.foundation.store.state is before


def test_every_problem_is_told_with_the_nearest_word(steer):
    errors = steer.call("POST", "/v1/seeds", document({"droplets": [{"stat": 1}, {"current": 5}]})).json()["errors"]
    assert [error["pointer"] for error in errors] == [f"{DROPLET}/stat", f"{DROPLET[:-1]}1/current"]
    assert (errors[0]["did_you_mean"], "state" in errors[0]["allowed"]) == ("state", True)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("fakecf: 1\norgz: {}\n", "document:2:1: document: unknown key 'orgz'"),
        ("fakecf: 1\nusers: {a: '${HOME}'}\n", "document:2:12: a document that was sent reads no variables"),
        ("--- [", "document:2:1: not YAML"),
    ],
)
def test_problems_of_yaml_are_told_with_line_and_column(steer, text, detail):
    answer = in_yaml(steer, text)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"].startswith(detail)
