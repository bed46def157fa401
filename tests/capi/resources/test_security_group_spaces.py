"""Binding security groups to spaces: what the recordings of security_groups_spec.rb show."""

import pytest

from fakecf.state.platform_records import SecurityGroup
from fakecf.state.records import Organization
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import ROLES

OWN = "/v3/security_groups/group/relationships"


@pytest.fixture
def group(cf):
    cf.make(SecurityGroup, "group", name="group", running_default=True, staging_space_guids=("other",))
    cf.make(SecurityGroup, "hidden", name="hidden")


def bound(cf, when):
    return getattr(cf.state[SecurityGroup].get("group"), f"{when}_space_guids")


@pytest.mark.parametrize("when", ["running", "staging"])
def test_a_space_is_bound_once_and_unbound(cf, group, when):
    path = f"{OWN}/{when}_spaces"
    before = bound(cf, when)
    for _ in range(2):
        answer = cf.ask(path, "space_manager", method="POST", json={"data": [{"guid": "dev"}]})
        assert answer.status_code == 200
        shown = [{"guid": guid} for guid in (*before, "dev")]
        assert answer.json() == {"data": shown, "links": {"self": {"href": f"{cf.url}{path}"}}}
    assert bound(cf, when) == (*before, "dev")
    removed = cf.ask(f"{path}/dev", "space_manager", method="DELETE")
    assert (removed.status_code, removed.content) == (204, b"")
    assert bound(cf, when) == before


@pytest.mark.parametrize("role", ROLES)
def test_groups_are_bound_by_managers_of_the_space_or_its_organization(cf, group, role):
    allowed = role in ("admin", "org_manager", "space_manager")
    if role in ("admin_read_only", "global_auditor"):
        role = cf.claiming(user_id=role, scope=[f"cloud_controller.{role}", "cloud_controller.write"])
    path = f"{OWN}/running_spaces"
    for method, at, status in (("POST", path, 200), ("DELETE", f"{path}/dev", 204)):
        answer = cf.ask(at, role, method=method, json={"data": [{"guid": "dev"}]})
        assert answer.status_code == (status if allowed else 403)


def test_nothing_is_bound_in_a_suspended_organization(cf, group):
    cf.change(Organization, "acme", status="suspended")
    error = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
    for method, path in (("POST", f"{OWN}/staging_spaces"), ("DELETE", f"{OWN}/staging_spaces/other")):
        answer = cf.error(path, "org_manager", method=method, json={"data": [{"guid": "other"}]})
        assert answer == (403, error)


def test_a_hidden_group_is_not_found_before_all_else(cf, group):
    for guid in ("hidden", "nope"):
        path = f"/v3/security_groups/{guid}/relationships/running_spaces"
        assert cf.error(path, "org_manager", method="POST", json={}) == (404, not_found("Security group"))
        assert cf.error(f"{path}/dev", "org_manager", method="DELETE") == (404, not_found("Security group"))


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            {"data": [{"guid": "nope"}, {"guid": "dev"}]},
            'Spaces with guids ["nope"] do not exist, or you do not have access to them.',
        ),
        ({"data": [{"guid": 1}]}, "Invalid data type: Data[0] guid should be a string."),
        ({"data": None, "bogus": 1}, "Unknown field(s): 'bogus', Data must be an array"),
    ],
)
def test_what_cannot_be_bound_is_told(cf, group, body, detail):
    assert cf.error(f"{OWN}/running_spaces", method="POST", json=body) == unprocessable(detail)


@pytest.mark.parametrize("space", ["dev", "nope"])
def test_what_is_not_bound_is_not_unbound(cf, group, space):
    detail = (
        f"Unable to unbind security group from space with guid '{space}'. "
        "Ensure the space is bound to this security group."
    )
    assert cf.error(f"{OWN}/staging_spaces/{space}", method="DELETE") == unprocessable(detail)


def test_a_space_that_is_there_is_told_from_one_that_is_not(cf, group):
    """security_groups_spec.rb:1395."""
    assert cf.error(f"{OWN}/staging_spaces/dev", "org_auditor", method="DELETE") == (403, NOT_AUTHORIZED)
