"""Domains: what the recordings of domains_spec.rb and live_read show."""

import pytest

from fakecf.state.platform_records import OrganizationQuota
from fakecf.state.records import FeatureFlag, Organization
from fakecf.state.routing_records import Domain, Route
from tests.capi.conftest import NOT_AUTHORIZED, bad_query, not_found, unprocessable
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


ACME = {"organization": {"data": {"guid": "acme"}}}
SUSPENDED = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
BLANK = (
    "Name can't be blank, Name must be a string, Name is too short (minimum is 3 characters), "
    'Name does not comply with RFC 1035 standards, Name must contain at least one "."'
)
SHAPE = 'Relationships Organization must be structured like this: "organization: {"data": {"guid": "valid-guid"}}"'


def created(cf, as_="admin", **body):
    return cf.ask("/v3/domains", as_, method="POST", json={"name": "new.example.org", **body})


def refused(cf, as_="admin", **body):
    return cf.error("/v3/domains", as_, method="POST", json={"name": "new.example.org", **body})


def test_an_admin_creates_a_domain_for_everybody(cf):
    metadata = {"labels": {"a": "b"}, "annotations": {}}
    answer = created(cf, internal=True, metadata=metadata)
    made = answer.json()
    assert (answer.status_code, made["name"], made["internal"]) == (201, "new.example.org", True)
    assert (made["relationships"]["organization"], made["metadata"]) == ({"data": None}, metadata)
    assert cf.ask(f"/v3/domains/{made['guid']}").json() == made


def test_a_domain_of_a_router_group_is_for_tcp(cf):
    made = created(cf, router_group={"guid": "tcp-group"}).json()
    assert (made["router_group"], made["supported_protocols"]) == ({"guid": "tcp-group"}, ["tcp"])


def test_a_manager_creates_a_private_domain_and_shares_it(cf):
    shared = {"data": [{"guid": "suspended"}]}
    made = created(cf, "org_manager", relationships={**ACME, "shared_organizations": shared}).json()
    assert made["relationships"] == {**ACME, "shared_organizations": shared}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_everybodys_domains_are_for_admins_and_private_ones_for_managers(cf, role):
    as_ = role
    if role in GLOBAL:
        as_ = cf.claiming(user_id=role, scope=[f"cloud_controller.{role}", "cloud_controller.write"])
    assert refused(cf, as_) == (403, NOT_AUTHORIZED)
    answer = created(cf, as_, relationships=ACME)
    assert answer.status_code == (201 if role == "org_manager" else 403)


def test_managers_make_no_domains_in_a_suspended_organization_nor_where_a_flag_forbids_it(cf):
    cf.change(Organization, "acme", status="suspended")
    assert refused(cf, "org_manager", relationships=ACME) == (403, SUSPENDED)
    cf.change(Organization, "acme", status="active")
    cf.make(FeatureFlag, "flag", name="private_domain_creation", enabled=False)
    disabled = {"detail": "Feature Disabled: private_domain_creation", "title": "CF-FeatureDisabled", "code": 330002}
    assert refused(cf, "org_manager", relationships=ACME) == (403, disabled)
    assert created(cf, relationships=ACME).status_code == 201


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": None}, BLANK),
        ({"name": None, "bogus": 1, "metadata": 1}, f"Metadata must be an object, Unknown field(s): 'bogus', {BLANK}"),
        ({"name": []}, f"{BLANK}, Name must consist of alphanumeric characters and hyphens"),
        ({"name": 1.5}, "Name must be a string"),
        (
            {"name": "x" * 254},
            (
                "Name is too long (maximum is 253 characters), Name does not comply with RFC 1035 standards, "
                'Name must contain at least one ".", Name subdomains must each be at most 63 characters'
            ),
        ),
        ({"internal": 1}, "Internal must be a boolean"),
        ({"relationships": {}}, "Relationships 'relationships' must include one or more valid relationships"),
        ({"relationships": {"organization": 1}}, SHAPE),
        (
            {"relationships": {"organization": None}},
            "Organization with guid '' does not exist or you do not have access to it.",
        ),
        (
            {"relationships": {"organization": {"data": {"guid": "nope"}}}},
            "Organization with guid 'nope' does not exist or you do not have access to it.",
        ),
        (
            {"relationships": {"shared_organizations": {"data": [{"guid": "acme"}]}}},
            "Relationships cannot contain shared_organizations without an owning organization.",
        ),
        (
            {"relationships": {**ACME, "shared_organizations": {"data": [{"guid": "acme"}]}}},
            "Domain cannot be shared with owning organization.",
        ),
        (
            {"internal": True, "router_group": {"guid": "g"}},
            "Internal domains cannot be associated to a router group.",
        ),
        (
            {"internal": True, "relationships": ACME},
            "Can not associate an internal domain with an organization",
        ),
        ({"name": "APPS.example.org"}, 'The domain name "APPS.example.org" is already in use'),
        (
            {"name": "sub.foreign.example.org", "relationships": ACME},
            (
                'The domain name "sub.foreign.example.org" cannot be created because "foreign.example.org" '
                "is already reserved by another domain"
            ),
        ),
        (
            {"name": "web.apps.example.org"},
            (
                'The domain name "web.apps.example.org" cannot be created because "web.apps.example.org" '
                "is already reserved by a route"
            ),
        ),
        (
            {"name": "a.www.acme.example.org"},
            (
                'The domain name "a.www.acme.example.org" cannot be created because "acme.example.org" '
                'is already reserved by another domain, The domain name "a.www.acme.example.org" cannot be '
                'created because "www.acme.example.org" is already reserved by a route'
            ),
        ),
    ],
)
def test_what_makes_no_domain_is_told_in_ccs_words(cf, domains, body, detail):
    """live_write, domains_spec.rb."""
    cf.make(Route, "web", domain_guid="everybodys", space_guid="dev", host="web")
    cf.make(Route, "www", domain_guid="own", space_guid="dev", host="www")
    count = len(cf.state[Domain])
    assert refused(cf, **body) == unprocessable(detail)
    assert len(cf.state[Domain]) == count


def test_below_its_own_and_everybodys_domains_an_organization_may_have_others(cf, domains):
    for name in ("a.acme.example.org", "a.apps.example.org"):
        assert created(cf, "org_manager", name=name, relationships=ACME).status_code == 201


def test_an_organization_has_no_more_domains_than_its_quota_allows(cf, domains):
    cf.change(OrganizationQuota, cf.state[Organization].get("acme").quota_guid, total_private_domains=1)
    detail = 'The number of private domains exceeds the quota for organization "acme"'
    assert refused(cf, relationships=ACME) == unprocessable(detail)


def test_a_domain_is_labelled_without_being_updated(cf, domains):
    body = {"metadata": {"labels": {"env": None, "a": "b"}}}
    changed = cf.ask("/v3/domains/own", "org_manager", method="PATCH", json=body).json()
    assert changed["metadata"]["labels"] == {"a": "b"}
    assert changed["updated_at"] == f"{domains['own'].updated_at:%Y-%m-%dT%H:%M:%SZ}"
    assert cf.error("/v3/domains/own", method="PATCH", json={"name": "n"}) == unprocessable("Unknown field(s): 'name'")


def test_a_domain_is_deleted_with_its_routes(cf, domains):
    cf.make(Route, "web", domain_guid="own", space_guid="dev")
    answer = cf.ask("/v3/domains/own", "org_manager", method="DELETE")
    job = cf.ask(answer.headers["Location"].removeprefix(cf.url)).json()
    assert (answer.status_code, job["operation"], job["state"]) == (202, "domain.delete", "COMPLETE")
    assert cf.error("/v3/domains/own") == (404, not_found("Domain"))
    assert "web" not in cf.state[Route]


def test_a_shared_domain_is_not_deleted(cf, domains):
    detail = "This domain is shared with other organizations. Unshare before deleting."
    assert cf.error("/v3/domains/shared", method="DELETE") == unprocessable(detail)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_domains_are_changed_by_admins_and_private_ones_by_their_managers(cf, domains, method):
    assert cf.error("/v3/domains/everybodys", "org_manager", method=method, json={}) == (403, NOT_AUTHORIZED)
    assert cf.error("/v3/domains/own", "space_developer", method=method, json={}) == (403, NOT_AUTHORIZED)
    assert cf.error("/v3/domains/own", "org_user", method=method, json={}) == (404, not_found("Domain"))
    cf.change(Organization, "acme", status="suspended")
    assert cf.error("/v3/domains/own", "org_manager", method=method, json={}) == (403, SUSPENDED)
