"""Destinations: what the recordings of route_destinations_spec.rb and live_read show."""

import pytest

from fakecf.state.records import App, Droplet
from fakecf.state.routing_records import Destination, Domain, Route
from tests.capi.conftest import UNKNOWN_ERROR, not_found, unprocessable

PATH = "/v3/routes/web/destinations"


@pytest.fixture
def route(cf):
    cf.make(Domain, "apps", name="apps.example.org")
    cf.make(Route, "web", domain_guid="apps", space_guid="dev", host="web")
    cf.make(Destination, "second", route_guid="web", app_guid="my-app", process_type="worker", app_port=9000, weight=1)
    cf.make(Destination, "first", route_guid="web", app_guid="imaged")


def shown(cf, asked=""):
    return [each["guid"] for each in cf.ask(f"{PATH}{asked}").json()["destinations"]]


def test_destinations_are_listed_by_guid_with_links_and_no_pages(cf, route):
    answer = cf.ask(PATH).json()
    made = f"{cf.state[Destination].get('second').created_at:%Y-%m-%dT%H:%M:%SZ}"
    assert [each["guid"] for each in answer["destinations"]] == ["first", "second"]
    assert list(answer["destinations"][1].items()) == list(
        {
            "guid": "second",
            "app": {"guid": "my-app", "process": {"type": "worker"}},
            "weight": 1,
            "port": 9000,
            "protocol": "http1",
            "created_at": made,
            "updated_at": made,
        }.items()
    )
    assert answer["links"] == {"self": {"href": f"{cf.url}{PATH}"}, "route": {"href": f"{cf.url}/v3/routes/web"}}


@pytest.mark.parametrize(
    ("metadata", "port"),
    [
        ('{"ports":[{"Port":53,"Protocol":"udp"},{"Port":3333,"Protocol":"tcp"}]}', 3333),
        ('{"ports":[]}', 8080),
        ("{}", 8080),
        (None, 8080),
    ],
)
def test_a_docker_app_listens_on_the_first_port_its_image_exposes(cf, route, metadata, port):
    """route_destinations_spec.rb:83."""
    cf.change(Droplet, "docker", execution_metadata=metadata)
    assert cf.ask(PATH).json()["destinations"][0]["port"] == port


def test_an_app_without_a_droplet_listens_on_8080(cf, route):
    cf.change(App, "imaged", droplet_guid=None)
    assert cf.ask(PATH).json()["destinations"][0]["port"] == 8080


def test_destinations_below_a_tcp_domain_speak_tcp(cf, route):
    cf.change(Domain, "apps", router_group_guid="default-tcp")
    assert [each["protocol"] for each in cf.ask(PATH).json()["destinations"]] == ["tcp", "tcp"]
    cf.change(Destination, "first", protocol="http2")
    assert cf.ask(PATH).json()["destinations"][0]["protocol"] == "http2"


@pytest.mark.parametrize(
    ("asked", "found"),
    [("?guids=first,nope", ["first"]), ("?guids=", []), ("?app_guids=my-app", ["second"]), ("?app_guids=x,y", [])],
)
def test_destinations_are_found_by_their_filters(cf, route, asked, found):
    assert shown(cf, asked) == found


@pytest.mark.parametrize("asked", ["?guids[x]=y", "?app_guids[x]=y"])
def test_cc_fails_over_filters_that_are_objects(cf, route, asked):
    """corrections 11."""
    assert cf.error(f"{PATH}{asked}") == (500, UNKNOWN_ERROR)


def test_unknown_parameters_come_before_a_missing_route(cf):
    detail = "Unknown query parameter(s): 'page'. Valid parameters are: 'guids', 'app_guids'"
    assert cf.error("/v3/routes/nope/destinations?page=1") == unprocessable(detail)
    assert cf.error("/v3/routes/nope/destinations") == (404, not_found("Route"))


def test_the_destinations_of_a_hidden_route_are_not_told(cf, route):
    assert cf.error(PATH, "org_user") == (404, not_found("Route"))
    assert cf.ask(PATH, "org_auditor").status_code == 200
