"""Domains, routes, security groups and quotas in documents."""

import pytest

from fakecf.guids import path_guid
from fakecf.state.platform_records import OrganizationQuota, SecurityGroup, SpaceQuota
from fakecf.state.records import Organization, Space
from fakecf.state.routing_records import Destination, Domain, Route

SPACES = """fakecf: 1
domains: [example.com, {name: tcp.example.com, router_group_guid: tcp}]
orgs: {o: {domains: [o.example.com], spaces: {s: {apps: %s}}}}
"""
QUOTAS = """fakecf: 1
quotas: {small: {memory_limit: 512}, default: {total_routes: 5}}
orgs: {o: {quota: small, quotas: {tiny: }, spaces: {s: {quota: tiny}, t: }}}
"""


def made(seed, kind):
    return [record for record in seed.records if isinstance(record, kind)]


def test_a_document_that_names_none_has_what_cf_deployment_lays_down(seed):
    loaded = seed("fakecf: 1\norgs: {o: }\n")
    domains = [(domain.name, domain.internal) for domain in made(loaded, Domain)]
    assert domains == [("apps.example.com", False), ("apps.internal", True)]
    groups = made(loaded, SecurityGroup)
    assert [(group.name, group.running_default, group.staging_default) for group in groups] == [
        ("public_networks", True, True),
        ("dns", True, True),
    ]
    assert groups[1].rules == (
        {"protocol": "tcp", "destination": "0.0.0.0/0", "ports": "53"},
        {"protocol": "udp", "destination": "0.0.0.0/0", "ports": "53"},
    )
    (quota,), (organization,) = made(loaded, OrganizationQuota), made(loaded, Organization)
    assert (quota.name, quota.memory_limit, quota.guid) == ("default", 102400, path_guid("quotas/default"))
    assert organization.quota_guid == quota.guid


def test_quotas_are_named_where_they_apply(seed):
    text = (
        "fakecf: 1\nquotas: {small: {memory_limit: 512}, default: {total_routes: 5}}\norgs: {o: {quota: small, %s}}\n"
    )
    loaded = seed(text % "quotas: {tiny: }, spaces: {s: {quota: tiny}, t: }")
    quotas = {quota.name: quota for quota in made(loaded, OrganizationQuota)}
    assert (quotas["small"].memory_limit, quotas["default"].total_routes) == (512, 5)
    assert made(loaded, Organization)[0].quota_guid == quotas["small"].guid
    (tiny,) = made(loaded, SpaceQuota)
    assert [space.quota_guid for space in made(loaded, Space)] == [tiny.guid, None]
    assert tiny.organization_guid == made(loaded, Organization)[0].guid


def test_a_document_may_lay_down_its_own(seed):
    text = "fakecf: 1\ndomains: []\nsecurity_groups: {g: {rules: [{protocol: icmp, destination: 10.0.0.0/8}]}, h: }\n"
    loaded = seed(text)
    assert made(loaded, Domain) == []
    assert [(group.name, len(group.rules), group.running_default) for group in made(loaded, SecurityGroup)] == [
        ("g", 1, False),
        ("h", 0, False),
    ]


@pytest.mark.parametrize(
    ("text", "host", "path", "port", "domain"),
    [
        ("www.example.com/path", "www", "/path", 0, "example.com"),
        ("example.com", "", "", 0, "example.com"),
        ("a.b.o.example.com", "a.b", "", 0, "o.example.com"),
        ("tcp.example.com:1024", "", "", 1024, "tcp.example.com"),
    ],
)
def test_a_route_is_below_the_longest_domain(seed, text, host, path, port, domain):
    loaded = seed(SPACES % f'{{web: {{guid: web, routes: ["{text}"]}}}}')
    (route,), (destination,) = made(loaded, Route), made(loaded, Destination)
    assert (route.host, route.path, route.port) == (host, path, port)
    assert {each.guid: each.name for each in made(loaded, Domain)}[route.domain_guid] == domain
    assert (destination.route_guid, destination.app_guid) == (route.guid, "web")
    assert destination.process_type == "web"


def test_apps_of_a_space_share_a_route(seed):
    loaded = seed(SPACES % "{a: {routes: [www.example.com]}, b: {routes: [www.example.com]}}")
    (route,) = made(loaded, Route)
    assert [destination.route_guid for destination in made(loaded, Destination)] == [route.guid] * 2


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        (
            SPACES % "{web: {routes: [www.example.org]}}",
            "3:73",
            (
                "The route 'www.example.org' has no domain that the organization may use; "
                "allowed: example.com, tcp.example.com, o.example.com"
            ),
        ),
        (
            SPACES % '{web: {routes: ["tcp.example.com:x"]}}',
            "3:73",
            (
                "The route 'tcp.example.com:x' has no domain that the organization may use; "
                "allowed: example.com, tcp.example.com, o.example.com"
            ),
        ),
        (
            SPACES % "{a: {routes: [www.example.com]}}}, t: {apps: {b: {routes: [www.example.com]}}",
            "3:116",
            "Routes cannot be mapped to destinations in different spaces.",
        ),
        ("fakecf: 1\ndomains: [a.com, A.com]\n", "2:18", 'The domain name "A.com" is already in use'),
        ("fakecf: 1\norgs: {o: {quota: q}}\n", "2:19", "there is no quota called 'q'; allowed: default"),
        (
            "fakecf: 1\norgs: {o: {quotas: {tiny: }, spaces: {s: {quota: tin}}}}\n",
            "2:50",
            "there is no quota called 'tin'; allowed: tiny; did you mean 'tiny'?",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(refused, text, place, what):
    assert refused(text) == f"a.yml:{place}: {what}"
