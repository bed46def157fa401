"""The spaces an instance is shared with: what the recordings of service_instances_spec.rb show."""

import pytest

from fakecf.state.service_records import ServiceCredentialBinding, ServiceInstance
from tests.capi.conftest import bad_query, not_found
from tests.capi.roles import READERS, ROLES
from tests.capi.services import services  # noqa: F401 - a fixture

OWN = "/v3/service_instances/managed"
SHARED = f"{OWN}/relationships/shared_spaces"
pytestmark = pytest.mark.usefixtures("services")


@pytest.mark.parametrize("role", ROLES)
def test_shared_spaces_are_told_to_readers_of_the_instance(cf, role):
    answer = cf.ask(SHARED, role)
    if role in READERS:
        assert answer.json() == {"data": [{"guid": "other"}], "links": {"self": {"href": f"{cf.url}{SHARED}"}}}
    else:
        assert cf.error(SHARED, role) == (404, not_found("Service instance"))


@pytest.mark.parametrize(("role", "named"), [("space_developer", False), ("org_manager", True)])
def test_names_are_told_only_of_what_the_caller_may_read(cf, role, named):
    """service_instances_spec.rb:4403."""
    query = "fields[space]=name,guid,relationships.organization&fields[space.organization]=name,guid"
    name = {"name": "other"} if named else {}
    assert cf.ask(f"{SHARED}?{query}", role).json()["included"] == {
        "spaces": [{"guid": "other", **name, "relationships": {"organization": {"data": {"guid": "acme"}}}}],
        "organizations": [{"guid": "acme", "name": "acme"}],
    }


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("fields[fruit]=name", "Fields [fruit] valid resources are: 'space', 'space.organization'"),
        ("fields[space.organization]=metadata", "Fields valid keys for 'space.organization' are: 'name', 'guid'"),
    ],
)
def test_bad_fields_are_told_in_ccs_words(cf, asked, detail):
    assert cf.error(f"{SHARED}?{asked}") == bad_query(detail)


def test_usage_counts_the_bound_apps_of_each_shared_space(cf):
    cf.change(ServiceInstance, "managed", shared_space_guids=("other", "dev"))
    cf.make(ServiceCredentialBinding, "again", service_instance_guid="managed", app_guid="bare")
    assert cf.ask(f"{SHARED}/usage_summary", "space_auditor").json() == {
        "usage_summary": [
            {"space": {"guid": "other"}, "bound_app_count": 0},
            {"space": {"guid": "dev"}, "bound_app_count": 2},
        ],
        "links": {
            "self": {"href": f"{cf.url}{SHARED}/usage_summary"},
            "shared_spaces": {"href": f"{cf.url}{SHARED}"},
            "service_instance": {"href": f"{cf.url}{OWN}"},
        },
    }
    assert cf.error(f"{SHARED}/usage_summary", "no_role") == (404, not_found("Service instance"))
