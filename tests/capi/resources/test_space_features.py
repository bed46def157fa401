"""Features of spaces: cc-surface 4.6."""

import pytest

from fakecf.state.records import Organization, Space
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import OUTSIDERS, ROLES

PATH = "/v3/spaces/dev/features/ssh"


def ssh(*, enabled):
    return {"name": "ssh", "description": "Enable SSHing into apps in the space.", "enabled": enabled}


@pytest.mark.parametrize("enabled", [True, False])
def test_ssh_is_the_one_feature_of_a_space(cf, enabled):
    cf.change(Space, "dev", allow_ssh=enabled)
    assert cf.ask(PATH).json() == ssh(enabled=enabled)
    assert cf.ask("/v3/spaces/dev/features").json() == {"resources": [ssh(enabled=enabled)]}


def test_ssh_is_turned_off_and_on(cf):
    for enabled in (False, True):
        assert cf.ask(PATH, method="PATCH", json={"enabled": enabled}).json() == ssh(enabled=enabled)
        assert cf.ask(PATH).json() == ssh(enabled=enabled)


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_a_space_is_looked_for_before_its_feature(cf, method):
    how = {"method": method, "json": {"enabled": True}}
    assert cf.error("/v3/spaces/nowhere/features/nope", **how) == (404, not_found("Space"))
    assert cf.error("/v3/spaces/dev/features/nope", **how) == (404, not_found("Feature"))


@pytest.mark.parametrize("who", ROLES)
def test_features_are_read_by_who_reads_the_space_and_changed_by_its_managers(cf, who):
    reading = 404 if who in OUTSIDERS else 200
    writing = 200 if who in ("admin", "org_manager", "space_manager") else 404 if who in OUTSIDERS else 403
    if who in ("admin_read_only", "global_auditor"):
        who = cf.claiming(user_id=who, scope=[f"cloud_controller.{who}", "cloud_controller.write"])
    assert cf.ask(PATH, who).status_code == reading
    assert cf.ask("/v3/spaces/dev/features", who).status_code == reading
    assert cf.ask(PATH, who, method="PATCH", json={"enabled": False}).status_code == writing


@pytest.mark.parametrize("body", [{}, {"enabled": None}, {"enabled": "true"}, {"enabled": 0}])
@pytest.mark.parametrize("path", [PATH, "/v3/spaces/nowhere/features/nope"])
def test_the_body_is_judged_before_anything_is_looked_for(cf, path, body):
    # as recorded in live_write
    assert cf.error(path, "no_role", method="PATCH", json=body) == unprocessable("Enabled must be a boolean")


def test_unknown_fields_are_told_first(cf):
    detail = "Unknown field(s): 'bogus', Enabled must be a boolean"
    assert cf.error(PATH, method="PATCH", json={"bogus": 1}) == unprocessable(detail)


def test_a_suspended_organization_keeps_its_features(cf):
    cf.change(Organization, "acme", status="suspended")
    status, error = cf.error(PATH, "space_manager", method="PATCH", json={"enabled": False})
    assert (status, error["title"]) == (403, "CF-OrgSuspended")
    assert cf.error(PATH, "space_developer", method="PATCH", json={"enabled": False}) == (403, NOT_AUTHORIZED)
