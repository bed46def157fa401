import openapi_spec_validator
import pytest

from fakecf.capi.app import found_resources


@pytest.fixture(scope="module")
def described(running):
    return running.foundation.cloud_controller.description


def test_the_description_is_valid_openapi(described):
    openapi_spec_validator.validate(described)


def test_every_route_is_described_once(described):
    found = {
        operation["operationId"]: (verb.upper(), path)
        for path, item in described["paths"].items()
        for verb, operation in item.items()
    }
    served = {
        route.operation: (route.method, route.rule.replace("<", "{").replace(">", "}"))
        for resource in found_resources()
        for route in resource.routes
    }
    assert found == served


def test_a_record_is_described_as_its_presenter_shows_it(described):
    stack = described["components"]["schemas"]["Stack"]
    assert list(stack["properties"]) == stack["required"]
    assert stack["properties"]["default"] == {"type": "boolean"}
    assert stack["properties"]["created_at"] == {"type": "string", "format": "date-time"}
    assert stack["properties"]["state_reason"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    labels = stack["properties"]["metadata"]["properties"]["labels"]
    assert labels["additionalProperties"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}


def test_what_only_some_records_show_is_not_required(described):
    links = described["components"]["schemas"]["Droplet"]["properties"]["links"]
    assert {"download", "upload", "package"} <= set(links["properties"])
    assert links["required"] == ["self", "app", "assign_current_droplet"]


def test_a_list_is_described_with_its_filters(described):
    described = described["paths"]["/v3/stacks"]["get"]
    names = [each["name"] for each in described["parameters"]]
    assert names == [
        *("page", "per_page", "order_by", "created_ats", "updated_ats", "guids"),
        *("names", "default", "label_selector"),
    ]
    (given,) = described["responses"]["200"]["content"].values()
    assert given["schema"]["properties"]["resources"]["items"] == {"$ref": "#/components/schemas/Stack"}


def test_a_body_is_described_by_its_keys(described):
    (taken,) = described["paths"]["/v3/organizations"]["post"]["requestBody"]["content"].values()
    assert list(taken["schema"]["properties"]) == ["name", "suspended", "metadata"]


def test_the_entry_points_and_the_marketplace_want_no_token(described):
    free = [path for path, item in described["paths"].items() if item.get("get", {}).get("security") == [{}]]
    marketplace = [f"/v3/service_{kind}{one}" for kind in ("offerings", "plans") for one in ("", "/{guid}")]
    assert sorted(free) == ["/", "/v2/info", "/v3", "/v3/info", *marketplace]
