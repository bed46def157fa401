import jsonschema  # type: ignore[import-untyped]
import openapi_spec_validator
import pytest

from fakecf.control import Control
from fakecf.faults.grammar import EXAMPLES


@pytest.fixture
def described(steer):
    return steer.call("GET", "/v1/openapi.json").json()


def checked(described, document, schema):
    """*document* against a schema of the description, references and all."""
    jsonschema.validate(document, {**schema, "components": described["components"]})


def body_schema(described, method, path):
    return described["paths"][path][method]["requestBody"]["content"]["application/yaml"]["schema"]


def test_the_description_is_valid_openapi(described):
    openapi_spec_validator.validate(described)


def test_every_call_is_described_with_its_statuses(described):
    found = {
        (method.upper(), path): {status for status in operation["responses"] if status < "300"}
        for path, item in described["paths"].items()
        for method, operation in item.items()
    }
    served = {(each.method, each.path): {str(status) for status in each.statuses} for each in Control.endpoints()}
    assert found == served
    assert found["GET", "/v1/openapi.json"] == {"200"}
    assert found["PUT", "/v1/faults/{id}"] == {"200", "201"}


def test_what_is_no_json_is_described_as_what_it_is(described):
    given = described["paths"]["/v1/ca.pem"]["get"]["responses"]["200"]["content"]
    assert given == {"application/x-pem-file": {"schema": {"type": "string"}}}


def test_no_two_calls_share_a_name(described):
    names = [operation["operationId"] for item in described["paths"].values() for operation in item.values()]
    assert sorted(set(names)) == sorted(names)


def test_the_filters_of_flows_are_described(described):
    parameters = {each["name"]: each["schema"] for each in described["paths"]["/v1/flows"]["get"]["parameters"]}
    first, *_, last = parameters
    assert (first, last) == ("operation", "relayed")
    assert {"status", "method", "path", "listener", "since", "fault", "user", "client", "flag"} < set(parameters)
    assert all(schema["description"] for schema in parameters.values())


@pytest.mark.parametrize(
    "path",
    [
        "/v1/health/live",
        "/v1/health/ready",
        "/v1/foundation",
        "/v1/env",
        "/v1/state",
        "/v1/faults",
        "/v1/flows",
        "/v1/openapi.json",
    ],
)
def test_answers_are_what_is_described(steer, described, path):
    steer.foundation.faults.add({"on": "downloads", "match": {"app": "web"}, "when": {"times": 2}, "do": [502, "ok"]})
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    checked(described, steer.call("GET", path).json(), schema)


def test_refusals_are_what_is_described(steer, described):
    answer = steer.call("POST", "/v1/faults", {"on": "downlods", "do": 502})
    content = described["paths"]["/v1/faults"]["post"]["responses"]["422"]["content"]
    checked(described, answer.json(), content[answer.headers["Content-Type"]]["schema"])


@pytest.mark.parametrize(
    "rule", [*EXAMPLES, {"on": "downloads", "match": {"app": "web"}, "do": [502, {"status": 503}]}]
)
def test_a_rule_that_is_taken_is_described(steer, described, rule):
    assert steer.call("POST", "/v1/faults", rule).status_code == 201
    checked(described, rule, body_schema(described, "post", "/v1/faults"))


@pytest.mark.parametrize("rule", [7, {"on": "downloads"}, {"on": "downloads", "do": 502, "wen": {}}])
def test_a_rule_that_is_refused_is_not_described(steer, described, rule):
    assert steer.call("POST", "/v1/faults", rule).status_code == 422
    with pytest.raises(jsonschema.ValidationError):
        checked(described, rule, body_schema(described, "post", "/v1/faults"))


@pytest.mark.parametrize("scope", [[], ["flowz"]])
def test_a_scope_that_is_refused_is_not_described(steer, described, scope):
    assert steer.call("POST", "/v1/reset", {"scope": scope}).status_code == 422
    with pytest.raises(jsonschema.ValidationError):
        checked(described, {"scope": scope}, body_schema(described, "post", "/v1/reset"))
