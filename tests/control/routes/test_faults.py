import pytest


def test_a_rule_is_armed_listed_and_removed(steer):
    armed = steer.call("POST", "/v1/faults", {"on": "downloads", "when": {"times": 2}, "do": 502})
    assert (armed.status_code, armed.headers["Location"]) == (201, "/v1/faults/f_1")
    assert armed.json() == {
        "id": "f_1",
        "on": "downloads",
        "when": {"times": 2},
        "do": {"status": 502},
        "seen": 0,
        "hits": 0,
        "remaining": 2,
        "state": "armed",
        "would_match": ["GET /v3/droplets/{guid}/download"],
        "warnings": [],
    }
    assert steer.call("GET", "/v1/faults").json() == [armed.json()]
    assert steer.call("GET", "/v1/faults/f_1").json() == armed.json()
    assert steer.call("DELETE", "/v1/faults/f_1").status_code == 204
    assert steer.call("GET", "/v1/faults/f_1").status_code == 404


def test_the_one_line_form_is_the_same_rule(steer):
    line = steer.call("POST", "/v1/faults", "downloads 502 x2").json()
    written = steer.call("POST", "/v1/faults", {"on": "downloads", "when": {"times": 2}, "do": 502}).json()
    assert {**line, "id": None} == {**written, "id": None}


def test_a_rule_is_replaced_and_changed_in_its_place(steer):
    steer.call("POST", "/v1/faults", "downloads 502 x2")
    assert steer.call("PUT", "/v1/faults/f_1", "apps.list 403").json()["on"] == "apps.list"
    changed = steer.call("PATCH", "/v1/faults/f_1", {"do": 404}).json()
    assert (changed["id"], changed["on"], changed["do"]) == ("f_1", "apps.list", {"status": 404})


def test_a_rule_may_be_put_under_an_id_of_ones_own(steer):
    first, second = (steer.call("PUT", "/v1/faults/mine", "downloads 502 x2") for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (201, "/v1/faults/mine")
    assert (second.status_code, second.headers.get("Location")) == (200, None)
    assert steer.call("GET", "/v1/faults").json() == [second.json()] == [first.json()]


def test_what_get_gives_put_takes_back(steer):
    written = {"on": "downloads", "match": {"app": "web"}, "when": {"nth": [1, 3], "for": "1h"}, "do": ["reset", 502]}
    armed = steer.call("POST", "/v1/faults", written).json()
    again = steer.call("PUT", "/v1/faults/f_1", armed)
    assert (again.status_code, again.json()) == (200, armed)
    renamed = steer.call("PUT", "/v1/faults/f_2", armed)
    assert (renamed.status_code, renamed.json()["errors"][0]["pointer"]) == (422, "/id")


def test_a_rule_of_a_state_document_that_nothing_serves_is_shown_with_the_reason(steer):
    rule = {"on": "moons.list", "do": [{"kind": "status", "status": 502}]}
    record = {"guid": "f_1", "created_at": "2026-01-01T00:00:00Z", "rule": rule}
    steer.call("PUT", "/v1/state", {"fakecf": 1, "records": {"fault_rules": [record]}})
    (shown,) = steer.call("GET", "/v1/faults").json()
    assert (shown["would_match"], shown["warnings"]) == ([], ["there is no operation 'moons.list'"])


def test_a_state_document_cannot_shut_a_listener_under_a_rule_about_a_few_requests(steer):
    rule = {"on": "blobstore.get", "do": [{"kind": "refuse"}]}
    record = {"guid": "f_1", "created_at": "2026-01-01T00:00:00Z", "rule": rule}
    refused = steer.call("PUT", "/v1/state", {"fakecf": 1, "records": {"fault_rules": [record]}})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, "/records/fault_rules/0/rule/on")


def test_all_rules_are_cleared(steer):
    for _ in range(3):
        steer.call("POST", "/v1/faults", "downloads 502")
    assert steer.call("DELETE", "/v1/faults").status_code == 204
    assert steer.call("GET", "/v1/faults").json() == []


def test_an_app_that_does_not_exist_yet_is_a_warning(steer):
    armed = steer.call("POST", "/v1/faults", {"on": "downloads", "match": {"app": "webb"}, "do": 502}).json()
    assert "webb" in armed["warnings"][0]


@pytest.mark.parametrize(
    ("rule", "pointer", "did_you_mean"),
    [
        ({"on": "downlods", "do": 502}, "/on", "downloads"),
        ({"on": "downloads", "do": "CF-RateLimitExeeded"}, "/do", "CF-RateLimitExceeded"),
        ({"on": "downloads", "do": {"status": 502, "shape": "ngin"}}, "/do/shape", "nginx"),
        ({"on": "downloads", "wen": {}, "do": 502}, "/wen", "when"),
        ({"on": "downloads", "match": {"aap": "web"}, "do": 502}, "/match/aap", "app"),
    ],
)
def test_a_wrong_rule_is_refused_with_the_place_and_the_nearest_word(steer, rule, pointer, did_you_mean):
    answer = steer.call("POST", "/v1/faults", rule)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["did_you_mean"]) == (pointer, did_you_mean)
    assert error["allowed"]


@pytest.mark.parametrize("call", [("GET", None), ("DELETE", None), ("PATCH", {"do": 404})])
def test_an_unknown_rule_is_404(steer, call):
    method, document = call
    assert steer.call(method, "/v1/faults/f_9", document).status_code == 404


@pytest.mark.parametrize("status", [0, 99, 1000, -1, "200 OK\r\nX: 1"])
def test_a_status_that_no_answer_can_have_is_refused(steer, status):
    """T-20."""
    for do in (status, {"status": status}):
        assert steer.call("POST", "/v1/faults", {"on": "downloads", "do": do}).status_code == 422
    assert steer.foundation.faults.rules() == ()


def test_a_request_is_explained_without_being_counted(steer):
    steer.call("POST", "/v1/faults", "apps.list 502 user=dev nth 1")
    asked = {"method": "GET", "path": "/v3/apps?page=2", "user": "dev", "headers": {"User-Agent": "cf/8"}}
    first, second = (steer.call("POST", "/v1/faults/explain", asked) for _ in range(2))
    assert (first.status_code, first.json()) == (200, second.json())
    (explained,) = first.json()
    assert (explained["id"], explained["strikes"]) == ("f_1", True)
    assert [each["name"] for each in explained["criteria"]] == ["on", "user", "do", "state", "when"]
    assert all(each["holds"] for each in explained["criteria"])
    assert steer.call("GET", "/v1/faults/f_1").json()["seen"] == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/oauth/token", "method": "POST", "listener": "uaa"},
        {"path": "/oauth/token", "listener": "uaa", "headers": {"Content-Type": "x/y", "Content-Length": "7"}},
        {"path": "//[::1/x", "listener": "blobstore"},
        {"path": "/%zz?%", "method": ""},
    ],
)
def test_whatever_might_be_asked_is_explained(steer, asked):
    steer.call("POST", "/v1/faults", "* 503")
    answer = steer.call("POST", "/v1/faults/explain", asked)
    assert (answer.status_code, answer.json()[0]["strikes"]) == (200, True)


def test_the_content_type_of_an_imagined_request_is_a_header_like_any_other(steer):
    steer.call("POST", "/v1/faults", {"on": "uaa.token", "match": {"header": {"content-type": "x/*"}}, "do": 503})
    asked = {"path": "/oauth/token", "method": "POST", "listener": "uaa", "headers": {"Content-Type": "x/y"}}
    assert steer.call("POST", "/v1/faults/explain", asked).json()[0]["strikes"]


@pytest.mark.parametrize(("method", "strikes"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_a_route_strikes_its_own_verb_alone_where_two_have_one_name(steer, method, strikes):
    steer.call("POST", "/v1/faults", "GET /userinfo 503")
    asked = {"path": "/userinfo", "method": method, "listener": "uaa"}
    assert steer.call("POST", "/v1/faults/explain", asked).json()[0]["strikes"] is strikes


@pytest.mark.parametrize(
    ("form", "strikes"), [({"username": "dev"}, True), ({"username": "admin"}, False), ({}, False)]
)
def test_a_rule_about_a_user_of_uaa_is_explained_by_the_form(steer, form, strikes):
    steer.call("POST", "/v1/faults", "uaa.token 503 user=dev")
    asked = {"path": "/oauth/token", "method": "POST", "listener": "uaa", "form": form}
    assert steer.call("POST", "/v1/faults/explain", asked).json()[0]["strikes"] is strikes


def test_explaining_makes_no_user_known_to_the_cloud_controller(steer):
    steer.call("POST", "/v1/faults", "apps.list 502")
    before = steer.call("GET", "/v1/state").json()
    steer.call("POST", "/v1/faults/explain", {"path": "/v3/apps", "user": "admin"})
    assert steer.call("GET", "/v1/state").json() == before


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, ""),
        ({"path": "v3/apps"}, "/path"),
        ({"path": "/v3/apps", "user": "devv"}, "/user"),
        ({"path": "/v3/apps", "user": "dev", "client_id": "cff"}, "/client_id"),
        ({"path": "/v3/apps", "listener": "control"}, "/listener"),
    ],
)
def test_a_request_that_cannot_be_explained_is_refused(steer, asked, pointer):
    refused = steer.call("POST", "/v1/faults/explain", asked)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
