"""Processes: cc-surface 4.10, corrections 16, and what the recordings processes and live_write add."""

import pytest

from fakecf.state.app_records import Deployment, Process, Revision, Sidecar
from fakecf.state.records import AuditEvent, Droplet, FeatureFlag
from tests.capi.conftest import NOT_AUTHORIZED, bad_query, not_found, unprocessable
from tests.capi.roles import OUTSIDERS, READERS, ROLES, SECRETS

SEED = "processes.yml"
WEB = "/v3/processes/shop"
WORKER = "/v3/processes/shop-worker"
MANAGERS = ("admin", "space_developer", "space_supporter")


def patch(cf, body, path=WEB, as_="admin"):
    return cf.ask(path, as_, method="PATCH", json=body)


def scale(cf, body, path=WEB, as_="admin"):
    return cf.ask(f"{path}/actions/scale", as_, method="POST", json=body)


def refusal(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error


def events(cf):
    return [(each.type, each.target, each.data) for each in cf.state[AuditEvent]]


def test_a_process_is_shown_whole_in_ccs_order(cf):
    process = cf.state[Process].get("shop")
    shown = cf.ask(WEB).json()
    assert list(shown.items()) == list(
        {
            "guid": "shop",
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": None,
            "version": process.version,
            "type": "web",
            "command": "serve",
            "user": "vcap",
            "instances": 2,
            "memory_in_mb": 1024,
            "disk_in_mb": 1024,
            "log_rate_limit_in_bytes_per_second": -1,
            "health_check": {"type": "port", "data": {"timeout": None, "invocation_timeout": None, "interval": None}},
            "readiness_health_check": {"type": "process", "data": {"invocation_timeout": None, "interval": None}},
            "relationships": {"app": {"data": {"guid": "shop"}}, "revision": None},
            "metadata": {"labels": {}, "annotations": {}},
            "links": {
                "self": {"href": f"{cf.url}{WEB}"},
                "scale": {"href": f"{cf.url}{WEB}/actions/scale", "method": "POST"},
                "app": {"href": f"{cf.url}/v3/apps/shop"},
                "space": {"href": f"{cf.url}/v3/spaces/dev"},
                "stats": {"href": f"{cf.url}{WEB}/stats"},
                "process_instances": {"href": f"{cf.url}{WEB}/process_instances"},
            },
        }.items()
    )
    assert cf.ask("/v3/apps/shop/processes/web").json() == shown


def test_only_a_check_over_http_has_an_endpoint_and_a_revision_is_told(cf):
    made = cf.state[Process].get("shop").created_at
    cf.put(Revision(guid="revision", created_at=made, app_guid="shop", version=1))
    http = {"health_check_type": "http", "health_check_http_endpoint": "/h"}
    cf.change(Process, "shop", revision_guid="revision", readiness_health_check_type="http", **http)
    shown = cf.ask(WEB).json()
    assert shown["health_check"]["data"]["endpoint"] == "/h"
    assert shown["readiness_health_check"]["data"] == {"invocation_timeout": None, "interval": None, "endpoint": None}
    assert shown["relationships"]["revision"] == {"data": {"guid": "revision"}}


@pytest.mark.parametrize("role", ROLES)
def test_readers_see_processes_and_those_of_secrets_commands(cf, role):
    listed = cf.ask("/v3/apps/shop/processes", role)
    if role not in READERS:
        assert refusal(cf.ask(WEB, role)) == (404, not_found("Process"))
        assert refusal(cf.ask("/v3/apps/shop/processes/web", role)) == refusal(listed) == (404, not_found("App"))
        assert cf.guids("/v3/processes?app_guids=shop", role) == []
        return
    hidden = "[PRIVATE DATA HIDDEN]"
    assert cf.ask(WEB, role).json()["command"] == ("serve" if role in SECRETS else hidden)
    assert {each["command"] for each in listed.json()["resources"]} == {"[PRIVATE DATA HIDDEN IN LISTS]"}


def test_what_is_not_there_is_not_found(cf):
    assert cf.error("/v3/processes/nope") == (404, not_found("Process"))
    assert cf.error("/v3/apps/nope/processes/web") == (404, not_found("App"))
    assert cf.error("/v3/apps/shop/processes/nope") == (404, not_found("Process"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/v3/apps/shop/processes", ["shop", "shop-worker"]),
        ("/v3/apps/shop/processes?types=worker,nope", ["shop-worker"]),
        ("/v3/processes?types=worker", ["shop-worker"]),
        ("/v3/processes?app_guids=shop&types=web", ["shop"]),
        ("/v3/processes?space_guids=other&types=web", ["foreign"]),
        ("/v3/processes?organization_guids=suspended", ["suspended-app"]),
        ("/v3/processes?guids=shop", ["shop"]),
        ("/v3/processes?label_selector=tier", ["shop-worker"]),
        ("/v3/apps/shop/processes?order_by=-created_at", ["shop-worker", "shop"]),
    ],
)
def test_processes_are_found_by_their_filters(cf, asked, found):
    cf.change(Process, "shop-worker", labels={"tier": "back"})
    assert cf.guids(asked) == found


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/v3/processes?embed=x", "Invalid embedded resource: 'x'. Valid embedded resources are: 'process_instances'"),
        (
            "/v3/processes/shop?embed=process_instances,process_instances",
            "Duplicate embedded resource: 'process_instances'",
        ),
        ("/v3/processes/shop?include=app", "Unknown query parameter(s): 'include'. Valid parameters are: 'embed'"),
        ("/v3/apps/shop/processes?space_guids=x&app_guids=y", "Unknown query parameter(s): 'app_guids', 'space_guids'"),
        ("/v3/processes?space_guids[x]=y", "Space guids must be an array"),
    ],
)
def test_what_a_query_may_not_say_is_told(cf, path, detail):
    assert cf.error(path) == bad_query(detail)


def test_embedded_instances_stand_before_the_relationships(cf):
    for path in ("/v3/apps/shop/processes/web", "/v3/processes/shop"):
        shown = cf.ask(f"{path}?embed=process_instances").json()
        assert list(shown)[13:15] == ["process_instances", "relationships"]
        assert [each["state"] for each in shown["process_instances"]] == ["RUNNING", "CRASHED"]
    listed = cf.ask("/v3/apps/shop/processes?embed=process_instances").json()["resources"]
    assert [len(each["process_instances"]) for each in listed] == [2, 0]


@pytest.mark.parametrize(
    ("columns", "user"),
    [({}, "vcap"), ({"user": "TestUser"}, "TestUser"), ({"app_guid": "imaged"}, "root")],
)
def test_a_process_runs_as_somebody(cf, columns, user):
    """An image whose metadata cannot be read runs as root (CC's run_action_user)."""
    cf.change(Process, "shop", **columns)
    assert cf.ask(WEB).json()["user"] == user


def test_an_image_names_its_user(cf):
    cf.change(Droplet, "docker", execution_metadata='{"user": "web"}')
    assert cf.ask("/v3/processes/imaged").json()["user"] == "web"


def test_an_update_changes_what_it_names(cf):
    body = {
        "command": "new",
        "health_check": {"type": "http", "data": {"timeout": 20, "endpoint": "/h", "interval": "5"}},
        "readiness_health_check": {"type": "port", "data": {"invocation_timeout": 10}},
        "metadata": {"labels": {"tier": "front"}},
    }
    before = cf.state[Process].get("shop")
    answer = patch(cf, body)
    shown = answer.json()
    assert answer.status_code == 200
    assert cf.ask(WEB).json() == shown
    assert (shown["command"], shown["metadata"]["labels"]) == ("new", {"tier": "front"})
    data = {"timeout": 20, "invocation_timeout": None, "interval": 5, "endpoint": "/h"}
    assert shown["health_check"] == {"type": "http", "data": data}
    assert shown["readiness_health_check"] == {"type": "port", "data": {"invocation_timeout": 10, "interval": None}}
    assert shown["version"] == before.version
    assert cf.state[Process].get("shop").updated_at is not None
    told = {"process_guid": "shop", "process_type": "web", "request": {**body, "command": "[PRIVATE DATA HIDDEN]"}}
    assert events(cf) == [("audit.app.process.update", "shop", told)]


def test_an_update_below_the_app_is_the_same(cf):
    assert patch(cf, {"command": "x"}, "/v3/apps/shop/processes/worker").json()["command"] == "x"
    assert cf.state[Process].get("shop-worker").command == "x"


def test_a_blank_command_gives_way_to_what_the_droplet_has(cf):
    assert patch(cf, {"command": " "}).json()["command"] == "serve"
    assert patch(cf, {"command": None}).json()["command"] == "serve"


def test_another_type_of_check_forgets_the_endpoint(cf):
    patch(cf, {"health_check": {"type": "http", "data": {"endpoint": "/h"}}})
    patch(cf, {"health_check": {"type": "port"}})
    assert cf.state[Process].get("shop").health_check_http_endpoint is None


@pytest.mark.parametrize("path", [WEB, "/v3/apps/shop/processes/web"])
@pytest.mark.parametrize("role", ROLES)
def test_who_manages_apps_changes_and_scales_processes(cf, role, path):
    missing = not_found("App" if "apps" in path else "Process")
    answers = [patch(cf, {}, path, role), scale(cf, {}, path, role)]
    if role in MANAGERS:
        assert [each.status_code for each in answers] == [200, 202]
    else:
        expected = (404, missing) if role in OUTSIDERS else (403, NOT_AUTHORIZED)
        assert [refusal(each) for each in answers] == [expected] * 2


def test_in_a_suspended_organization_nothing_is_changed(cf):
    for answer in (
        patch(cf, {}, "/v3/processes/suspended-app", "space_developer"),
        scale(cf, {}, "/v3/processes/suspended-app", "space_developer"),
    ):
        assert refusal(answer)[1]["title"] == "CF-OrgSuspended"


def test_scaling_is_accepted_with_the_process(cf):
    body = {"instances": 5, "memory_in_mb": "10", "disk_in_mb": 20, "log_rate_limit_in_bytes_per_second": 40}
    answer = scale(cf, body)
    assert answer.status_code == 202
    assert answer.json() == cf.ask(WEB).json()
    process = cf.state[Process].get("shop")
    assert (process.instances, process.memory, process.disk_quota, process.log_rate_limit) == (5, 10, 20, 40)
    told = {"process_guid": "shop", "process_type": "web", "request": body}
    assert events(cf) == [("audit.app.process.scale", "shop", told)]


def test_a_disk_of_null_is_shown_once_and_is_then_the_usual(cf):
    # recorded: live_write; CC reads the null that it has stored as its default
    assert scale(cf, {"disk_in_mb": 99}).json()["disk_in_mb"] == 99
    assert scale(cf, {"disk_in_mb": None}).json()["disk_in_mb"] is None
    assert cf.ask(WEB).json()["disk_in_mb"] == 1024


def test_a_log_rate_of_null_changes_nothing(cf):
    assert scale(cf, {"log_rate_limit_in_bytes_per_second": None}).json()["log_rate_limit_in_bytes_per_second"] == -1


def test_scaling_can_be_switched_off_for_all_but_admins(cf):
    made = cf.state[Process].get("shop").created_at
    cf.put(FeatureFlag(guid="flag", created_at=made, name="app_scaling", enabled=False))
    assert refusal(scale(cf, {"a": 1}, as_="space_developer"))[1]["title"] == "CF-FeatureDisabled"
    assert scale(cf, {}).status_code == 202


def test_the_web_process_is_left_alone_while_a_deployment_is_in_flight(cf):
    made = cf.state[Process].get("shop").created_at
    cf.put(Deployment(guid="deployment", created_at=made, app_guid="shop"))
    for answer, what in ((scale(cf, {}), "scale"), (patch(cf, {}), "update")):
        detail = f"Cannot {what} this process while a deployment is in flight."
        assert refusal(answer) == unprocessable(detail)
    assert scale(cf, {}, WORKER).status_code == 202


def test_memory_must_leave_room_for_the_sidecars(cf):
    made = cf.state[Process].get("shop").created_at
    cf.put(
        Sidecar(guid="s", created_at=made, app_guid="shop", name="s", command="c", process_types=("web",), memory=300)
    )
    detail = "The requested memory allocation is not large enough to run all of your sidecar processes"
    assert refusal(scale(cf, {"memory_in_mb": 300})) == unprocessable(detail)
    assert scale(cf, {"memory_in_mb": 301}).status_code == 202
    assert scale(cf, {"memory_in_mb": 300}, WORKER).status_code == 202
