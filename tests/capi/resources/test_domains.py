"""Domains: what the recordings of domains_spec.rb and live_read show."""

import pytest

from fakecf.state.routing_records import Domain, Route
from tests.capi.conftest import bad_query, not_found
from tests.capi.roles import GLOBAL, ROLES

# whom the recordings show the private domains of an organization (domains_spec.rb, live_read)
SEE_PRIVATE = {*ROLES} - {"org_user", "org_billing_manager", "no_role"}


@pytest.fixture
def domains(cf):
    """One for everybody, one of acme's, one of another organization's, and one that is shared with acme."""
    cf.make(Domain, "everybodys", name="apps.example.org")
    cf.make(Domain, "own", name="acme.example.org", owning_organization_guid="acme", labels={"env": "prod"})
    cf.make(Domain, "foreign", name="foreign.example.org", owning_organization_guid="elsewhere")
    cf.make(
        Domain,
        "shared",
        name="shared.example.org",
        owning_organization_guid="elsewhere",
        shared_organization_guids=("suspended", "acme", "elsewhere-too"),
    )
    return {domain.guid: domain for domain in cf.state[Domain]}


def made_here(cf, path, **how):
    return [guid for guid in cf.guids(path, **how) if guid in {"everybodys", "own", "foreign", "shared"}]


def test_a_private_domain_is_shown_whole_in_ccs_order(cf, domains):
    made = f"{domains['shared'].created_at:%Y-%m-%dT%H:%M:%SZ}"
    path = "/v3/domains/shared"
    assert list(cf.ask(path, "org_manager").json().items()) == list(
        {
            "guid": "shared",
            "created_at": made,
            "updated_at": made,
            "name": "shared.example.org",
            "internal": False,
            "router_group": None,
            "supported_protocols": ["http"],
            "relationships": {
                "organization": {"data": {"guid": "elsewhere"}},
                "shared_organizations": {"data": [{"guid": "suspended"}, {"guid": "acme"}]},
            },
            "metadata": {"labels": {}, "annotations": {}},
            "links": {
                "self": {"href": f"{cf.url}{path}"},
                "route_reservations": {"href": f"{cf.url}{path}/route_reservations"},
                "organization": {"href": f"{cf.url}/v3/organizations/elsewhere"},
                "shared_organizations": {"href": f"{cf.url}{path}/relationships/shared_organizations"},
            },
        }.items()
    )


def test_everybodys_domain_belongs_to_nobody(cf, domains):
    shown = cf.ask("/v3/domains/everybodys").json()
    assert shown["relationships"] == {"organization": {"data": None}, "shared_organizations": {"data": []}}
    assert list(shown["links"]) == ["self", "route_reservations"]


def test_a_domain_of_a_router_group_speaks_tcp(cf):
    cf.make(Domain, "tcp", name="tcp.example.org", router_group_guid="default-tcp")
    shown = cf.ask("/v3/domains/tcp").json()
    assert (shown["router_group"], shown["supported_protocols"]) == ({"guid": "default-tcp"}, ["tcp"])
    assert shown["links"]["router_group"]["href"] == f"{cf.url}/routing/v1/router_groups/default-tcp"


@pytest.mark.parametrize("role", ROLES)
def test_a_private_domain_is_seen_by_those_with_a_part_in_its_organizations(cf, domains, role):
    private = ["own", "shared"] if role in SEE_PRIVATE else []
    expected = ["everybodys", "own", "foreign", "shared"] if role in GLOBAL else ["everybodys", *private]
    assert made_here(cf, "/v3/domains", as_=role) == expected
    for guid in ("own", "foreign"):
        answer = cf.ask(f"/v3/domains/{guid}", role)
        assert answer.status_code == (200 if guid in expected else 404)
    assert cf.error("/v3/domains/nope", role) == (404, not_found("Domain"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=ACME.example.org,foreign.example.org", ["own", "foreign"]),
        ("organization_guids=elsewhere", ["foreign", "shared"]),
        ("label_selector=env=prod", ["own"]),
        ("guids=own,shared", ["own", "shared"]),
    ],
)
def test_domains_are_found_by_their_filters(cf, domains, asked, found):
    assert made_here(cf, f"/v3/domains?{asked}") == found


def test_the_filters_are_listed_as_cc_lists_them_guids_twice(cf):
    allowed = ["page", "per_page", "order_by", "created_ats", "updated_ats", "guids", "names", "guids"]
    quoted = ", ".join(f"'{key}'" for key in (*allowed, "organization_guids", "label_selector"))
    detail = f"Unknown query parameter(s): 'bogus'. Valid parameters are: {quoted}"
    assert cf.error("/v3/domains?bogus=1") == bad_query(detail)
    assert cf.error("/v3/domains?order_by=name") == bad_query("Order by can only be: 'created_at', 'updated_at'")


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("host=web&path=/p", True),
        ("host=web", False),
        ("path=/p", False),
        ("port=1024", True),
        ("host=web&path=/p&port=1024", False),
        ("bogus=1", False),
    ],
)
def test_a_reservation_is_asked_for_with_the_whole_address(cf, domains, asked, taken):
    cf.make(Route, "web", domain_guid="everybodys", space_guid="dev", host="web", path="/p")
    cf.make(Route, "tcp", domain_guid="everybodys", space_guid="dev", port=1024)
    assert cf.ask(f"/v3/domains/everybodys/route_reservations?{asked}").json() == {"matching_route": taken}


def test_reservations_of_a_hidden_domain_are_not_told(cf, domains):
    path = "/v3/domains/own/route_reservations"
    assert cf.error(path, "org_user") == (404, not_found("Domain"))
