"""Routes: what the recordings of routes_spec.rb and live_read show."""

import pytest

from fakecf.state.records import AuditEvent, FeatureFlag, Organization
from fakecf.state.routing_records import Destination, Domain, Route, RoutePolicy
from tests.capi.conftest import UNKNOWN_ERROR, bad_query, not_found, unprocessable
from tests.capi.roles import READERS, ROLES

KEYS = (
    "'page', 'per_page', 'order_by', 'created_ats', 'updated_ats', 'guids', 'hosts', 'space_guids', "
    "'organization_guids', 'domain_guids', 'paths', 'app_guids', 'include', 'label_selector', 'ports', "
    "'service_instance_guids'"
)
INCLUDES = "'domain', 'space', 'space.organization', 'route_policies'"
# organization auditors see routes, though nothing else of a space (live_read)
SEE_ROUTES = {*READERS, "org_auditor"}
MANAGERS = ("admin", "space_developer", "space_supporter")


@pytest.fixture
def routes(cf):
    cf.make(Domain, "apps", name="apps.example.org")
    cf.make(Domain, "tcp", name="tcp.example.org", router_group_guid="default-tcp")
    cf.make(Route, "web", domain_guid="apps", space_guid="dev", host="web", path="/p", labels={"env": "prod"})
    cf.make(Route, "bare", domain_guid="apps", space_guid="other", shared_space_guids=("dev",))
    cf.make(Route, "port", domain_guid="tcp", space_guid="suspended-dev", port=1024)
    cf.make(Destination, "to-my-app", route_guid="web", app_guid="my-app")


def test_a_route_is_shown_whole_in_ccs_order(cf, routes):
    made = f"{cf.state[Route].get('web').created_at:%Y-%m-%dT%H:%M:%SZ}"
    path = "/v3/routes/web"
    destination = {
        "guid": "to-my-app",
        "app": {"guid": "my-app", "process": {"type": "web"}},
        "weight": None,
        "port": 8080,
        "protocol": "http1",
        "created_at": made,
        "updated_at": made,
    }
    assert list(cf.ask(path).json().items()) == list(
        {
            "guid": "web",
            "created_at": made,
            "updated_at": made,
            "protocol": "http",
            "host": "web",
            "path": "/p",
            "port": None,
            "url": "web.apps.example.org/p",
            "destinations": [destination],
            "options": {},
            "metadata": {"labels": {"env": "prod"}, "annotations": {}},
            "relationships": {"space": {"data": {"guid": "dev"}}, "domain": {"data": {"guid": "apps"}}},
            "links": {
                "self": {"href": f"{cf.url}{path}"},
                "space": {"href": f"{cf.url}/v3/spaces/dev"},
                "destinations": {"href": f"{cf.url}{path}/destinations"},
                "domain": {"href": f"{cf.url}/v3/domains/apps"},
            },
        }.items()
    )


@pytest.mark.parametrize(
    ("guid", "url", "protocol", "port"),
    [("bare", "apps.example.org", "http", None), ("port", "tcp.example.org:1024", "tcp", 1024)],
)
def test_a_url_has_a_host_and_a_port_where_the_route_has(cf, routes, guid, url, protocol, port):
    shown = cf.ask(f"/v3/routes/{guid}").json()
    assert (shown["url"], shown["protocol"], shown["port"]) == (url, protocol, port)


@pytest.mark.parametrize("role", ROLES)
def test_routes_are_seen_in_readable_spaces_and_by_organization_auditors(cf, routes, role):
    answer = cf.ask("/v3/routes/web", role)
    assert answer.status_code == (200 if role in SEE_ROUTES else 404)
    assert ("web" in cf.guids("/v3/routes", role)) is (role in SEE_ROUTES)
    assert cf.error("/v3/routes/nope", role) == (404, not_found("Route"))


def test_a_route_shared_with_a_readable_space_is_listed_but_not_shown(cf, routes):
    assert "bare" in cf.guids("/v3/routes", "space_developer")
    assert cf.error("/v3/routes/bare", "space_developer") == (404, not_found("Route"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("hosts=WEB", ["web"]),
        ("hosts=", ["bare", "port"]),
        ("paths=/p", ["web"]),
        ("ports=1024,1025", ["port"]),
        ("domain_guids=apps", ["web", "bare"]),
        ("space_guids=dev", ["web", "bare"]),
        ("organization_guids=acme", ["web", "bare"]),
        ("app_guids=my-app", ["web"]),
        ("label_selector=env", ["web"]),
        ("label_selector=", ["web", "bare", "port"]),
    ],
)
def test_routes_are_found_by_their_filters(cf, routes, asked, found):
    assert cf.guids(f"/v3/routes?{asked}") == found


@pytest.mark.parametrize("asked", ["label_selector=a%20b", "ports=http"])
def test_cc_fails_over_selectors_and_ports_that_are_none(cf, routes, asked):
    """corrections 11: `GET /v3/routes?label_selector=a%20b` is its own 500."""
    assert cf.error(f"/v3/routes?{asked}") == (500, UNKNOWN_ERROR)


def test_the_filters_are_listed_in_ccs_own_order(cf):
    detail = f"Unknown query parameter(s): 'bogus'. Valid parameters are: {KEYS}"
    assert cf.error("/v3/routes?bogus=1") == bad_query(detail)
    assert cf.error("/v3/apps/my-app/routes?bogus=1") == bad_query(detail)


def test_routes_include_domains_spaces_organizations_and_policies(cf, routes):
    cf.make(RoutePolicy, "anybody", route_guid="web", source_type="any")
    include = "domain,space,space.organization,route_policies"
    for included in (
        cf.ask(f"/v3/routes?include={include}&guids=web").json()["included"],
        cf.ask(f"/v3/routes/web?include={include}").json()["included"],
    ):
        guids = {kind: [each["guid"] for each in shown] for kind, shown in included.items()}
        expected = {"domains": ["apps"], "spaces": ["dev"], "organizations": ["acme"], "route_policies": ["anybody"]}
        assert list(guids.items()) == list(expected.items())


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("include=org", f"Invalid included resource: 'org'. Valid included resources are: {INCLUDES}"),
        ("bogus=1", "Unknown query parameter(s): 'bogus'. Valid parameters are: 'guid', 'include'"),
    ],
)
def test_a_bad_query_of_one_route_is_unprocessable_and_comes_first(cf, asked, detail):
    assert cf.error(f"/v3/routes/nope?{asked}") == unprocessable(detail)


def test_the_routes_of_an_app_are_those_that_lead_to_it(cf, routes):
    answer = cf.ask("/v3/apps/my-app/routes?include=domain").json()
    assert [each["guid"] for each in answer["resources"]] == ["web"]
    assert "included" not in answer
    first = f"{cf.url}/v3/apps/my-app/routes?app_guids=my-app&include=domain&page=1&per_page=50"
    assert answer["pagination"]["first"]["href"] == first


def test_the_routes_of_a_hidden_app_are_not_told(cf, routes):
    for app in ("my-app", "nope"):
        assert cf.error(f"/v3/apps/{app}/routes", "org_auditor") == (404, not_found("App"))


def test_sharing_is_a_feature_that_is_off_for_admins_too(cf, routes):
    disabled = {"detail": "Feature Disabled: route_sharing", "title": "CF-FeatureDisabled", "code": 330002}
    for guid in ("bare", "nope"):
        assert cf.error(f"/v3/routes/{guid}/relationships/shared_spaces") == (403, disabled)


def test_where_sharing_is_on_the_spaces_are_told(cf, routes):
    cf.make(FeatureFlag, "flag", name="route_sharing", enabled=True)
    path = "/v3/routes/bare/relationships/shared_spaces"
    assert cf.ask(path).json() == {"data": [{"guid": "dev"}], "links": {"self": {"href": f"{cf.url}{path}"}}}
    assert cf.error(path, "no_role") == (404, not_found("Route"))


def patch(cf, body, guid="web", as_="admin"):
    return cf.ask(f"/v3/routes/{guid}", as_, method="PATCH", json=body)


def test_metadata_and_options_of_a_route_change_and_nobody_is_told(cf, routes):
    cf.change(Route, "web", options={"loadbalancing": "round-robin"})
    metadata = {"labels": {"env": None, "a": "b"}, "annotations": {"c": "d"}}
    shown = patch(cf, {"metadata": metadata}).json()
    assert shown["metadata"] == {"labels": {"a": "b"}, "annotations": {"c": "d"}}
    assert shown["options"] == {"loadbalancing": "round-robin"}
    assert patch(cf, {"options": {"loadbalancing": "least-connection"}}).json()["options"] == {
        "loadbalancing": "least-connection"
    }
    shown = patch(cf, {"options": {"loadbalancing": None}}).json()
    assert shown["options"] == {}
    assert cf.ask("/v3/routes/web").json() == shown
    assert len(cf.state[AuditEvent]) == 0


def test_a_route_that_hashes_keeps_its_header(cf, routes):
    cf.change(Route, "web", options={"loadbalancing": "hash", "hash_header": "X"})
    answer = patch(cf, {"options": {"hash_header": None}})
    assert (answer.status_code, answer.json()["errors"][0]) == unprocessable(
        "Hash header must be present when loadbalancing is set to hash."
    )


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"host": "x"}, "Unknown field(s): 'host'"),
        (
            {"metadata": 1, "options": 1, "x": 1},
            "Metadata must be an object, Options 'options' is not a valid object, Unknown field(s): 'x'",
        ),
    ],
)
def test_a_change_is_judged_before_its_route_is_looked_for(cf, routes, body, detail):
    for guid in ("web", "nope"):
        assert cf.error(f"/v3/routes/{guid}", method="PATCH", json=body) == unprocessable(detail)
    assert cf.error("/v3/routes/nope", method="PATCH", json={}) == (404, not_found("Route"))


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("role", ROLES)
def test_who_manages_apps_in_its_space_changes_and_deletes_a_route(cf, routes, method, role):
    answer = cf.ask("/v3/routes/web", role, method=method, json={} if method == "PATCH" else None)
    done = 200 if method == "PATCH" else 202
    unseen = 403 if role in SEE_ROUTES else 404
    assert answer.status_code == (done if role in MANAGERS else unseen)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_routes_of_a_suspended_organization_are_for_admins(cf, routes, method):
    cf.change(Organization, "acme", status="suspended")
    suspended = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
    assert cf.error("/v3/routes/web", "space_supporter", method=method, json={}) == (403, suspended)
    assert cf.ask("/v3/routes/web", method=method, json={}).ok


def test_a_job_deletes_a_route_with_its_destinations_and_tells_of_the_route_alone(cf, routes):
    answer = cf.ask("/v3/routes/web", method="DELETE")
    job = cf.follow(answer)
    assert (answer.status_code, job["operation"], job["state"]) == (202, "route.delete", "COMPLETE")
    assert cf.error("/v3/routes/web") == (404, not_found("Route"))
    assert len(cf.state[Destination]) == 0
    (event,) = cf.state[AuditEvent]
    assert (event.type, event.target, event.target_name) == ("audit.route.delete-request", "web", "web")
    assert (event.data, event.space_guid) == ({"request": {"recursive": True}}, "dev")
