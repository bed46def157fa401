import pytest

from tests.conformance.conftest import SPACE


@pytest.mark.parametrize("socket", [False, True])
def test_a_recording_that_fakecf_reproduces_is_equal(judged, exchange, socket):
    judgement = judged(exchange, socket=socket)
    assert (judgement.verdict, judgement.operation, judgement.difference) == ("equal", "spaces.show", None)


@pytest.mark.parametrize("socket", [False, True])
def test_a_changed_byte_of_the_body_is_noticed(judged, exchange, socket):
    exchange["response"]["body"] = exchange["response"]["body"].replace('"dev"', '"dex"')
    assert judged(exchange, socket=socket).verdict == "body"


@pytest.mark.parametrize("socket", [False, True])
@pytest.mark.parametrize("name", ["referrer-policy", "content-type"])
def test_a_header_that_the_recording_lacks_is_noticed(judged, exchange, name, socket):
    del exchange["response"]["headers"][name]
    assert judged(exchange, socket=socket).verdict == "headers"


def test_a_header_that_we_lack_is_noticed(judged, exchange):
    exchange["response"]["headers"]["x-cf-warnings"] = "Deprecated"
    assert judged(exchange).difference[1:] == ("x-cf-warnings", "Deprecated", "(none)")


def test_another_status_is_noticed(judged, exchange):
    exchange["response"]["status"] = 201
    assert judged(exchange).difference == ("status", "", "201", "200")


def test_a_row_that_is_not_there_is_missed(judged, exchange):
    del exchange["before"]["spaces_developers"]
    assert judged(exchange).difference == ("status", "", "200", "404")


def test_a_guid_of_the_database_is_no_wildcard(judged, exchange):
    exchange["response"]["body"] = exchange["response"]["body"].replace(SPACE, "00000000-0000-4000-8000-000000000001")
    assert judged(exchange).verdict == "body"


def test_the_clock_stands_at_the_recorded_moment(judged, exchange):
    exchange["now"] = "2026-12-23T15:00:00Z"
    assert judged(exchange).difference == ("status", "", "200", "401")  # the token is over


def test_what_differs_on_a_route_that_we_lack_is_not_served(judged, exchange):
    exchange["request"] |= {"method": "POST", "path": "/v3/service_brokers"}
    judgement = judged(exchange)
    assert (judgement.verdict, judgement.operation) == ("not served", "POST /v3/service_brokers")


def test_the_answer_of_a_double_is_out_of_scope_with_a_reason(judged, exchange):
    exchange["stubs"] = {"VCAP::CloudController::IncludeSpaceDecorator.decorate": 1}
    judgement = judged(exchange)
    assert judgement.verdict == "out of scope"
    assert "decorator" in judgement.reason


def test_version_2_is_out_of_scope_with_a_reason(judged, exchange):
    exchange["request"]["path"] = "/v2/apps/x"
    judgement = judged(exchange)
    assert judgement.verdict == "out of scope"
    assert "version 2" in judgement.reason


@pytest.mark.parametrize(("status", "verdict"), [(302, "equal"), (502, "status")])
def test_whether_there_are_bits_only_the_answer_tells(judged, exchange, status, verdict):
    then = {"created_at": exchange["now"], "updated_at": exchange["now"]}
    app = {"guid": "a", "id": 1, "name": "web", "space_guid": SPACE, "desired_state": "STOPPED", **then}
    package = {"guid": "fbe36128", "id": 1, "app_guid": "a", "type": "bits", "state": "READY", **then}
    exchange["before"] |= {"apps": [{**app, "lifecycle_type": "buildpack"}], "packages": [package]}
    exchange["request"]["path"] = "/v3/packages/fbe36128/download"
    headers = exchange["response"]["headers"]
    headers |= {"location": "https://s3.example.net/cc-droplets/fb/e3/fbe36128?X-Amz-Signature=0000"}
    headers["content-type"] = "text/html; charset=utf-8"
    exchange["response"] |= {"status": status, "body": ""}
    assert judged(exchange).verdict == verdict


def test_a_row_that_cannot_be_translated_spoils_nothing_but_its_own_exchange(judged, exchange):
    del exchange["before"]["spaces"][0]["name"]
    assert judged(exchange).difference == ("status", "", "200", "KeyError('name')")
