"""Isolation segments: what the recordings of isolation_segments_spec.rb and live_read show."""

import pytest

from fakecf.state.platform_records import IsolationSegment
from fakecf.state.records import Organization, Space
from tests.capi.conftest import NOT_AUTHORIZED, UNKNOWN_ERROR, bad_query, not_found, unprocessable
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


def test_a_segment_is_created_changed_and_deleted(cf):
    body = {"name": "new", "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}}}
    answer = cf.ask(PATH, method="POST", json=body)
    made = answer.json()
    assert (answer.status_code, made["name"], made["metadata"]) == (201, "new", body["metadata"])
    own = f"{PATH}/{made['guid']}"
    assert cf.ask(own).json() == made
    changed = cf.ask(own, method="PATCH", json={"name": "newer", "metadata": {"labels": {"a": None}}}).json()
    assert (changed["name"], changed["metadata"]) == ("newer", {"labels": {}, "annotations": {"c": "d"}})
    gone = cf.ask(own, method="DELETE")
    assert (gone.status_code, gone.content) == (204, b"")
    assert cf.error(own) == (404, not_found("Isolation segment"))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_admins_change_segments(cf, segments, role):
    if role in GLOBAL:
        role = cf.claiming(user_id=role, scope=[f"cloud_controller.{role}", "cloud_controller.write"])
    own = f"{PATH}/entitled"
    for method, path in (
        ("POST", PATH),
        ("PATCH", own),
        ("DELETE", own),
        ("POST", f"{own}/relationships/organizations"),
        ("DELETE", f"{own}/relationships/organizations/acme"),
    ):
        assert cf.error(path, role, method=method, json={"bogus": 1}) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Name can't be blank"),
        ({"name": {}}, "Name must be a string, Name can't be blank"),
        ({"name": None, "bogus": 1}, "Unknown field(s): 'bogus', Name can't be blank"),
        ({"name": "n", "metadata": 1}, "Metadata must be an object"),
        ({"name": "a\u2028b"}, "Isolation Segment names can only contain non-blank unicode characters"),
        ({"name": "SEGMENT"}, "Isolation Segment names are case insensitive and must be unique"),
    ],
)
def test_what_makes_no_segment_is_told_in_ccs_words(cf, segments, body, detail):
    assert cf.error(PATH, method="POST", json=body) == unprocessable(detail)
    assert len(cf.state[IsolationSegment]) == 2


def test_the_shared_segment_stays_as_it_is(cf):
    for method, word in (("PATCH", "update"), ("DELETE", "delete")):
        detail = f"Cannot {word} the shared Isolation Segment"
        assert cf.error(f"{PATH}/{SHARED}", method=method, json={}) == unprocessable(detail)


def test_organizations_are_entitled_and_entitlements_revoked(cf, segments):
    own = f"{PATH}/entitled/relationships/organizations"
    answer = cf.ask(own, method="POST", json={"data": [{"guid": "suspended"}, {"guid": "acme"}]})
    assert answer.status_code == 200
    assert [each["guid"] for each in answer.json()["data"]] == ["acme", "suspended"]
    assert cf.ask(own).json() == answer.json()
    assert cf.ask(f"{own}/suspended", method="DELETE").status_code == 204
    assert data(cf, own) == ["acme"]
    detail = "Revoke the Organization entitlements for your Isolation Segment."
    assert cf.error(f"{PATH}/entitled", method="DELETE") == unprocessable(detail)


@pytest.mark.parametrize("used_by", ["space", "default"])
def test_an_entitlement_that_is_used_is_not_revoked(cf, segments, used_by):
    cf.change(Space, "dev", isolation_segment_guid="entitled" if used_by == "space" else None)
    cf.change(Organization, "acme", default_isolation_segment_guid="entitled" if used_by == "default" else None)
    status, _ = cf.error(f"{PATH}/entitled/relationships/organizations/acme", method="DELETE")
    assert status == 422
    assert "acme" in data(cf, f"{PATH}/entitled/relationships/organizations")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Data can't be blank, Data must be an array"),
        ({"data": 1}, "Data must be an array"),
        ({"data": [{}], "bogus": 1}, "Unknown field(s): 'bogus', Data  not a string"),
        ({"data": [{"guid": [1]}]}, "Data [1] not a string"),
        (
            {"data": [{"guid": "a"}, {"guid": "acme"}, {"guid": "b"}]},
            "Unable to entitle organizations ['a', 'b'] for the isolation segment. Ensure the organizations exist.",
        ),
    ],
)
def test_what_entitles_nobody_is_told_in_ccs_words(cf, segments, body, detail):
    path = f"{PATH}/entitled/relationships/organizations"
    assert cf.error(path, method="POST", json=body) == unprocessable(detail)


def test_cc_fails_over_organizations_that_are_no_objects(cf, segments):
    """corrections 16."""
    path = f"{PATH}/entitled/relationships/organizations"
    assert cf.error(path, method="POST", json={"data": [1]}) == (500, UNKNOWN_ERROR)


def test_what_is_missing_is_told(cf, segments):
    for method, path in (
        ("PATCH", f"{PATH}/nope"),
        ("DELETE", f"{PATH}/nope"),
        ("POST", f"{PATH}/nope/relationships/organizations"),
    ):
        assert cf.error(path, method=method, json={}) == (404, not_found("Isolation segment"))
    path = f"{PATH}/entitled/relationships/organizations/nope"
    assert cf.error(path, method="DELETE") == (404, not_found("Organization"))
