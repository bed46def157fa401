"""Service plans: what the recordings of service_plans_spec.rb, service_plan_visibility_spec.rb and live_read show."""

import pytest

from fakecf.state.service_records import ServicePlan
from tests.capi.conftest import NOBODY, NOT_AUTHENTICATED, bad_query, not_found
from tests.capi.resources.test_service_offerings import IN_DEV
from tests.capi.roles import GLOBAL, ROLES
from tests.capi.services import services  # noqa: F401 - a fixture

PATH = "/v3/service_plans"
pytestmark = pytest.mark.usefixtures("services")


def seen_by(role):
    if role in GLOBAL:
        return ["public", "acmes", "nobodys", "devs"]
    acmes = [] if role in ("no_role", NOBODY) else ["acmes"]
    return ["public", *acmes, *(["devs"] if role in IN_DEV else [])]


def test_a_plan_is_shown_whole_in_ccs_order(cf):
    cf.change(ServicePlan, "devs", maintenance_info={"version": "1.0"}, create_instance_schema='{"type": "object"}')
    shown = cf.ask(f"{PATH}/devs").json()
    assert list(shown.items()) == list(
        {
            "guid": "devs",
            "created_at": shown["created_at"],
            "updated_at": shown["created_at"],
            "name": "tiny",
            "visibility_type": "space",
            "available": False,
            "free": True,
            "costs": [],
            "description": "",
            "maintenance_info": {"version": "1.0"},
            "broker_catalog": {
                "id": "",
                "metadata": {},
                "maximum_polling_duration": None,
                "features": {"bindable": True, "plan_updateable": False},
            },
            "schemas": {
                "service_instance": {
                    "create": {"parameters": {"type": "object"}},
                    "update": {"parameters": {}},
                },
                "service_binding": {"create": {"parameters": {}}},
            },
            "relationships": {
                "service_offering": {"data": {"guid": "local"}},
                "space": {"data": {"guid": "dev"}},
            },
            "metadata": {"labels": {}, "annotations": {}},
            "links": {
                "self": {"href": f"{cf.url}{PATH}/devs"},
                "service_offering": {"href": f"{cf.url}/v3/service_offerings/local"},
                "visibility": {"href": f"{cf.url}{PATH}/devs/visibility"},
                "space": {"href": f"{cf.url}/v3/spaces/dev"},
            },
        }.items()
    )


def test_a_plan_says_what_it_costs_and_what_differs_from_its_offering(cf):
    extra = '{"costs": [{"amount": {"usd": 9, "eur": 8.5}, "unit": "MONTHLY"}]}'
    cf.change(ServicePlan, "public", extra=extra, bindable=False, plan_updateable=True)
    shown = cf.ask(f"{PATH}/public").json()
    assert shown["costs"] == [
        {"amount": 9.0, "currency": "USD", "unit": "MONTHLY"},
        {"amount": 8.5, "currency": "EUR", "unit": "MONTHLY"},
    ]
    assert shown["broker_catalog"]["features"] == {"bindable": False, "plan_updateable": True}
    assert "space" not in shown["relationships"]


@pytest.mark.parametrize("role", [*ROLES, NOBODY])
def test_a_plan_is_seen_publicly_by_its_organizations_and_in_the_space_of_its_broker(cf, role):
    seen = seen_by(role)
    assert cf.guids(PATH, role) == seen
    for guid in ("public", "acmes", "nobodys", "devs"):
        assert cf.ask(f"{PATH}/{guid}", role).status_code == (200 if guid in seen else 404)
    assert cf.error(f"{PATH}/nope", role) == (404, not_found("Service plan"))


@pytest.mark.parametrize(
    ("guid", "told"),
    [
        ("public", {"type": "public"}),
        ("acmes", {"type": "organization", "organizations": [{"guid": "acme", "name": "acme"}]}),
        ("nobodys", {"type": "admin"}),
        ("devs", {"type": "space", "space": {"guid": "dev", "name": "dev"}}),
    ],
)
def test_visibility_says_who_sees_a_plan(cf, guid, told):
    assert cf.ask(f"{PATH}/{guid}/visibility").json() == told
    assert cf.ask(f"{PATH}/{guid}").json()["visibility_type"] == told["type"]


def test_visibility_is_for_who_sees_the_plan_and_is_logged_in(cf):
    assert cf.error(f"{PATH}/nobodys/visibility", "org_user") == (404, not_found("Service plan"))
    assert cf.error(f"{PATH}/public/visibility", NOBODY) == (401, NOT_AUTHENTICATED)


def test_visibility_tells_only_of_readable_organizations(cf):
    cf.change(ServicePlan, "acmes", organization_guids=("acme", "suspended", "gone"))
    told = cf.ask(f"{PATH}/acmes/visibility", "org_user").json()["organizations"]
    assert [each["guid"] for each in told] == ["acme", "suspended"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=small,tiny", ["public", "devs"]),
        ("available=false", ["devs"]),
        ("service_offering_guids=database", ["public", "acmes"]),
        ("service_offering_names=local", ["devs"]),
        ("service_broker_guids=of-dev", ["devs"]),
        ("service_broker_names=global", ["public", "acmes", "nobodys"]),
        ("service_instance_guids=managed,provided", ["public"]),
        ("space_guids=dev", ["public", "acmes", "devs"]),
        ("organization_guids=suspended", ["public"]),
        ("label_selector=env", ["public"]),
        ("order_by=name", ["nobodys", "acmes", "public", "devs"]),
    ],
)
def test_plans_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_plans_include_spaces_organizations_offerings_and_fields_of_brokers(cf):
    query = "include=space.organization,service_offering&fields[service_offering.service_broker]=guid"
    for path in (f"{PATH}/devs?{query}", f"{PATH}?names=tiny&{query}"):
        included = cf.ask(path).json()["included"]
        guids = {kind: [each["guid"] for each in found] for kind, found in included.items()}
        expected = {
            "spaces": ["dev"],
            "organizations": ["acme"],
            "service_offerings": ["local"],
            "service_brokers": ["of-dev"],
        }
        assert list(guids.items()) == list(expected.items())


def test_bad_queries_are_told_in_ccs_words(cf):
    detail = (
        "Invalid included resource: 'space'. Valid included resources are: 'space.organization', 'service_offering'"
    )
    assert cf.error(f"{PATH}?include=space") == bad_query(detail)
    detail = "Unknown query parameter(s): 'x'. Valid parameters are: 'include', 'fields'"
    assert cf.error(f"{PATH}/public?x=1") == bad_query(detail)
