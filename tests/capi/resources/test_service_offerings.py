"""Service offerings: what the recordings of service_offerings_spec.rb and live_read show."""

import pytest

from fakecf.state.records import FeatureFlag
from fakecf.state.service_records import ServiceOffering
from tests.capi.conftest import NOBODY, NOT_AUTHENTICATED, NOT_AUTHORIZED, bad_query, not_found
from tests.capi.roles import GLOBAL, ROLES
from tests.capi.services import services  # noqa: F401 - a fixture

PATH = "/v3/service_offerings"
IN_DEV = ("space_developer", "space_manager", "space_auditor", "space_supporter")
pytestmark = pytest.mark.usefixtures("services")


def test_an_offering_is_shown_whole_in_ccs_order(cf):
    shown = cf.ask(f"{PATH}/database").json()
    assert list(shown.items()) == list(
        {
            "guid": "database",
            "created_at": shown["created_at"],
            "updated_at": shown["created_at"],
            "name": "database",
            "description": "",
            "available": True,
            "tags": [],
            "requires": [],
            "shareable": True,
            "documentation_url": "https://docs.example",
            "broker_catalog": {
                "id": "db",
                "metadata": {"shareable": True, "documentationUrl": "https://docs.example"},
                "features": {
                    "plan_updateable": False,
                    "bindable": True,
                    "instances_retrievable": False,
                    "bindings_retrievable": False,
                    "allow_context_updates": False,
                },
            },
            "relationships": {"service_broker": {"data": {"guid": "global"}}},
            "metadata": {"labels": {}, "annotations": {}},
            "links": {
                "self": {"href": f"{cf.url}{PATH}/database"},
                "service_plans": {"href": f"{cf.url}/v3/service_plans?service_offering_guids=database"},
                "service_broker": {"href": f"{cf.url}/v3/service_brokers/global"},
            },
        }.items()
    )


@pytest.mark.parametrize("extra", [None, "", "[]", "no JSON"])
def test_a_catalog_that_says_nothing_leaves_the_usual(cf, extra):
    cf.change(ServiceOffering, "database", extra=extra)
    shown = cf.ask(f"{PATH}/database").json()
    told = (shown["shareable"], shown["documentation_url"], shown["broker_catalog"]["metadata"])
    assert told == (False, "", {})


@pytest.mark.parametrize("role", [*ROLES, NOBODY])
def test_an_offering_is_seen_with_its_plans_and_in_the_space_of_its_broker(cf, role):
    seen = ["database", "local", "hidden"] if role in GLOBAL else ["database"]
    if role in IN_DEV:
        seen = ["database", "local"]
    assert cf.guids(PATH, role) == seen
    for guid in ("database", "local", "hidden"):
        assert cf.ask(f"{PATH}/{guid}", role).status_code == (200 if guid in seen else 404)
    assert cf.error(f"{PATH}/nope", role) == (404, not_found("Service offering"))


@pytest.mark.parametrize("path", [PATH, f"{PATH}/database", "/v3/service_plans", "/v3/service_plans/public"])
def test_a_flag_hides_the_marketplace_from_who_is_not_logged_in(cf, path):
    cf.make(FeatureFlag, "flag", name="hide_marketplace_from_unauthenticated_users", enabled=True)
    assert cf.error(path, NOBODY) == (401, NOT_AUTHENTICATED)
    assert cf.ask(path, "no_role").status_code == 200


def test_who_is_logged_in_needs_the_scope_to_read(cf):
    assert cf.error(PATH, cf.claiming(user_id="u", scope=["cloud_controller_service_permissions.read"])) == (
        403,
        NOT_AUTHORIZED,
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=local,nope", ["local"]),
        ("available=true", ["database", "hidden"]),
        ("available=false", ["local"]),
        ("broker_catalog_ids=db", ["database"]),
        ("service_broker_guids=global", ["database", "hidden"]),
        ("service_broker_names=of-dev", ["local"]),
        ("space_guids=dev", ["database", "local"]),
        ("space_guids=other,nope", ["database"]),
        ("organization_guids=acme", ["database", "local"]),
        ("organization_guids=suspended&space_guids=dev", ["database"]),
        ("order_by=-name", ["local", "hidden", "database"]),
    ],
)
def test_offerings_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("available=yes", "Available only accepts values 'true' or 'false'"),
        ("fields=x", "Fields must be an object"),
        ("fields[space]=name", "Fields [space] valid resources are: 'service_broker'"),
        ("fields[service_broker]=url", "Fields valid keys for 'service_broker' are: 'name', 'guid'"),
    ],
)
def test_bad_queries_are_told_in_ccs_words(cf, asked, detail):
    assert cf.error(f"{PATH}?{asked}") == bad_query(detail)


def test_fields_add_what_was_asked_of_the_broker(cf):
    broker = {"service_brokers": [{"name": "global", "guid": "global"}]}
    assert cf.ask(f"{PATH}/database?fields[service_broker]=guid,name").json()["included"] == broker
    included = cf.ask(f"{PATH}?fields[service_broker]=name").json()["included"]
    assert included == {"service_brokers": [{"name": "global"}, {"name": "of-dev"}]}


def test_one_offering_knows_no_parameter_but_fields(cf):
    detail = "Unknown query parameter(s): 'include'. Valid parameters are: 'fields'"
    assert cf.error(f"{PATH}/nope?include=x") == bad_query(detail)
