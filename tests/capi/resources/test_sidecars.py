"""Sidecars: what the recordings sidecars and live_write tell."""

import pytest

from fakecf.state.app_records import Process, Sidecar
from fakecf.state.records import App
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
from tests.capi.roles import OUTSIDERS, READERS, ROLES, WRITERS

SEED = "processes.yml"
APP = "/v3/apps/shop/sidecars"
VALID = {"name": "proxy", "command": "envoy", "process_types": ["worker", "web"], "memory_in_mb": 10}


def create(cf, as_="admin", without=(), **changes):
    body = {key: value for key, value in {**VALID, **changes}.items() if key not in without}
    return cf.ask(APP, as_, method="POST", json=body)


def patch(cf, sidecar, body, as_="admin"):
    return cf.ask(f"/v3/sidecars/{sidecar}", as_, method="PATCH", json=body)


def refusal(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


@pytest.fixture
def sidecar(cf):
    made = cf.state[Process].get("shop").created_at
    types = ("web",)
    cf.put(
        Sidecar(guid="s", created_at=made, app_guid="shop", name="old", command="c", process_types=types, memory=100)
    )
    return "s"


def test_a_sidecar_is_made_and_shown_whole_with_its_types_in_order(cf):
    answer = create(cf)
    shown = answer.json()
    (made,) = cf.state[Sidecar]
    assert answer.status_code == 201
    assert list(shown.items()) == list(
        {
            "guid": made.guid,
            "name": "proxy",
            "command": "envoy",
            "process_types": ["web", "worker"],
            "memory_in_mb": 10,
            "origin": "user",
            "relationships": {"app": {"data": {"guid": "shop"}}},
            "created_at": f"{made.created_at:%Y-%m-%dT%H:%M:%SZ}",
            "updated_at": f"{made.created_at:%Y-%m-%dT%H:%M:%SZ}",
        }.items()
    )
    assert cf.ask(f"/v3/sidecars/{made.guid}").json() == shown


def test_a_sidecar_may_have_no_memory_of_its_own(cf):
    assert create(cf, without=("memory_in_mb",)).json()["memory_in_mb"] is None


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (APP, ["old", "proxy"]),
        ("/v3/processes/shop/sidecars", ["old", "proxy"]),
        ("/v3/processes/shop-worker/sidecars", ["proxy"]),
        ("/v3/apps/bare/sidecars", []),
    ],
)
def test_sidecars_are_listed_for_an_app_and_for_a_process(cf, sidecar, path, found):
    create(cf)
    assert [each["name"] for each in cf.ask(path).json()["resources"]] == found


def test_links_of_a_list_name_no_filter(cf, sidecar):
    pagination = cf.ask(f"{APP}?guids=s&order_by=created_at&per_page=1").json()["pagination"]
    assert pagination["total_results"] == 1
    assert pagination["first"]["href"] == f"{cf.url}{APP}?order_by=%2Bcreated_at&page=1&per_page=1"


@pytest.mark.parametrize("path", [APP, "/v3/processes/shop/sidecars", "/v3/apps/nope/sidecars"])
def test_a_list_of_sidecars_knows_no_labels(cf, path):
    detail = (
        "Unknown query parameter(s): 'label_selector'. Valid parameters are: "
        "'page', 'per_page', 'order_by', 'created_ats', 'updated_ats', 'guids'"
    )
    assert cf.error(f"{path}?label_selector=a") == bad_query(detail)


@pytest.mark.parametrize("role", ROLES)
def test_readers_see_sidecars_and_developers_change_them(cf, sidecar, role):
    for path in (APP, "/v3/processes/shop/sidecars", "/v3/sidecars/s"):
        assert cf.ask(path, role).status_code == (200 if role in READERS else 404)
    answers = [create(cf, role), patch(cf, sidecar, {}, role), cf.ask("/v3/sidecars/s", role, method="DELETE")]
    if role in WRITERS:
        assert [each.status_code for each in answers] == [201, 200, 204]
    elif role in OUTSIDERS:
        assert [refusal(each) for each in answers] == [
            (404, not_found("App")),
            (404, not_found("Sidecar")),
            (404, not_found("Sidecar")),
        ]
    else:
        assert [refusal(each) for each in answers] == [(403, NOT_AUTHORIZED)] * 3


def test_in_a_suspended_organization_nothing_is_changed(cf, sidecar):
    cf.change(App, "shop", space_guid="suspended-dev")
    for answer in (create(cf, "space_developer"), patch(cf, sidecar, {}, "space_developer")):
        assert refusal(answer)[1]["title"] == "CF-OrgSuspended"


def test_what_is_not_there_is_not_found(cf):
    assert cf.error("/v3/sidecars/nope") == (404, not_found("Sidecar"))
    assert cf.error("/v3/apps/nope/sidecars", method="POST", json={"bogus": 1}) == (404, not_found("App"))
    assert cf.error("/v3/processes/nope/sidecars") == (404, not_found("Process"))


NAME = ["Name can't be blank", "Name must be a string"]
COMMAND = ["Command can't be blank", "Command must be a string"]
TYPES = ["Process types must be an array", "Process types must have at least 1 process_type"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"bogus": 1}, ["Unknown field(s): 'bogus'"]),
        ({"name": None}, NAME),
        ({"name": 1}, NAME[1:]),
        ({"name": ""}, NAME[:1]),
        ({"name": []}, NAME),
        ({"command": " "}, COMMAND[:1]),
        ({"command": [1]}, COMMAND[1:]),
        ({"process_types": None}, TYPES),
        ({"process_types": ""}, TYPES),
        ({"process_types": {}}, TYPES),
        ({"process_types": "web"}, TYPES[:1]),
        ({"process_types": []}, TYPES[1:]),
        ({"process_types": [None]}, TYPES[1:]),
        ({"memory_in_mb": -1}, ["Memory in mb must be greater than 0"]),
        ({"memory_in_mb": 1.5}, ["Memory in mb must be an integer"]),
        ({"memory_in_mb": ""}, ["Memory in mb is not a number"]),
        ({"name": None, "command": None, "process_types": None}, [*NAME, *COMMAND, *TYPES]),
        ({"name": "n" * 256}, ["Name is too long (maximum is 255 characters)"]),
        ({"command": "c" * 4097}, ["Command is too long (maximum is 4096 characters)"]),
        ({"process_types": ["t" * 256]}, ["Process type is too long (maximum is 255 characters)"]),
        ({"process_types": [[]]}, ["type presence"]),
        ({"process_types": [" "]}, ["type presence"]),
        (
            {"process_types": ["web", "web"]},
            ["sidecar_guid and type Sidecar is already associated with process type web"],
        ),
        ({"name": "old"}, ["Sidecar with name 'old' already exists for given app"]),
        (
            {"memory_in_mb": 924},
            ['The memory allocation defined is too large to run with the dependent "web" process'],
        ),
        (
            {"memory_in_mb": 512},
            ['The memory allocation defined is too large to run with the dependent "worker" process'],
        ),
    ],
)
def test_what_a_sidecar_may_not_say_is_told(cf, sidecar, changes, told):
    assert refusal(create(cf, **changes)) == unprocessable(", ".join(told))
    assert len(cf.state[Sidecar]) == 1


@pytest.mark.parametrize("types", [[1], [True], [{}], [[1]], [1.5]])
def test_cc_fails_over_types_that_are_no_texts(cf, types):
    # corrections 16
    assert refusal(create(cf, process_types=types)) == (500, UNKNOWN_ERROR)


def test_without_memory_a_type_is_taken_for_its_text(cf):
    assert create(cf, without=("memory_in_mb",), process_types=[1, ["web"]]).json()["process_types"] == ["1", "web"]


def test_cc_cannot_add_a_text_to_the_memory_of_sidecars(cf):
    assert refusal(create(cf, memory_in_mb="10")) == (500, UNKNOWN_ERROR)
    assert create(cf, memory_in_mb="10", process_types=["other"]).json()["memory_in_mb"] == 10
    assert refusal(create(cf, memory_in_mb=99999999999, process_types=["x"], name="y")) == (500, UNKNOWN_ERROR)


def test_an_update_changes_what_it_names(cf, sidecar):
    answer = patch(cf, sidecar, {"name": "new", "process_types": ["worker"]})
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["name"], shown["command"], shown["process_types"], shown["memory_in_mb"]) == (
        *("new", "c"),
        *(["worker"], 100),
    )
    assert shown["updated_at"] is not None
    assert cf.ask("/v3/sidecars/s").json() == shown


def test_an_update_does_not_count_the_sidecar_twice(cf, sidecar):
    assert patch(cf, sidecar, {"memory_in_mb": 1000}).status_code == 200
    assert patch(cf, sidecar, {"memory_in_mb": None}).json()["memory_in_mb"] is None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"process_types": []}, TYPES[1:]),
        ({"name": None}, NAME),
        (
            {"memory_in_mb": 1024},
            ['The memory allocation defined is too large to run with the dependent "web" process'],
        ),
    ],
)
def test_what_an_update_may_not_say_is_told(cf, sidecar, body, told):
    assert refusal(patch(cf, sidecar, body)) == unprocessable(", ".join(told))
    assert cf.state[Sidecar].get("s").updated_at is None


def test_a_deleted_sidecar_is_gone(cf, sidecar):
    answer = cf.ask("/v3/sidecars/s", method="DELETE")
    assert (answer.status_code, answer.content) == (204, b"")
    assert cf.error("/v3/sidecars/s") == (404, not_found("Sidecar"))
