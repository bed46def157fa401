"""Isolation segments: what the recordings of isolation_segments_spec.rb and live_read show."""

import pytest

from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import Space
from tests.capi.conftest import bad_query, not_found
from tests.capi.roles import GLOBAL, READERS, ROLES

PATH = "/v3/isolation_segments"
SHARED = "933b4c58-120b-499a-b85d-4b6fc9e2903b"  # the same in every foundation


@pytest.fixture
def segments(cf):
    cf.make(
        IsolationSegment,
        "entitled",
        name="segment",
        organization_guids=("acme", "elsewhere"),
        labels={"env": "prod"},
    )
    cf.change(Space, "dev", isolation_segment_guid="entitled")


def data(cf, path, as_="admin"):
    return [each["guid"] for each in cf.ask(path, as_).json()["data"]]


def test_a_segment_is_shown_whole_in_ccs_order(cf, segments):
    made = f"{cf.state[IsolationSegment].get('entitled').created_at:%Y-%m-%dT%H:%M:%SZ}"
    own = f"{cf.url}{PATH}/entitled"
    assert list(cf.ask(f"{PATH}/entitled").json().items()) == list(
        {
            "guid": "entitled",
            "created_at": made,
            "updated_at": made,
            "name": "segment",
            "metadata": {"labels": {"env": "prod"}, "annotations": {}},
            "links": {"self": {"href": own}, "organizations": {"href": f"{own}/organizations"}},
        }.items()
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_segment_is_seen_in_the_organizations_that_are_entitled_to_it(cf, segments, role):
    status = 404 if role == "no_role" else 200
    assert cf.ask(f"{PATH}/entitled", role).status_code == status
    seen = [SHARED, "entitled"] if role in GLOBAL else ["entitled"] if status == 200 else []
    assert cf.guids(PATH, role) == seen
    for path in ("", "/relationships/organizations", "/relationships/spaces"):
        assert cf.error(f"{PATH}/nope{path}", role) == (404, not_found("Isolation segment"))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "no_role"])
def test_its_relationships_tell_what_the_caller_may_read(cf, segments, role):
    organizations = ["acme", "elsewhere"] if role in GLOBAL else ["acme"]
    assert data(cf, f"{PATH}/entitled/relationships/organizations", role) == organizations
    assert data(cf, f"{PATH}/entitled/relationships/spaces", role) == (["dev"] if role in READERS else [])


def test_only_the_organizations_are_also_a_list(cf, segments):
    own = f"{cf.url}{PATH}/entitled"
    links = cf.ask(f"{PATH}/entitled/relationships/organizations").json()["links"]
    expected = {"self": {"href": f"{own}/relationships/organizations"}, "related": {"href": f"{own}/organizations"}}
    assert links == expected
    links = cf.ask(f"{PATH}/entitled/relationships/spaces").json()["links"]
    assert links == {"self": {"href": f"{own}/relationships/spaces"}}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("names=SEGMENT,nope", ["entitled"]),
        ("organization_guids=acme", ["entitled"]),
        ("order_by=-name", [SHARED, "entitled"]),
        ("label_selector=!env", [SHARED]),
    ],
)
def test_segments_are_found_by_their_filters(cf, segments, asked, found):
    assert cf.guids(f"{PATH}?{asked}") == found


def test_segments_are_ordered_by_name_too(cf):
    detail = "Order by can only be: 'created_at', 'updated_at', 'name'"
    assert cf.error(f"{PATH}?order_by=state") == bad_query(detail)
