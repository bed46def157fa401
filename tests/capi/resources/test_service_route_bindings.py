"""Service route bindings: what the recordings of service_route_bindings_spec.rb and live_read show."""

import pytest

from fakecf.state.records import Organization
from fakecf.state.service_records import ServiceOffering, ServiceRouteBinding
from tests.capi.conftest import NOT_AUTHORIZED, bad_query, not_found
from tests.capi.roles import READERS, ROLES
from tests.capi.services import operation, services  # noqa: F401 - a fixture

PATH = "/v3/service_route_bindings"
MISSING = (404, not_found("Service route binding"))
pytestmark = pytest.mark.usefixtures("services")


def test_a_binding_is_shown_whole_in_ccs_order(cf):
    shown = cf.ask(f"{PATH}/routed").json()
    made = {"created_at": shown["created_at"], "updated_at": shown["created_at"]}
    assert list(shown.items()) == list(
        {
            "guid": "routed",
            "route_service_url": "https://proxy.example",
            **made,
            "last_operation": {"type": "create", "state": "succeeded", "description": "", **made},
            "metadata": {"labels": {}, "annotations": {}},
            "relationships": {
                "service_instance": {"data": {"guid": "provided"}},
                "route": {"data": {"guid": "web"}},
            },
            "links": {
                "self": {"href": f"{cf.url}{PATH}/routed"},
                "service_instance": {"href": f"{cf.url}/v3/service_instances/provided"},
                "route": {"href": f"{cf.url}/v3/routes/web"},
            },
        }.items()
    )


def test_a_binding_of_a_managed_instance_links_its_parameters(cf):
    cf.change(ServiceRouteBinding, "routed", service_instance_guid="managed")
    assert cf.ask(f"{PATH}/routed").json()["links"]["parameters"]["href"] == f"{cf.url}{PATH}/routed/parameters"


@pytest.mark.parametrize("role", ROLES)
def test_a_binding_is_seen_by_readers_of_the_space_of_its_route(cf, role):
    assert cf.guids(PATH, role) == (["routed"] if role in READERS else [])
    assert cf.ask(f"{PATH}/routed", role).status_code == (200 if role in READERS else 404)
    assert cf.error(f"{PATH}/nope", role) == MISSING


@pytest.mark.parametrize("role", ROLES)
def test_parameters_are_for_who_may_write_to_the_space(cf, role):
    cf.change(ServiceRouteBinding, "routed", service_instance_guid="managed")
    cf.change(ServiceOffering, "database", bindings_retrievable=True)
    answer = cf.ask(f"{PATH}/routed/parameters", role)
    if role in ("admin", "space_developer"):
        assert answer.json() == {}
    else:
        expected = (403, NOT_AUTHORIZED) if role in READERS else MISSING
        assert cf.error(f"{PATH}/routed/parameters", role) == expected


def test_parameters_are_not_for_a_suspended_organization(cf):
    cf.change(Organization, "acme", status="suspended")
    status, error = cf.error(f"{PATH}/routed/parameters", "space_developer")
    assert (status, error["title"]) == (403, "CF-OrgSuspended")


@pytest.mark.parametrize(
    ("instance", "whose"),
    [("provided", "user provided service instances do"), ("managed", "this service does")],
)
def test_parameters_are_not_always_to_be_had(cf, instance, whose):
    cf.change(ServiceRouteBinding, "routed", service_instance_guid=instance)
    detail = f"Bad request: {whose} not support fetching route bindings parameters."
    error = {"detail": detail, "title": "CF-BadRequest", "code": 1004}
    assert cf.error(f"{PATH}/routed/parameters") == (400, error)


def test_a_binding_that_is_not_settled_has_no_parameters(cf):
    cf.change(ServiceOffering, "database", bindings_retrievable=True)
    failed = operation("delete", "failed")
    cf.change(ServiceRouteBinding, "routed", service_instance_guid="managed", last_operation=failed)
    error = {"detail": "Deletion of route binding failed", "title": "CF-ResourceNotFound", "code": 10010}
    assert cf.error(f"{PATH}/routed/parameters") == (404, error)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("route_guids=web", ["routed"]),
        ("service_instance_guids=managed", []),
        ("service_instance_names=ups", ["routed"]),
    ],
)
def test_bindings_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_routes_are_found_by_their_instances(cf):
    assert cf.guids("/v3/routes?service_instance_guids=provided") == ["web"]
    assert cf.guids("/v3/routes?service_instance_guids=managed") == []


def test_bindings_include_routes_and_instances(cf):
    for path in (f"{PATH}?include=service_instance,route", f"{PATH}/routed?include=service_instance,route"):
        included = cf.ask(path).json()["included"]
        guids = {kind: [each["guid"] for each in found] for kind, found in included.items()}
        assert list(guids.items()) == [("routes", ["web"]), ("service_instances", ["provided"])]


def test_the_query_is_judged_before_the_binding_is_looked_for(cf):
    detail = "Invalid included resource: 'planet'. Valid included resources are: 'route', 'service_instance'"
    assert cf.error(f"{PATH}/nope?include=planet") == bad_query(detail)
