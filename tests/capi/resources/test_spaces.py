"""Spaces: cc-surface 4.6."""

import pytest

from fakecf.state.records import Space
from tests.capi.conftest import not_found


def expected(cf, guid, *, quota=None):
    space = cf.state[Space].get(guid)
    own = f"{cf.url}/v3/spaces/{guid}"
    moment = f"{space.created_at:%Y-%m-%dT%H:%M:%SZ}"
    shown = {
        "guid": guid,
        "created_at": moment,
        "updated_at": space.updated_at and f"{space.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "name": space.name,
        "suspended": space.status == "suspended",
        "relationships": {
            "organization": {"data": {"guid": space.organization_guid}},
            "quota": {"data": {"guid": quota} if quota else None},
        },
        "metadata": {"labels": {}, "annotations": {}},
        "links": {
            "self": {"href": own},
            "organization": {"href": f"{cf.url}/v3/organizations/{space.organization_guid}"},
            "features": {"href": f"{own}/features"},
            "apply_manifest": {"href": f"{own}/actions/apply_manifest", "method": "POST"},
        },
    }
    if quota:
        shown["links"]["quota"] = {"href": f"{cf.url}/v3/space_quotas/{quota}"}
    return shown


@pytest.mark.parametrize("quota", [None, "small"])
@pytest.mark.parametrize("status", ["active", "suspended"])
def test_a_space_is_shown_whole_in_ccs_order(cf, quota, status):
    cf.change(Space, "dev", quota_guid=quota, status=status)
    shown = cf.ask("/v3/spaces/dev").json()
    assert shown == expected(cf, "dev", quota=quota)
    assert list(shown) == list(expected(cf, "dev"))
    assert list(shown["links"]) == list(expected(cf, "dev", quota=quota)["links"])
    assert cf.ask("/v3/spaces?guids=dev").json()["resources"] == [shown]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["dev", "other", "suspended-dev"]),
        ("names=dev", ["dev", "suspended-dev"]),
        ("names=dev&organization_guids=acme", ["dev"]),
        ("organization_guids=acme,suspended", ["dev", "other", "suspended-dev"]),
        ("organization_guids=", []),
        ("order_by=-name", ["other", "suspended-dev", "dev"]),
    ],
)
def test_spaces_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"/v3/spaces?{asked}") == found


@pytest.mark.parametrize("include", ["org", "organization", "org,organization"])
def test_organizations_come_along(cf, include):
    organization = cf.ask("/v3/organizations/acme").json()
    for path in ("/v3/spaces/dev", "/v3/spaces"):
        answer = cf.ask(f"{path}?guids=dev,other&include={include}" if path == "/v3/spaces" else f"{path}?include=org")
        assert answer.json()["included"] == {"organizations": [organization]}


def test_a_space_is_looked_for_before_its_query_is_read(cf):
    # cc-surface 3.3
    assert cf.error("/v3/spaces/nowhere?include=x") == (404, not_found("Space"))
    assert cf.ask("/v3/spaces/dev?include=x").status_code == 400
