from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from fakecf.state.records import App, ClockSetting, Droplet
from fakecf.state.uaa_records import UaaClient
from fakecf.web import Answer


def api(foundation, path):
    """The answer of the API, but for what differs each time."""
    token = foundation.token("admin")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"bearer {token}",
    }
    answer: Answer = foundation.cloud_controller.answer(environ)
    return answer.status, answer.body


PATHS = ["/v3/droplets", "/v3/apps", "/v3/packages", "/v3/builds", "/v3/organizations", "/v3/spaces"]


def test_what_get_gives_put_takes_back_and_the_answers_stay_equal_to_the_byte(steer):
    before = [api(steer.foundation, path) for path in PATHS]
    document = steer.call("GET", "/v1/state").json()
    assert steer.call("PUT", "/v1/state", document).json() == document
    assert [api(steer.foundation, path) for path in PATHS] == before


def test_a_state_without_a_clock_keeps_the_clock_there_is(steer):
    assert steer.call("PUT", "/v1/state", {"fakecf": 1, "records": {}}).status_code == 200
    assert len(steer.foundation.store.state[App]) == 0
    assert len(steer.foundation.store.state[ClockSetting]) == 1


def test_a_wrong_state_changes_nothing_and_names_the_place(steer):
    before = steer.foundation.store.state
    document = steer.call("GET", "/v1/state").json()
    document["records"]["droplets"][1]["state"] = "STAGD"
    answer = steer.call("PUT", "/v1/state", document)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, "/records/droplets/1/state")
    assert (error["did_you_mean"], "EXPIRED" in error["allowed"]) == ("STAGED", True)
    assert steer.foundation.store.state is before


@pytest.mark.parametrize(
    ("document", "pointer", "meant"),
    [
        ({"fakecf": 1, "recrods": {}}, "/recrods", "records"),
        ({"fakecf": 2, "records": {}}, "/fakecf", None),
        ({"records": {}}, "", None),
        ({"fakecf": 1, "records": {"dropletz": []}}, "/records/dropletz", "droplets"),
        ({"fakecf": 1, "records": {"droplets": {}}}, "/records/droplets", None),
        ([], "", None),
    ],
)
def test_what_is_no_state_is_refused(steer, document, pointer, meant):
    before = steer.foundation.store.state
    answer = steer.call("PUT", "/v1/state", document)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("did_you_mean")) == (422, pointer, meant)
    assert steer.foundation.store.state is before


def test_any_field_of_a_record_can_be_forced(steer):
    guid = next(iter(steer.foundation.store.state[Droplet])).guid
    answer = steer.call("PATCH", f"/v1/state/droplets/{guid}", {"state": "EXPIRED", "sha1": None})
    assert (answer.status_code, answer.json()["state"], answer.json()["sha1"]) == (200, "EXPIRED", None)
    assert steer.foundation.store.state[Droplet].get(guid).state == "EXPIRED"


@pytest.mark.parametrize("client_id", ["my.app", "a/b", "caf\u00e9"])
def test_a_client_is_found_by_whatever_id_it_has(steer, client_id):
    client = msgspec.structs.replace(steer.foundation.store.state[UaaClient].get("cf"), guid=client_id)
    with steer.foundation.store.change() as change:
        change.put(client)
    assert steer.call("PATCH", f"/v1/state/uaa_clients/{client_id}", {"secret": "s"}).json()["secret"] == "s"


def test_fields_that_are_forced_at_the_same_moment_are_all_kept(steer):
    guid = next(iter(steer.foundation.store.state[Droplet])).guid
    fields = {"sha1": "s", "sha256": "t", "stack": "u", "error_id": "v", "docker_receipt_image": "w"}
    with ThreadPoolExecutor(len(fields)) as pool:
        for name, value in fields.items():
            pool.submit(steer.call, "PATCH", f"/v1/state/droplets/{guid}", {name: value})
    record = steer.foundation.store.state[Droplet].get(guid)
    assert {name: getattr(record, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("fields", "pointer", "meant"),
    [
        ({"stat": "EXPIRED"}, "/stat", "state"),
        ({"state": "EXPIRD"}, "/state", "EXPIRED"),
        ({"guid": "other"}, "/guid", None),
        ([], "", None),
    ],
)
def test_a_field_that_cannot_be_forced_is_named(steer, fields, pointer, meant):
    guid = next(iter(steer.foundation.store.state[Droplet])).guid
    answer = steer.call("PATCH", f"/v1/state/droplets/{guid}", fields)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("did_you_mean")) == (422, pointer, meant)


def test_an_unknown_record_or_type_is_named(steer):
    assert steer.call("PATCH", "/v1/state/droplets/nope", {}).status_code == 404
    assert steer.call("GET", "/v1/state/droplets/nope").json()["detail"] == "there is no droplets record 'nope'"
    (error,) = steer.call("PATCH", "/v1/state/dropletts/x", {}).json()["errors"]
    assert error["did_you_mean"] == "droplets"


def test_records_of_one_type_are_filtered_by_any_field_with_one_value(steer):
    every = steer.call("GET", "/v1/state").json()["records"]
    assert steer.call("GET", "/v1/state/droplets").json() == every["droplets"]
    (web,) = steer.call("GET", "/v1/state/apps?name=web&desired_state=STARTED&enable_ssh=true").json()
    assert web == next(app for app in every["apps"] if app["name"] == "web")
    staged = steer.call("GET", f"/v1/state/droplets?app_guid={web['guid']}&state=STAGED").json()
    assert [each["state"] for each in staged] == ["STAGED", "STAGED"]
    assert steer.call("GET", f"/v1/state/apps?created_at={web['created_at']}").json() == [web]
    assert [app["name"] for app in steer.call("GET", "/v1/state/apps?updated_at=").json()] == [
        app["name"] for app in every["apps"]
    ]
    assert steer.call("GET", "/v1/state/apps?name=webb").json() == []
    assert steer.call("GET", "/v1/state/tasks").json() == []


def test_one_record_is_as_the_document_has_it(steer):
    droplet = steer.call("GET", "/v1/state").json()["records"]["droplets"][1]
    assert steer.call("GET", f"/v1/state/droplets/{droplet['guid']}").json() == droplet


@pytest.mark.parametrize(
    ("path", "status", "pointer", "meant"),
    [
        ("/v1/state/dropletz", 422, "/type", "droplets"),
        ("/v1/state/apps?nam=web", 422, "/nam", "name"),
        ("/v1/state/apps?labels=x", 422, "/labels", None),
        ("/v1/state/apps?desired_state=STARTD", 422, "/desired_state", "STARTED"),
        ("/v1/state/apps?enable_ssh=perhaps", 422, "/enable_ssh", None),
        ("/v1/state/processes?instances=two", 422, "/instances", None),
        ("/v1/state/apps?name=a&name=b", 422, "/name", None),
        ("/v1/state/dropletz/x", 422, "/type", "droplets"),
    ],
)
def test_a_filter_that_can_find_nothing_is_named(steer, path, status, pointer, meant):
    answer = steer.call("GET", path)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("did_you_mean")) == (status, pointer, meant)


def test_a_reset_goes_back_to_the_beginning(steer):
    beginning = steer.call("GET", "/v1/state").json()
    steer.call("PUT", "/v1/state", {"fakecf": 1, "records": {}})
    steer.call("POST", "/v1/faults", "downloads 502")
    for _ in range(2):
        assert steer.call("POST", "/v1/reset", {}).status_code == 204
        assert steer.call("GET", "/v1/state").json() == beginning


def test_a_reset_of_one_scope_leaves_the_others(steer):
    steer.call("POST", "/v1/faults", "downloads 502")
    app = next(iter(steer.foundation.store.state[App]))
    steer.call("PATCH", f"/v1/state/apps/{app.guid}", {"name": "renamed"})
    steer.call("POST", "/v1/reset", {"scope": ["state"]})
    assert steer.foundation.store.state[App].get(app.guid) == app
    assert len(steer.call("GET", "/v1/faults").json()) == 1
    steer.call("POST", "/v1/reset", {"scope": ["faults"]})
    assert steer.call("GET", "/v1/faults").json() == []


@pytest.mark.parametrize(
    ("document", "pointer", "meant"),
    [
        ({"scope": ["flowz"]}, "/scope/0", "flows"),
        ({"scope": ["faults", "clok"]}, "/scope/1", "clock"),
        ({"scopes": ["flows"]}, "/scopes", "scope"),
        ({"scope": "flows"}, "/scope", None),
        ({"scope": []}, "/scope", None),
    ],
)
def test_a_scope_that_is_none_resets_nothing(steer, document, pointer, meant):
    rule = steer.foundation.faults.add("downloads 502")
    answer = steer.call("POST", "/v1/reset", document)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error.get("did_you_mean")) == (422, pointer, meant)
    assert steer.foundation.faults.rules() == (rule,)
