"""Making routes: what routes_spec.rb, live_write and `route_create.rb` tell."""

import pytest

from fakecf.state.platform_records import OrganizationQuota, SpaceQuota
from fakecf.state.records import AuditEvent, FeatureFlag, Organization, Space
from fakecf.state.routing_records import Domain, Route
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, behaving, unprocessable
from tests.capi.roles import ROLES

MAKERS = ("admin", "space_developer", "space_supporter")
DOMAINS = {
    "apps": {},
    "tcp": {"router_group_guid": "default-tcp"},
    "tcp-too": {"router_group_guid": "default-tcp"},
    "inner": {"internal": True},
    "own": {"owning_organization_guid": "acme"},
    "foreign": {"owning_organization_guid": "suspended"},
}


@pytest.fixture
def cf(cf):
    furnish(cf)
    return cf


def furnish(cf):
    for guid, columns in DOMAINS.items():
        cf.make(Domain, guid, name=f"{guid}.example.org", **columns)


def asked(domain="apps", space="dev", **fields):
    return {**fields, "relationships": {"space": {"data": {"guid": space}}, "domain": {"data": {"guid": domain}}}}


def create(cf, as_="admin", **fields):
    return cf.ask("/v3/routes", as_, method="POST", json=asked(**fields))


def refused(cf, as_="admin", **fields):
    return cf.error("/v3/routes", as_, method="POST", json=asked(**fields))


def test_a_route_is_made_shown_whole_and_told_of(cf):
    metadata = {"labels": {"a": "b"}, "annotations": {"c": "d"}}
    options = {"loadbalancing": "round-robin"}
    fields = {"host": "web", "path": "/p", "options": options, "metadata": metadata}
    answer = create(cf, "space_developer", **fields)
    shown = answer.json()
    assert answer.status_code == 201
    assert cf.ask(f"/v3/routes/{shown['guid']}").json() == shown
    assert {key: shown[key] for key in ("protocol", "host", "path", "port", "url", "options", "metadata")} == {
        "protocol": "http",
        "host": "web",
        "path": "/p",
        "port": None,
        "url": "web.apps.example.org/p",
        "options": options,
        "metadata": metadata,
    }
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.target_type, event.target_name) == (
        "audit.route.create",
        shown["guid"],
        "route",
        "web",
    )
    assert event.data == {"request": asked(**fields)}
    assert (event.space_guid, event.organization_guid) == ("dev", "acme")


@pytest.mark.parametrize("role", ROLES)
def test_who_manages_apps_in_a_space_may_make_routes_there(cf, role):
    """Others are not authorized even where they cannot see the space (recorded: routes)."""
    answer = create(cf, role, host="web")
    assert answer.status_code == (201 if role in MAKERS else 403)
    assert role in MAKERS or answer.json()["errors"] == [NOT_AUTHORIZED]


@pytest.mark.parametrize("role", MAKERS)
def test_a_host_of_any_name_below_a_shared_domain_is_for_admins(cf, role):
    assert create(cf, role, domain="own", host="*").status_code == 201
    shared = create(cf, role, host="*")
    assert shared.status_code == (201 if role == "admin" else 422)
    assert role == "admin" or shared.json()["errors"][0]["detail"] == (
        "You do not have sufficient permissions to create a route with a wildcard host on a domain not scoped to an "
        "organization."
    )


def test_in_a_suspended_organization_only_admins_make_routes(cf):
    cf.change(Organization, "acme", status="suspended")
    suspended = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
    assert refused(cf, "space_developer", host="web") == (403, suspended)
    assert create(cf, host="web").status_code == 201


def test_the_feature_comes_before_the_body_and_admins_need_it_not(cf):
    cf.make(FeatureFlag, "flag", name="route_creation", enabled=False, error_message="not now")
    disabled = {"detail": "Feature Disabled: not now", "title": "CF-FeatureDisabled", "code": 330002}
    how = {"method": "POST", "json": {"bogus": 1}}
    assert cf.error("/v3/routes", "space_developer", **how) == (403, disabled)
    assert create(cf, host="web").status_code == 201


BLANK = "Relationships can't be blank, "
HOST = 'Host must be either "*" or contain only alphanumeric characters, "_", or "-"'


def shaped(name):
    shape = f'"{name}: {{"data": {{"guid": "valid-guid"}}}}"'
    return f"Relationships {name.capitalize()} must be structured like this: {shape}"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"a": 1}, f"{BLANK}Unknown field(s): 'a', Relationships 'relationships' is not an object"),
        (
            {"relationships": {}},
            f"{BLANK}Relationships 'relationships' must include one or more valid relationships",
        ),
        (
            {"relationships": {"bogus": 1}},
            (
                f"Relationships Unknown field(s): 'bogus', Relationships Space can't be blank, {shaped('space')}, "
                f"Relationships Domain can't be blank, {shaped('domain')}"
            ),
        ),
        (asked(space="nope"), "Invalid space. Ensure that the space exists and you have access to it."),
        (asked(domain="nope"), "Invalid domain. Ensure that the domain exists and you have access to it."),
        (asked(host=1.5), f"Host must be a string, {HOST}"),
        (asked(host="a.b"), HOST),
        (asked(host="x" * 64), "Host is too long (maximum is 63 characters)"),
        (asked(host="h", path=1), "Path must be a string, Path must begin with /"),
        (asked(host="h", path=f"/{'x' * 128}"), "Path is too long (maximum is 128 characters)"),
        (asked(host="h", path="/?"), "Path cannot contain ?"),
        (asked(host="h", path="/"), "Path cannot be exactly /"),
        (asked(host="h", port=65536), "Port must be less than or equal to 65535"),
        (asked(host="h", options=None), "Options 'options' is not a valid object"),
        (asked(host="h", options={"bogus": 1}), "Options Unknown field(s): 'bogus'"),
        (
            asked(host="h", options={"loadbalancing": "hash"}),
            "Options Loadbalancing must be one of 'round-robin, least-connection' if present",
        ),
        (
            asked(host="h", options={"hash_header": "X", "hash_balance": 1}),
            (
                "Options Hash header can only be set when loadbalancing is hash, "
                "Options Hash balance can only be set when loadbalancing is hash"
            ),
        ),
        (asked(host="h", path="p", metadata=1), "Metadata must be an object, Path must begin with /"),
    ],
)
def test_a_body_is_judged_in_ccs_words_and_order(cf, body, detail):
    assert cf.error("/v3/routes", method="POST", json=body) == unprocessable(detail)
    assert len(cf.state[Route]) == 0


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        (
            {"domain": "foreign"},
            "Invalid domain. Domain 'foreign.example.org' is not available in organization 'acme'.",
        ),
        ({}, "Missing host. Routes in shared domains must have a host defined."),
        ({"host": "apps", "domain": "outer"}, "Route conflicts with domain 'apps.example.org'."),
        ({"host": "*", "domain": "inner"}, "Wildcard hosts are not supported for internal domains."),
        ({"host": "h", "path": "/p", "domain": "inner"}, "Paths are not supported for internal domains."),
        ({"host": "h", "domain": "long"}, "Host combined with domain name must be no more than 253 characters."),
        ({"host": "h", "path": "/ä"}, "Path is invalid."),
        ({"host": "h", "port": 1024}, "Routes with protocol 'http' do not support ports."),
        ({"host": "h", "domain": "tcp"}, "Hosts are not supported for TCP routes."),
        ({"path": "/p", "domain": "tcp"}, "Paths are not supported for TCP routes."),
        ({"port": 0, "domain": "tcp"}, "Routes with protocol 'tcp' must specify a port."),
        (
            {"port": 80, "domain": "tcp"},
            "Port '80' is not available. Try a different port or use a different domain.",
        ),
    ],
)
def test_what_the_domain_does_not_bear_is_refused(cf, fields, detail):
    cf.make(Domain, "outer", name="example.org")
    cf.make(Domain, "long", name="x" * 252)
    assert refused(cf, **fields) == unprocessable(detail)


@pytest.mark.parametrize(
    ("held", "fields", "detail"),
    [
        ({"host": "Web"}, {"host": "wEB"}, "Route already exists with host 'wEB' for domain 'apps.example.org'."),
        ({"domain": "own"}, {"domain": "own"}, "Route already exists for domain 'own.example.org'."),
        (
            {"host": "web", "path": "/p"},
            {"host": "web", "path": "/p"},
            "Route already exists with host 'web' and path '/p' for domain 'apps.example.org'.",
        ),
        (
            {"domain": "own", "path": "/p"},
            {"domain": "own", "path": "/p"},
            "Route already exists with path '/p' for domain 'own.example.org'.",
        ),
        (
            {"domain": "tcp", "port": 1024},
            {"domain": "tcp", "port": 1024},
            "Route already exists with port '1024' for domain 'tcp.example.org'.",
        ),
        (
            {"domain": "tcp", "port": 1024},
            {"domain": "tcp-too", "port": "1024"},
            "Port '1024' is not available. Try a different port or use a different domain.",
        ),
        (
            {"host": "web", "space": "other"},
            {"host": "web", "path": "/p"},
            "domain_id and host host_and_domain_taken_different_space",
        ),
    ],
)
def test_there_is_no_route_twice(cf, held, fields, detail):
    assert create(cf, **held).status_code == 201
    assert refused(cf, **fields) == unprocessable(detail)


def test_a_host_may_have_many_paths_and_a_private_one_many_spaces(cf):
    for fields in ({"path": "/p"}, {"path": "/P"}, {}, {"domain": "own"}):
        assert create(cf, host="web", **fields).status_code == 201
    assert create(cf, host="web", domain="own", space="other", path="/p").status_code == 201


def test_a_route_that_asks_for_no_port_gets_a_free_one_as_long_as_there_are(cf):
    with behaving(reservable_ports=(2000, 2001)) as small:
        furnish(small)
        ports = [create(small, domain=domain).json()["port"] for domain in ("tcp", "tcp-too")]
        assert ports == [2000, 2001]
        none = "There are no more ports available for this domain."
        assert refused(small, domain="tcp") == unprocessable(none)


@pytest.mark.parametrize(
    ("kind", "limit", "fields", "detail"),
    [
        (SpaceQuota, {"total_routes": 1}, {"host": "b"}, "Routes quota exceeded for space 'dev'."),
        (OrganizationQuota, {"total_routes": 1}, {"host": "b"}, "Routes quota exceeded for organization 'acme'."),
        (
            SpaceQuota,
            {"total_reserved_route_ports": 0},
            {"domain": "tcp"},
            "Reserved route ports quota exceeded for space 'dev'.",
        ),
        (
            OrganizationQuota,
            {"total_reserved_route_ports": 0},
            {"domain": "tcp"},
            "Reserved route ports quota exceeded for organization 'acme'.",
        ),
    ],
)
def test_quotas_limit_routes_and_ports(cf, kind, limit, fields, detail):
    owner = {"organization_guid": "acme"} if kind is SpaceQuota else {}
    cf.make(kind, "small", name="small", **owner, **limit)
    cf.change(Space if kind is SpaceQuota else Organization, "dev" if owner else "acme", quota_guid="small")
    assert create(cf, host="a").status_code == 201
    assert refused(cf, **fields) == unprocessable(detail)


def test_the_hosts_of_the_platform_are_reserved_below_its_domain():
    with behaving(system_domain="own.example.org", system_hostnames=("uaa",)) as cf:
        furnish(cf)
        reserved = "Route conflicts with a reserved system route."
        assert refused(cf, domain="own", host="uaa") == unprocessable(reserved)
        assert create(cf, host="uaa").status_code == create(cf, domain="own", host="web").status_code == 201


def test_cc_fails_over_annotations_that_have_no_size(cf):
    assert refused(cf, host="web", metadata={"annotations": {"n": 1.5}}) == (500, UNKNOWN_ERROR)
