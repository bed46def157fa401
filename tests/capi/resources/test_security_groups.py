"""Security groups: what the recordings of security_groups_spec.rb, spaces_spec.rb and live_read show."""

import pytest

from fakecf.state.platform_records import SecurityGroup
from tests.capi.conftest import not_found, unprocessable
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
