"""Route policies: what the recordings of route_policies_spec.rb and live_read show."""

import pytest

from fakecf.state.routing_records import Domain, Route, RoutePolicy
from tests.capi.conftest import bad_query, not_found
from tests.capi.resources.test_routes import SEE_ROUTES
from tests.capi.roles import ROLES


@pytest.fixture
def policies(cf):
    cf.make(Domain, "apps", name="apps.example.org")
    cf.make(Route, "web", domain_guid="apps", space_guid="dev")
    cf.make(Route, "foreign", domain_guid="apps", space_guid="suspended-dev")
    cf.make(RoutePolicy, "app", route_guid="web", source_type="app", source_guid="my-app", labels={"env": "prod"})
    cf.make(RoutePolicy, "space", route_guid="web", source_type="space", source_guid="dev")
    cf.make(RoutePolicy, "org", route_guid="web", source_type="org", source_guid="acme")
    cf.make(RoutePolicy, "any", route_guid="foreign", source_type="any")


def test_a_policy_is_shown_whole_in_ccs_order(cf, policies):
    made = f"{cf.state[RoutePolicy].get('org').created_at:%Y-%m-%dT%H:%M:%SZ}"
    assert list(cf.ask("/v3/route_policies/org").json().items()) == list(
        {
            "guid": "org",
            "created_at": made,
            "updated_at": made,
            "source": "cf:org:acme",
            "metadata": {"labels": {}, "annotations": {}},
            "relationships": {
                "route": {"data": {"guid": "web"}},
                "app": {"data": None},
                "space": {"data": None},
                "organization": {"data": {"guid": "acme"}},
            },
            "links": {
                "self": {"href": f"{cf.url}/v3/route_policies/org"},
                "route": {"href": f"{cf.url}/v3/routes/web"},
                "organization": {"href": f"{cf.url}/v3/organizations/acme"},
            },
        }.items()
    )


def test_anybody_is_a_source_without_a_guid(cf, policies):
    shown = cf.ask("/v3/route_policies/any").json()
    assert (shown["source"], list(shown["links"])) == ("cf:any", ["self", "route"])


@pytest.mark.parametrize("role", ROLES)
def test_policies_are_seen_by_those_who_see_the_route(cf, policies, role):
    status = 200 if role in SEE_ROUTES else 404
    assert cf.ask("/v3/route_policies/app", role).status_code == status
    assert ("app" in cf.guids("/v3/route_policies", role)) is (status == 200)
    assert cf.error("/v3/route_policies/nope", role) == (404, not_found("Route policy"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("route_guids=foreign", ["any"]),
        ("space_guids=dev", ["app", "space", "org"]),
        ("sources=cf:any,cf:app:my-app", ["app", "any"]),
        ("source_guids=acme", ["org"]),
        ("label_selector=env=prod", ["app"]),
    ],
)
def test_policies_are_found_by_their_filters(cf, policies, asked, found):
    assert cf.guids(f"/v3/route_policies?{asked}") == found


def test_sources_are_included_before_routes_whatever_was_asked_first(cf, policies):
    included = cf.ask("/v3/route_policies?include=route,source").json()["included"]
    guids = {kind: [each["guid"] for each in shown] for kind, shown in included.items()}
    expected = {"apps": ["my-app"], "spaces": ["dev"], "organizations": ["acme"], "routes": ["foreign", "web"]}
    assert list(guids) == list(expected)
    assert {kind: sorted(found) for kind, found in guids.items()} == expected


def test_only_readable_sources_are_included(cf, policies):
    included = cf.ask("/v3/route_policies?include=source&guids=app,space,org", "org_auditor").json()["included"]
    assert [len(included[kind]) for kind in ("apps", "spaces", "organizations")] == [0, 0, 1]


def test_one_policy_includes_what_a_list_does(cf, policies):
    included = cf.ask("/v3/route_policies/app?include=source").json()["included"]
    assert [each["guid"] for each in included["apps"]] == ["my-app"]
    detail = "Invalid included resource: 'space'. Valid included resources are: 'source', 'route'"
    assert cf.error("/v3/route_policies/nope?include=space") == bad_query(detail)
