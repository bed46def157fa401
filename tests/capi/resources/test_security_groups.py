"""Security groups: what the recordings of security_groups_spec.rb, spaces_spec.rb and live_read show."""

import pytest

from fakecf.state.platform_records import SecurityGroup
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import GLOBAL, READERS, ROLES

PATH = "/v3/security_groups"
RULES = ({"protocol": "tcp", "destination": "10.0.0.0/8", "ports": "443"},)


@pytest.fixture
def groups(cf):
    with cf.foundation.store.change() as change:
        change.clear(SecurityGroup)
    cf.make(SecurityGroup, "everywhere", name="everywhere", running_default=True)
    cf.make(SecurityGroup, "running", name="running", rules=RULES, running_space_guids=("dev", "other"))
    cf.make(SecurityGroup, "staging", name="staging", staging_space_guids=("dev",))
    cf.make(SecurityGroup, "nowhere", name="nowhere")


def test_a_group_is_shown_whole_in_ccs_order(cf, groups):
    made = f"{cf.state[SecurityGroup].get('running').created_at:%Y-%m-%dT%H:%M:%SZ}"
    assert list(cf.ask(f"{PATH}/running", "space_developer").json().items()) == list(
        {
            "guid": "running",
            "created_at": made,
            "updated_at": made,
            "name": "running",
            "rules": [*RULES],
            "globally_enabled": {"running": False, "staging": False},
            "relationships": {"running_spaces": {"data": [{"guid": "dev"}]}, "staging_spaces": {"data": []}},
            "links": {"self": {"href": f"{cf.url}{PATH}/running"}},
        }.items()
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_group_is_seen_where_it_applies(cf, groups, role):
    seen = ["everywhere", "running", "staging"] if role in READERS else ["everywhere"]
    seen = [*seen, "nowhere"] if role in GLOBAL else seen
    assert cf.guids(PATH, role) == seen
    for guid in ("everywhere", "running", "staging", "nowhere"):
        assert cf.ask(f"{PATH}/{guid}", role).status_code == (200 if guid in seen else 404)
    assert cf.error(f"{PATH}/nope", role) == (404, not_found("Security group"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=running,nope", ["running"]),
        ("running_space_guids=other", ["running"]),
        ("staging_space_guids=dev", ["staging"]),
        ("globally_enabled_running=true", ["everywhere"]),
        ("globally_enabled_running=false&running_space_guids=dev", ["running"]),
        ("globally_enabled_staging=true", []),
    ],
)
def test_groups_are_found_by_their_filters(cf, groups, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_a_bad_query_is_unprocessable(cf):
    assert cf.error(f"{PATH}?page=0") == unprocessable("Page must be a positive integer")


@pytest.mark.parametrize(("when", "found"), [("running", ["everywhere", "running"]), ("staging", ["staging"])])
def test_the_groups_of_a_space_are_those_of_everywhere_and_its_own(cf, groups, when, found):
    path = f"/v3/spaces/dev/{when}_security_groups"
    assert cf.guids(path, "space_auditor") == found
    assert cf.guids(f"{path}?names={found[-1]}") == found[-1:]
    assert cf.error(path, "org_auditor") == (404, not_found("Space"))


def test_a_space_is_looked_for_before_the_query_is_judged(cf):
    assert cf.error("/v3/spaces/nope/running_security_groups?page=0") == (404, not_found("Space"))
    answer = cf.error("/v3/spaces/dev/running_security_groups?page=0")
    assert answer == unprocessable("Page must be a positive integer")


RULE = {"protocol": "tcp", "destination": "10.0.0.0/8", "ports": "443"}
PORTS = (
    "Rules[0]: ports must be a valid single port, comma separated list of ports, or range or ports, "
    "formatted as a string"
)
REQUIRED = "Rules[0]: ports are required for protocols of type TCP and UDP"
ADDRESS = "Rules[0]: destination must be a valid CIDR, IP address, or IP address range"


def created(cf, **body):
    return cf.ask(PATH, method="POST", json={"name": "new", **body})


def test_a_group_is_created_and_bound_at_once(cf, groups):
    relationships = {"running_spaces": {"data": [{"guid": "dev"}]}, "staging_spaces": {"data": []}}
    answer = created(cf, globally_enabled={"staging": True}, rules=[RULE], relationships=relationships)
    group = answer.json()
    assert answer.status_code == 201
    assert (group["name"], group["rules"], group["relationships"]) == ("new", [RULE], relationships)
    assert group["globally_enabled"] == {"running": False, "staging": True}
    assert cf.ask(f"{PATH}/{group['guid']}").json() == group


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_admins_change_groups(cf, groups, role):
    if role in GLOBAL:
        token = cf.claiming(user_id=role, scope=[f"cloud_controller.{role}", "cloud_controller.write"])
    else:
        token = role
    assert cf.error(PATH, token, method="POST", json={"bogus": 1}) == (403, NOT_AUTHORIZED)
    for method in ("PATCH", "DELETE"):
        assert cf.error(f"{PATH}/everywhere", token, method=method, json={"bogus": 1}) == (403, NOT_AUTHORIZED)
        missing = (404, not_found("Security group"))
        hidden = (403, NOT_AUTHORIZED) if role in GLOBAL else missing
        assert cf.error(f"{PATH}/nowhere", token, method=method, json={}) == hidden
        assert cf.error(f"{PATH}/nope", token, method=method, json={}) == missing


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": None}, "Name can't be blank, Name must be a string"),
        ({"name": 1, "bogus": 1}, "Unknown field(s): 'bogus', Name must be a string"),
        ({"name": ""}, "Name can't be blank"),
        ({"name": "a\u2028b"}, "name format"),
        ({"name": "running"}, "Security group with name 'running' already exists."),
        ({"globally_enabled": 1}, "Globally enabled must be an object"),
        ({"globally_enabled": {"running": None}}, "Globally enabled values must be booleans"),
        ({"rules": {}}, "Rules must be an array"),
        ({"rules": [1]}, "Rules[0]: must be an object"),
        (
            {"rules": [{}]},
            f"Rules[0]: protocol must be 'tcp', 'udp', 'icmp', 'icmpv6' or 'all', {ADDRESS}",
        ),
        ({"rules": [{**RULE, "destination": 1}]}, "Rules[0]: destination must be a string"),
        ({"rules": [{**RULE, "destination": "10.0.0.1 "}]}, "Rules[0]: destination must not contain whitespace"),
        ({"rules": [{**RULE, "destination": "nowhere"}]}, ADDRESS),
        ({"rules": [{**RULE, "destination": "10.0.0.1-10.0.0.2-10.0.0.3"}]}, ADDRESS),
        ({"rules": [{**RULE, "destination": "10.0.0.0/33"}]}, ADDRESS),
        (
            {"rules": [{**RULE, "destination": "10.0.0.2-10.0.0.1"}]},
            (
                "Rules[0]: beginning of IP address range is numerically greater than the end of its range "
                "(range endpoints are inclusive)"
            ),
        ),
        (
            {"rules": [{**RULE, "destination": "010.0.0.1"}]},
            "Rules[0]: destination octets cannot contain leading zeros",
        ),
        (
            {"rules": [{**RULE, "destination": "10.0.0.1,,"}]},
            ", ".join(["Rules[0]: empty destination specified in comma-delimited list"] * 2),
        ),
        ({"rules": [{**RULE, "destination": ""}]}, "rules rule number 1 contains invalid destination"),
        (
            {"rules": [{**RULE, "ports": None}]},
            f"{REQUIRED}, {PORTS}",
        ),
        ({"rules": [{**RULE, "ports": 443}]}, PORTS),
        ({"rules": [{**RULE, "ports": "443-80"}]}, PORTS),
        ({"rules": [{**RULE, "ports": "0,70000"}]}, PORTS),
        ({"rules": [{**RULE, "description": 1}]}, "Rules[0]: description must be a string"),
        ({"rules": [{**RULE, "description": None}]}, "rules rule number 1 contains invalid description"),
        ({"rules": [{**RULE, "log": 1}]}, "Rules[0]: log must be a boolean"),
        ({"rules": [{**RULE, "log": None}]}, "rules rule number 1 contains invalid log value"),
        ({"rules": [{**RULE, "color": "red"}]}, 'Rules[0]: unknown field(s): ["color"]'),
        (
            {"rules": [{"protocol": "icmp", "destination": "10.0.0.1", "type": 0}]},
            (
                "Rules[0]: code is required for protocols of type ICMP, "
                "Rules[0]: code must be an integer between -1 and 255 (inclusive)"
            ),
        ),
        (
            {"rules": [{**RULE, "protocol": "all"}]},
            "Rules[0]: ports are not allowed for protocols of type all",
        ),
        (
            {"relationships": {"running_spaces": {"data": [{"guid": "nope"}]}}},
            'Spaces with guids ["nope"] do not exist, or you do not have access to them.',
        ),
    ],
)
def test_what_makes_no_group_is_told_in_ccs_words(cf, groups, body, detail):
    """live_write, security_groups_spec.rb."""
    assert cf.error(PATH, method="POST", json={"name": "new", **body}) == unprocessable(detail)
    assert len(cf.state[SecurityGroup]) == 4


@pytest.mark.parametrize(
    "rule",
    [
        {**RULE, "ports": " 80 , 443 ", "description": "", "log": True},
        {**RULE, "ports": "1024-65535", "destination": "10.0.0.1-10.0.0.9,192.168.0.1"},
        {"protocol": "icmp", "destination": "0.0.0.0/0", "code": -1, "type": 255},
        {"protocol": "all", "destination": "198.41.191.47/1"},
    ],
)
def test_a_good_rule_is_kept_as_it_is(cf, groups, rule):
    assert created(cf, rules=[rule]).json()["rules"] == [rule]


def test_a_group_is_changed_where_it_is_asked_to_be(cf, groups):
    changed = cf.ask(f"{PATH}/running", method="PATCH", json={"globally_enabled": {"staging": True}}).json()
    assert changed["globally_enabled"] == {"running": False, "staging": True}
    assert (changed["name"], changed["rules"]) == ("running", [*RULES])
    renamed = cf.ask(f"{PATH}/running", method="PATCH", json={"name": "running", "rules": []}).json()
    assert (renamed["name"], renamed["rules"]) == ("running", [])
    detail = "Security group with name 'staging' already exists."
    assert cf.error(f"{PATH}/running", method="PATCH", json={"name": "staging"}) == unprocessable(detail)


def test_a_group_is_deleted_by_a_job(cf, groups):
    answer = cf.ask(f"{PATH}/running", method="DELETE")
    assert answer.status_code == 202
    job = cf.ask(answer.headers["Location"].removeprefix(cf.url)).json()
    assert (job["operation"], job["state"]) == ("security_group.delete", "COMPLETE")
    assert cf.error(f"{PATH}/running") == (404, not_found("Security group"))
