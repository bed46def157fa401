import pytest
import requests

from fakecf.capi.unserved import cc_routes


@pytest.fixture
def ask(steer, api):
    """Ask the API as an admin."""
    headers = {"Authorization": f"bearer {steer.foundation.token('admin')}"}
    return lambda path, method="GET": requests.request(method, f"{api}{path}", headers=headers, timeout=10)


def told(steer, query=""):
    return steer.call("GET", f"/v1/coverage?{query}").json()


def one(steer, operation):
    (route,) = told(steer, f"operation={operation}")["operations"]
    return route


def test_every_route_of_the_cloud_controller_of_uaa_and_of_the_blobstore_is_told_once(steer):
    document = told(steer)
    routes = [(each["listener"], each["method"], each["path"]) for each in document["operations"]]
    assert len(routes) == len(set(routes)) == document["known"]
    assert len(routes) >= len(list(cc_routes()))
    assert {("uaa", "POST", "/oauth/token"), ("blobstore", "HEAD", "/{bucket}/{key}")} <= set(routes)
    assert ("api", "GET", "/v3/droplets/{guid}/download") in routes
    assert document["served"] == sum(each["served"] for each in document["operations"])
    assert all(each["served"] == (each["operation"] is not None) for each in document["operations"])


def test_what_was_asked_is_told_with_what_was_answered(steer, ask):
    for path in ("/v3/apps", "/v3/apps?bogus=1", "/v3/apps"):
        ask(path)
    ask("/v3/apps", "HEAD")
    route = one(steer, "apps.list")
    assert (route["asked"], route["struck"], route["statuses"]) == (4, 0, {"200": 3, "400": 1})
    document = told(steer, "asked=true")
    assert ([each["operation"] for each in document["operations"]], document["asked"]) == (["apps.list"], 1)


def test_what_a_fault_answers_covers_nothing(steer, ask):
    # peers 7: injected answers counted as coverage
    steer.call("POST", "/v1/faults", "apps.list 502 x1")
    assert ask("/v3/apps").status_code == 502
    route = one(steer, "apps.list")
    assert (route["asked"], route["struck"], route["statuses"]) == (1, 1, {})
    assert told(steer)["asked"] == 0
    ask("/v3/apps")
    assert one(steer, "apps.list")["statuses"] == {"200": 1}


def test_a_route_that_is_not_served_is_told_as_such(steer, ask):
    assert ask("/v3/service_brokers", "POST").status_code == 501
    unserved = told(steer, "served=false")["operations"]
    (asked,) = [each for each in unserved if each["asked"]]
    assert (asked["path"], asked["method"], asked["operation"]) == ("/v3/service_brokers", "POST", None)
    assert asked["statuses"] == {"501": 1}


def test_operations_are_chosen_by_name_alias_or_glob(steer):
    assert one(steer, "downloads")["operation"] == "droplets.download"
    assert {each["operation"].partition(".")[0] for each in told(steer, "operation=apps.*")["operations"]} == {"apps"}
    document = told(steer, "operation=apps.*&asked=true")
    assert (document["operations"], document["known"] > 10) == ([], True)


@pytest.mark.parametrize(
    ("query", "pointer", "meant"),
    [("operation=droplet.download", "/operation", "droplets.download"), ("unasked=true", "/unasked", "asked")],
)
def test_a_wrong_name_is_refused_with_the_nearest(steer, query, pointer, meant):
    answer = steer.call("GET", f"/v1/coverage?{query}")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["did_you_mean"]) == (422, pointer, meant)


def test_it_goes_with_a_reset_of_flows_alone(steer, ask):
    ask("/v3/apps")
    steer.call("POST", "/v1/reset", {"scope": ["state", "faults", "clock"]})
    assert told(steer)["asked"] == 1
    steer.call("POST", "/v1/reset", {"scope": ["flows"]})
    assert told(steer)["asked"] == 0
