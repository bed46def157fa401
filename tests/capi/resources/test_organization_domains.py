"""The domains of an organization: organizations_spec.rb."""

import pytest

from fakecf.state.routing_records import Domain
from tests.capi.conftest import bad_query, not_found
from tests.capi.resources.test_domains import SEE_PRIVATE
from tests.capi.roles import ROLES


@pytest.fixture
def domains(cf):
    with cf.foundation.store.change() as change:
        change.clear(Domain)
    cf.make(Domain, "internal", name="apps.internal", internal=True)
    cf.make(Domain, "tcp", name="tcp.example.org", router_group_guid="default-tcp")
    cf.make(Domain, "own", name="acme.example.org", owning_organization_guid="acme")
    cf.make(Domain, "foreign", name="foreign.example.org", owning_organization_guid="elsewhere")


@pytest.mark.parametrize("role", ROLES)
def test_the_list_has_what_the_organization_may_use_and_the_caller_see(cf, domains, role):
    if role == "no_role":
        assert cf.error("/v3/organizations/acme/domains", role) == (404, not_found("Organization"))
    else:
        private = ["own"] if role in SEE_PRIVATE else []
        assert cf.guids("/v3/organizations/acme/domains", role) == ["internal", "tcp", *private]


def test_the_organization_is_looked_for_before_the_query_is_judged(cf, domains):
    assert cf.error("/v3/organizations/nope/domains?page=0") == (404, not_found("Organization"))
    detail = "Page must be a positive integer"
    assert cf.error("/v3/organizations/acme/domains?page=0") == bad_query(detail)


def test_the_list_is_filtered_and_its_links_name_the_organization(cf, domains):
    answer = cf.ask("/v3/organizations/acme/domains?names=tcp.example.org").json()
    assert [each["guid"] for each in answer["resources"]] == ["tcp"]
    first = f"{cf.url}/v3/organizations/acme/domains?names=tcp.example.org&page=1&per_page=50"
    assert answer["pagination"]["first"]["href"] == first


def test_the_default_domain_is_neither_internal_nor_of_a_router_group(cf, domains):
    path = "/v3/organizations/acme/domains/default"
    assert cf.ask(path).json()["guid"] == "own"
    assert cf.error(path, "org_billing_manager") == (404, not_found("Domain"))
    assert cf.error("/v3/organizations/nope/domains/default") == (404, not_found("Organization"))


def test_the_default_domain_is_rather_everybodys_than_a_private_one(cf, domains):
    cf.make(Domain, "everybodys", name="apps.example.org")
    assert cf.ask("/v3/organizations/acme/domains/default").json()["guid"] == "everybodys"
