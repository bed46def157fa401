"""Mapping apps to routes: what route_destinations_spec.rb, live_write and `update_route_destinations.rb` tell."""

import pytest

from fakecf.state.records import AuditEvent, Organization
from fakecf.state.routing_records import Destination, Domain, Route
from tests.capi.conftest import UNKNOWN_ERROR, not_found, unprocessable
from tests.capi.roles import READERS, ROLES

PATH = "/v3/routes/web/destinations"
BOTH = {"destinations": [{"app": {"guid": "my-app"}}, {"app": {"guid": "my-app", "process": {"type": "worker"}}}]}
MANAGERS = ("admin", "space_developer", "space_supporter")


def send(cf, method, body, path=PATH, as_="admin"):
    return cf.ask(path, as_, method=method, json=body)


def to(app="my-app", **fields):
    return {"destinations": [{"app": {"guid": app}, **fields}]}


def refusal(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


def events(cf):
    return [(each.type, each.target, each.data["process_type"]) for each in cf.state[AuditEvent]]


def places(answer):
    shown = answer.json()["destinations"]
    return sorted((each["app"]["guid"], each["app"]["process"]["type"], each["port"]) for each in shown)


@pytest.fixture
def alone(cf):
    """A route that leads nowhere."""
    cf.make(Domain, "apps", name="apps.example.org")
    cf.make(Domain, "tcp", name="tcp.example.org", router_group_guid="default-tcp")
    cf.make(Route, "web", domain_guid="apps", space_guid="dev", host="web")


@pytest.fixture
def route(cf, alone):
    """One that leads to two apps, by weight to one of them."""
    cf.make(Destination, "second", route_guid="web", app_guid="my-app", process_type="worker", app_port=9000, weight=1)
    cf.make(Destination, "first", route_guid="web", app_guid="imaged")


def test_destinations_are_added_to_those_there_are_and_told_of(cf, alone):
    """The port of an app of buildpacks is 8080, of any other that which its image exposes (route_mappings rows)."""
    answer = send(cf, "POST", to("my-app"))
    assert (answer.status_code, places(answer)) == (200, [("my-app", "web", 8080)])
    assert answer.json() == cf.ask(PATH).json()
    both = [*BOTH["destinations"], *to("imaged")["destinations"]]
    answer = send(cf, "POST", {"destinations": both})
    assert places(answer) == [("imaged", "web", 8080), ("my-app", "web", 8080), ("my-app", "worker", 8080)]
    ports = {each.app_guid: each.app_port for each in cf.state[Destination]}
    assert ports == {"my-app": 8080, "imaged": -1}
    assert events(cf) == [
        ("audit.app.map-route", "my-app", "web"),
        ("audit.app.map-route", "my-app", "worker"),
        ("audit.app.map-route", "imaged", "web"),
    ]


def test_an_event_tells_all_of_a_mapping(cf, alone):
    (shown,) = send(cf, "POST", to(protocol="http2", port=9000)).json()["destinations"]
    (event,) = cf.state[AuditEvent]
    assert event.data == {
        "route_guid": "web",
        "app_port": 9000,
        "route_mapping_guid": shown["guid"],
        "destination_guid": shown["guid"],
        "process_type": "web",
        "weight": None,
        "protocol": "http2",
    }


def test_replacing_keeps_what_stays_and_tells_first_of_what_goes(cf, alone):
    send(cf, "POST", BOTH)
    kept = next(each for each in cf.state[Destination] if each.process_type == "web")
    wanted = {"destinations": [*to()["destinations"], *to("imaged")["destinations"]]}
    answer = send(cf, "PATCH", wanted)
    assert (answer.status_code, places(answer)) == (200, [("imaged", "web", 8080), ("my-app", "web", 8080)])
    assert kept in list(cf.state[Destination])
    assert events(cf)[2:] == [("audit.app.unmap-route", "my-app", "worker"), ("audit.app.map-route", "imaged", "web")]
    assert send(cf, "PATCH", {"destinations": []}).json()["destinations"] == []


def test_weights_are_for_replacing(cf, alone):
    weighted = {"destinations": [to(weight=80)["destinations"][0], to("imaged", weight=20)["destinations"][0]]}
    shown = send(cf, "PATCH", weighted).json()["destinations"]
    assert sorted(each["weight"] for each in shown) == [20, 80]
    configured = "Destinations cannot be inserted when there are weighted destinations already configured."
    assert refusal(send(cf, "POST", to(port=9000))) == unprocessable(configured)
    alone = "Weighted destinations cannot be deleted individually."
    assert refusal(cf.ask(f"{PATH}/{shown[0]['guid']}", method="DELETE")) == unprocessable(alone)


ARRAY = "Destinations must be an array containing between 1 and 100 destination objects."
PORT = "Destinations[0]: port must be a positive integer between 1024 and 65535 inclusive."
PROCESS = 'Destinations[0]: process must have the structure {"type": "process_type"}'
APP = 'Destinations[0]: app must have the structure {"guid": "app_guid"}'
REPLACING = "weighted destinations can only be used when replacing all destinations."


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"a": 1}, f"Unknown field(s): 'a', {ARRAY}"),
        ({"destinations": []}, ARRAY),
        ({"destinations": [{}] * 101}, ARRAY),
        ({"destinations": [1, {}]}, 'Destinations[0]: must be an object., Destinations[1]: must have an "app".'),
        (to(x=1), 'Destinations[0]: must have only "app" and optionally "weight", "port" or "protocol".'),
        ({"destinations": [{"app": 1, "port": 1}]}, f"{APP}, {PORT}"),
        ({"destinations": [{"app": {"guid": "x" * 200}}]}, APP),
        ({"destinations": [{"app": {"guid": "my-app", "process": {"type": ""}}}]}, PROCESS),
        ({"destinations": [{"app": {"guid": "my-app", "process": {"type": "web", "x": 1}}}]}, PROCESS),
        (to(weight=1), f"Destinations[0]: {REPLACING}"),
        (to(port="9000"), PORT),
        (to(protocol="http"), "Destinations[0]: protocol must be 'http1', 'http2' or 'tcp'."),
        ({"destinations": to()["destinations"] * 11}, "Process must have at most 10 exposed ports."),
        (to("nope"), 'App(s) with guid(s) "nope" do not exist.'),
        (
            {"destinations": [*to("no")["destinations"], *to("nope")["destinations"]]},
            'App(s) with guid(s) "no", "nope" do not exist.',
        ),
        (to("foreign"), "Routes destinations must be in either the route's space or the route's shared spaces"),
        (to(protocol="tcp"), "Cannot use 'tcp' protocol for http routes; valid options are: [http1, http2]."),
    ],
)
def test_what_is_added_is_judged_in_ccs_words_and_order(cf, alone, body, detail):
    assert refusal(send(cf, "POST", body)) == unprocessable(detail)
    assert len(cf.state[Destination]) == len(cf.state[AuditEvent]) == 0


@pytest.mark.parametrize(
    ("destinations", "detail"),
    [
        (None, ARRAY.replace("1", "0", 1)),
        ([{"weight": 0}], "Destinations[0]: weight must be a positive integer between 1 and 100."),
        ([{"weight": 10}, {}], "Destinations cannot contain both weighted and unweighted destinations."),
        ([{"weight": 10}, {"weight": 80}], "Destinations must have weights that sum to 100."),
        ([{}, {"port": 8080}], "Destinations cannot contain duplicate entries"),
    ],
)
def test_what_replaces_all_is_judged_in_ccs_words(cf, alone, destinations, detail):
    body = (
        {} if destinations is None else {"destinations": [{"app": {"guid": "my-app"}, **each} for each in destinations]}
    )
    assert refusal(send(cf, "PATCH", body)) == unprocessable(detail)


@pytest.mark.parametrize(("method", "body"), [("POST", [{}, {"port": 8080}]), ("PATCH", [{"protocol": "tcp"}])])
def test_cc_fails_over_what_it_finds_wrong_only_when_it_saves(cf, alone, method, body):
    """Adding does not expect duplicates, nor replacing a protocol that does not fit (`routes_controller.rb`)."""
    destinations = [{"app": {"guid": "my-app"}, **each} for each in body]
    assert refusal(send(cf, method, {"destinations": destinations})) == (500, UNKNOWN_ERROR)
    assert len(cf.state[Destination]) == len(cf.state[AuditEvent]) == 0


def test_a_destination_keeps_the_protocol_it_was_added_with(cf, alone):
    send(cf, "POST", to())
    assert refusal(send(cf, "POST", to(protocol="http2"))) == unprocessable(
        "Cannot add destination with protocol: http2. Destination already exists for route: web.apps.example.org, "
        "app: my-app, process: web, and protocol: http1."
    )


def test_a_route_has_at_most_a_hundred_destinations(cf, alone):
    for number in range(99):
        cf.make(Destination, f"to-{number}", route_guid="web", app_guid="my-app", app_port=2000 + number)
    most = "Routes can be mapped to at most 100 destinations."
    assert refusal(send(cf, "POST", BOTH)) == unprocessable(most)
    assert send(cf, "POST", to()).status_code == 200


def test_apps_that_the_caller_cannot_read_are_not_mapped(cf, alone):
    hidden = 'App(s) with guid(s) "foreign" you do not have access.'
    assert refusal(send(cf, "POST", to("foreign"), as_="space_developer")) == unprocessable(hidden)


def test_a_space_that_has_a_share_of_the_route_may_map_it(cf, alone):
    cf.change(Route, "web", shared_space_guids=("other",))
    assert places(send(cf, "POST", to("foreign"))) == [("foreign", "web", 8080)]


@pytest.mark.parametrize(
    ("protocol", "spoken", "domain"), [("http2", "http2", "apps"), ("http1", "http1", "apps"), ("tcp", "tcp", "tcp")]
)
def test_the_protocol_of_a_destination_changes(cf, route, protocol, spoken, domain):
    cf.change(Route, "web", domain_guid=domain)
    answer = send(cf, "PATCH", {"protocol": protocol}, f"{PATH}/second")
    own = {"href": f"{cf.url}/v3/routes/web"}
    assert answer.status_code == 200
    assert answer.json() == {
        **cf.ask(f"{PATH}?guids=second").json()["destinations"][0],
        "links": {"destinations": {"href": f"{cf.url}{PATH}"}, "route": own},
    }
    assert answer.json()["protocol"] == spoken
    assert len(cf.state[AuditEvent]) == 0


@pytest.mark.parametrize(
    ("domain", "body", "detail"),
    [
        ("apps", {"x": 1}, "Unknown field(s): 'x'"),
        ("apps", {"protocol": None}, "Destination protocol must be 'http1', 'http2' or 'tcp'."),
        (
            "apps",
            {"protocol": "tcp"},
            "Destination protocol must be 'http1' or 'http2' if the parent route's protocol is 'http'",
        ),
        ("tcp", {}, "Destination protocol must be 'tcp' if the parent route's protocol is 'tcp'"),
    ],
)
def test_the_protocol_must_fit_the_route(cf, route, domain, body, detail):
    cf.change(Route, "web", domain_guid=domain)
    assert refusal(send(cf, "PATCH", body, f"{PATH}/second")) == unprocessable(detail)


def test_one_destination_is_deleted_and_told_of(cf, route):
    answer = cf.ask(f"{PATH}/first", method="DELETE")
    assert (answer.status_code, answer.content) == (204, b"")
    assert [each["guid"] for each in cf.ask(PATH).json()["destinations"]] == ["second"]
    assert events(cf) == [("audit.app.unmap-route", "imaged", "web")]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("guid", ["nope", "elsewhere"])
def test_a_destination_must_be_one_of_the_route(cf, route, method, guid):
    cf.make(Route, "too", domain_guid="apps", space_guid="dev", host="too")
    cf.make(Destination, "elsewhere", route_guid="too", app_guid="my-app")
    missing = "Unable to unmap route from destination. Ensure the route has a destination with this guid."
    assert refusal(send(cf, method, {}, f"{PATH}/{guid}")) == unprocessable(missing)


WRITES = [("POST", PATH, to()), ("PATCH", PATH, to()), ("PATCH", f"{PATH}/first", {}), ("DELETE", f"{PATH}/first", {})]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
@pytest.mark.parametrize("role", ROLES)
def test_who_manages_apps_in_the_space_of_a_route_maps_it(cf, route, method, path, body, role):
    cf.change(Destination, "second", weight=None)
    answer = send(cf, method, body, path, role)
    sees = role in READERS or role == "org_auditor"
    assert answer.ok if role in MANAGERS else answer.status_code == (403 if sees else 404)


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_routes_of_a_suspended_organization_are_mapped_by_admins(cf, route, method, path, body):
    cf.change(Organization, "acme", status="suspended")
    cf.change(Destination, "second", weight=None)
    suspended = {"detail": "The organization is suspended", "title": "CF-OrgSuspended", "code": 10017}
    assert refusal(send(cf, method, body, path, "space_developer")) == (403, suspended)
    assert send(cf, method, body, path).ok


def test_a_body_is_judged_before_the_route_is_looked_for(cf):
    assert refusal(send(cf, "POST", {}, "/v3/routes/nope/destinations")) == unprocessable(ARRAY)
    assert refusal(send(cf, "POST", to(), "/v3/routes/nope/destinations")) == (404, not_found("Route"))
