"""Sharing private domains: what the recordings of domains_spec.rb show."""

import pytest

from fakecf.state.records import Organization
from fakecf.state.routing_records import Domain, Route
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable

OWN = "/v3/domains/own/relationships/shared_organizations"


@pytest.fixture
def domains(cf):
    cf.make(Domain, "own", name="acme.example.org", owning_organization_guid="acme")
    cf.make(Domain, "everybodys", name="example.org")
    cf.make(Organization, "elsewhere", name="elsewhere")


def shared(cf):
    return cf.state[Domain].get("own").shared_organization_guids


def share(cf, *guids, as_="org_manager", path=OWN):
    return cf.ask(path, as_, method="POST", json={"data": [{"guid": guid} for guid in guids]})


def test_a_domain_is_shared_once_and_unshared(cf, domains):
    for _ in range(2):
        answer = share(cf, "suspended")
        assert (answer.status_code, answer.json()) == (200, {"data": [{"guid": "suspended"}]})
    assert share(cf, "elsewhere", as_="admin").json() == {"data": [{"guid": "suspended"}, {"guid": "elsewhere"}]}
    assert cf.ask(f"{OWN}/suspended", "org_manager", method="DELETE").status_code == 204
    assert shared(cf) == ("elsewhere",)


@pytest.mark.parametrize(
    ("guids", "detail"),
    [
        (["nope"], "Organization with guid 'nope' does not exist, or you do not have access to it."),
        (["elsewhere"], "Organization with guid 'elsewhere' does not exist, or you do not have access to it."),
        (["acme"], "Domain cannot be shared with owning organization."),
    ],
)
def test_what_a_domain_is_not_shared_with_is_told(cf, domains, guids, detail):
    body = {"data": [{"guid": guid} for guid in guids]}
    assert cf.error(OWN, "org_manager", method="POST", json=body) == unprocessable(detail)
    assert shared(cf) == ()


def test_everybodys_domain_is_not_shared(cf, domains):
    detail = "Domains cannot be shared with other organizations unless they are scoped to an organization."
    path = "/v3/domains/everybodys/relationships/shared_organizations"
    assert cf.error(path, method="POST", json={"data": [{"guid": "acme"}]}) == unprocessable(detail)


@pytest.mark.parametrize(("role", "status"), [("space_developer", 403), ("org_auditor", 403), ("org_user", 404)])
def test_only_managers_share(cf, domains, role, status):
    cf.change(Domain, "own", shared_organization_guids=("elsewhere",))
    expected = (403, NOT_AUTHORIZED) if status == 403 else (404, not_found("Domain"))
    assert cf.error(OWN, role, method="POST", json={"data": [{"guid": "elsewhere"}]}) == expected
    assert cf.error(f"{OWN}/elsewhere", role, method="DELETE") == expected


def test_whoever_manages_the_other_organization_may_unshare_too(cf, domains):
    """domains_spec.rb:1898."""
    cf.change(Domain, "own", owning_organization_guid="elsewhere", shared_organization_guids=("acme",))
    assert cf.ask(f"{OWN}/acme", "org_manager", method="DELETE").status_code == 204


def test_nothing_is_shared_by_a_suspended_organization(cf, domains):
    cf.change(Organization, "acme", status="suspended")
    cf.change(Domain, "own", shared_organization_guids=("suspended",))
    for method, path in (("POST", OWN), ("DELETE", f"{OWN}/suspended")):
        status, error = cf.error(path, "org_manager", method=method, json={"data": []})
        assert (status, error["title"]) == (403, "CF-OrgSuspended")


def test_what_is_not_shared_is_not_unshared(cf, domains):
    detail = (
        "Unable to unshare domain from organization with name 'suspended'. "
        "Ensure the domain is shared to this organization."
    )
    assert cf.error(f"{OWN}/suspended", method="DELETE") == unprocessable(detail)
    detail = "Organization with guid 'nope' does not exist or you do not have access to it."
    assert cf.error(f"{OWN}/nope", method="DELETE") == unprocessable(detail)


def test_an_organization_that_is_hidden_is_not_told_from_a_missing_one(cf, domains):
    """domains_spec.rb:1817."""
    cf.change(Domain, "own", shared_organization_guids=("elsewhere",))
    detail = "Organization with guid 'elsewhere' does not exist or you do not have access to it."
    assert cf.error(f"{OWN}/elsewhere", "org_manager", method="DELETE") == unprocessable(detail)


def test_a_domain_with_routes_there_stays_shared(cf, domains):
    cf.change(Domain, "own", shared_organization_guids=("suspended",))
    cf.make(Route, "web", domain_guid="own", space_guid="suspended-dev")
    detail = "This domain has associated routes in this organization. Delete the routes before unsharing."
    assert cf.error(f"{OWN}/suspended", method="DELETE") == unprocessable(detail)
