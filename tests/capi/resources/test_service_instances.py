"""Service instances: what the recordings of service_instances_spec.rb and live_read show."""

import pytest

from fakecf.state.records import Organization
from fakecf.state.service_records import ServiceInstance, ServiceOffering, ServicePlan
from tests.capi.conftest import INVALID_TOKEN, NOBODY, NOT_AUTHORIZED, bad_query, not_found
from tests.capi.roles import READERS, ROLES, SECRETS
from tests.capi.services import TOLD, operation, services  # noqa: F401 - a fixture

PATH = "/v3/service_instances"
MISSING = (404, not_found("Service instance"))
pytestmark = pytest.mark.usefixtures("services")


def links(cf, guid, **more):
    own = f"{cf.url}{PATH}/{guid}"
    return {
        "self": {"href": own},
        "space": {"href": f"{cf.url}/v3/spaces/dev"},
        "service_credential_bindings": {
            "href": f"{cf.url}/v3/service_credential_bindings?service_instance_guids={guid}"
        },
        "service_route_bindings": {"href": f"{cf.url}/v3/service_route_bindings?service_instance_guids={guid}"},
        **{name: {"href": f"{cf.url}{path}"} for name, path in more.items()},
    }


def test_a_managed_instance_is_shown_whole_in_ccs_order(cf):
    shown = cf.ask(f"{PATH}/managed").json()
    assert list(shown.items()) == list(
        {
            "guid": "managed",
            "created_at": shown["created_at"],
            "updated_at": shown["created_at"],
            "name": "db",
            "tags": [],
            "last_operation": {},
            "type": "managed",
            "maintenance_info": {},
            "upgrade_available": False,
            "dashboard_url": None,
            "relationships": {"space": {"data": {"guid": "dev"}}, "service_plan": {"data": {"guid": "public"}}},
            "metadata": {"labels": {}, "annotations": {}},
            "links": links(
                cf,
                "managed",
                service_plan="/v3/service_plans/public",
                parameters=f"{PATH}/managed/parameters",
                shared_spaces=f"{PATH}/managed/relationships/shared_spaces",
            ),
        }.items()
    )


def test_a_user_provided_instance_is_shown_whole_in_ccs_order(cf):
    shown = cf.ask(f"{PATH}/provided").json()
    assert list(shown.items()) == list(
        {
            "guid": "provided",
            "created_at": shown["created_at"],
            "updated_at": shown["created_at"],
            "name": "ups",
            "tags": ["t"],
            "last_operation": {"type": "update", "state": "succeeded", "description": "as told", **TOLD},
            "type": "user-provided",
            "syslog_drain_url": None,
            "route_service_url": None,
            "relationships": {"space": {"data": {"guid": "dev"}}},
            "metadata": {"labels": {}, "annotations": {}},
            "links": links(cf, "provided", credentials=f"{PATH}/provided/credentials"),
        }.items()
    )


@pytest.mark.parametrize(
    ("offered", "had", "available"),
    [({"version": "2"}, {"version": "1"}, True), ({"version": "2"}, {"version": "2"}, False), (None, None, False)],
)
def test_an_upgrade_is_another_version_of_the_plan(cf, offered, had, available):
    cf.change(ServicePlan, "public", maintenance_info=offered)
    cf.change(ServiceInstance, "managed", maintenance_info=had)
    shown = cf.ask(f"{PATH}/managed").json()
    assert (shown["maintenance_info"], shown["upgrade_available"]) == (had or {}, available)


@pytest.mark.parametrize("role", ROLES)
def test_an_instance_is_seen_by_readers_of_its_spaces(cf, role):
    seen = ["managed", "provided"] if role in READERS else []
    assert cf.guids(PATH, role) == seen
    assert cf.ask(f"{PATH}/managed", role).status_code == (200 if seen else 404)
    assert cf.error(f"{PATH}/nope", role) == MISSING


@pytest.mark.parametrize("role", ROLES)
def test_credentials_are_for_who_reads_secrets(cf, role):
    answer = cf.ask(f"{PATH}/provided/credentials", role)
    if role in SECRETS:
        assert answer.json() == {"a": "b"}
    else:
        assert answer.status_code == (403 if role in READERS else 404)


def test_only_a_user_provided_instance_has_credentials(cf):
    assert cf.error(f"{PATH}/managed/credentials") == MISSING
    cf.change(ServiceInstance, "provided", credentials=None)
    assert cf.ask(f"{PATH}/provided/credentials").json() == {}


@pytest.mark.parametrize("role", ROLES)
def test_permissions_are_told_to_everybody(cf, role):
    told = cf.ask(f"{PATH}/managed/permissions", role).json()
    assert told == {"manage": role in ("admin", "space_developer"), "read": role in READERS}


def test_permissions_have_a_scope_of_their_own(cf):
    only = cf.claiming(user_id="u", scope=["cloud_controller_service_permissions.read"])
    assert cf.ask(f"{PATH}/managed/permissions", only).json() == {"manage": False, "read": False}
    assert cf.error(PATH, only) == (403, NOT_AUTHORIZED)
    assert cf.error(f"{PATH}/nope/permissions", only) == MISSING
    for guid in ("managed", "nope"):
        assert cf.error(f"{PATH}/{guid}/permissions", NOBODY) == (401, INVALID_TOKEN)


def test_nobody_but_admins_manages_in_a_suspended_organization(cf):
    cf.change(Organization, "acme", status="suspended")
    told = {role: cf.ask(f"{PATH}/managed/permissions", role).json() for role in ("admin", "space_developer")}
    assert told == {"admin": {"manage": True, "read": True}, "space_developer": {"manage": False, "read": True}}


def parameters(cf, as_="admin"):
    answer = cf.ask(f"{PATH}/managed/parameters", as_)
    return answer.json() if answer.ok else cf.error(f"{PATH}/managed/parameters", as_)


def test_parameters_are_fetched_where_the_offering_allows_it(cf):
    detail = "This service does not support fetching service instance parameters."
    unsupported = (400, {"detail": detail, "title": "CF-ServiceFetchInstanceParametersNotSupported", "code": 120004})
    assert parameters(cf) == unsupported
    assert cf.error(f"{PATH}/provided/parameters") == unsupported
    cf.change(ServiceOffering, "database", instances_retrievable=True)
    assert parameters(cf) == {}


@pytest.mark.parametrize(
    ("type_", "state", "status"),
    [
        ("create", "in progress", 409),
        ("create", "failed", 404),
        ("update", "in progress", 409),
        ("update", "failed", 200),
        ("delete", "in progress", 409),
        ("delete", "failed", 200),
    ],
)
def test_parameters_wait_for_the_last_operation(cf, type_, state, status):
    """service_instances_spec.rb:753 to 846."""
    cf.change(ServiceOffering, "database", instances_retrievable=True)
    cf.change(ServiceInstance, "managed", last_operation=operation(type_, state))
    assert cf.ask(f"{PATH}/managed/parameters").status_code == status


def test_parameters_are_not_for_the_spaces_an_instance_is_shared_with(cf):
    cf.change(ServiceInstance, "managed", space_guid="other", shared_space_guids=("dev",))
    assert cf.ask(f"{PATH}/managed", "space_developer").status_code == 200
    assert parameters(cf, "space_developer") == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=db", ["managed"]),
        ("type=managed", ["managed"]),
        ("type=user-provided", ["provided"]),
        ("space_guids=other", ["managed"]),
        ("organization_guids=acme", ["managed", "provided"]),
        ("organization_guids=suspended", []),
        ("service_plan_guids=public", ["managed"]),
        ("service_plan_names=small,nope", ["managed"]),
        ("order_by=-name", ["provided", "managed"]),
    ],
)
def test_instances_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_fields_tell_of_spaces_plans_offerings_and_brokers_in_ccs_order(cf):
    fields = {
        "space": "name,guid,relationships.organization",
        "space.organization": "name",
        "service_plan": "guid,name,relationships.service_offering",
        "service_plan.service_offering": "tags,name,documentation_url,relationships.service_broker",
        "service_plan.service_offering.service_broker": "name,guid",
    }
    query = "&".join(f"fields[{name}]={keys}" for name, keys in fields.items())
    expected = {
        "spaces": [{"guid": "dev", "name": "dev", "relationships": {"organization": {"data": {"guid": "acme"}}}}],
        "organizations": [{"name": "acme"}],
        "service_plans": [
            {"guid": "public", "name": "small", "relationships": {"service_offering": {"data": {"guid": "database"}}}}
        ],
        "service_offerings": [
            {
                "name": "database",
                "documentation_url": "https://docs.example",
                "tags": [],
                "relationships": {"service_broker": {"data": {"guid": "global"}}},
            }
        ],
        "service_brokers": [{"name": "global", "guid": "global"}],
    }
    for path in (f"{PATH}/managed?{query}", f"{PATH}?{query}"):
        included = cf.ask(path).json()["included"]
        assert [(kind, [list(each.items()) for each in found]) for kind, found in included.items()] == [
            (kind, [list(each.items()) for each in found]) for kind, found in expected.items()
        ]


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("type=x", "Type must be one of 'managed', 'user-provided'"),
        (
            "fields[x]=guid",
            (
                "Fields [x] valid resources are: 'space', 'space.organization', 'service_plan', "
                "'service_plan.service_offering', 'service_plan.service_offering.service_broker'"
            ),
        ),
    ],
)
def test_bad_queries_are_told_in_ccs_words(cf, asked, detail):
    assert cf.error(f"{PATH}?{asked}") == bad_query(detail)


def test_an_instance_is_looked_for_before_the_query_is_judged(cf):
    assert cf.error(f"{PATH}/nope?x=1") == MISSING
    detail = "Unknown query parameter(s): 'x'. Valid parameters are: 'fields'"
    assert cf.error(f"{PATH}/managed?x=1") == bad_query(detail)
