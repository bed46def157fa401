"""Organizations: cc-surface 4.5."""

import pytest

from fakecf.state.records import Organization
from tests.capi.conftest import not_found


@pytest.mark.parametrize("status", ["active", "suspended"])
@pytest.mark.parametrize("quota", [None, "large"])
def test_an_organization_is_shown_whole_in_ccs_order_and_always_with_a_quota(cf, status, quota):
    cf.change(Organization, "acme", status=status, quota_guid=quota)
    organization = cf.state[Organization].get("acme")
    shown = cf.ask("/v3/organizations/acme").json()
    own = f"{cf.url}/v3/organizations/acme"
    quota_guid = shown["relationships"]["quota"]["data"]["guid"]
    expected = {
        "guid": "acme",
        "created_at": f"{organization.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": organization.updated_at and f"{organization.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "name": "acme",
        "suspended": status == "suspended",
        "relationships": {"quota": {"data": {"guid": quota or quota_guid}}},
        "metadata": {"labels": {}, "annotations": {}},
        "links": {
            "self": {"href": own},
            "domains": {"href": f"{own}/domains"},
            "default_domain": {"href": f"{own}/domains/default"},
            "quota": {"href": f"{cf.url}/v3/organization_quotas/{quota or quota_guid}"},
        },
    }
    assert quota_guid
    assert shown == expected
    assert list(shown) == list(expected)
    assert cf.ask("/v3/organizations?guids=acme").json()["resources"] == [shown]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["acme", "suspended"]),
        ("names=suspended,acme", ["acme", "suspended"]),
        ("names=nope", []),
        ("order_by=-name", ["suspended", "acme"]),
        ("per_page=1&page=2", ["suspended"]),
    ],
)
def test_organizations_are_found_by_their_filters(cf, asked, found):
    assert cf.guids(f"/v3/organizations?{asked}") == found


def test_the_isolation_segment_is_not_repeated_in_links(cf):
    first = cf.ask("/v3/organizations?isolation_segment_guid=x").json()["pagination"]["first"]["href"]
    assert first == f"{cf.url}/v3/organizations?page=1&per_page=50"


@pytest.mark.parametrize("who", ["admin", "no_role"])
def test_an_unknown_organization_is_not_found(cf, who):
    assert cf.error("/v3/organizations/nowhere", who) == (404, not_found("Organization"))
