"""App usage events: the recordings app_usage_events and live_read."""

from datetime import UTC, datetime

import pytest

from fakecf.state.app_records import Process
from fakecf.state.usage_records import AppUsageEvent
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import GLOBAL, ROLES

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
EVENT = AppUsageEvent(
    guid="event",
    created_at=NOON,
    state="STARTED",
    previous_state="STOPPED",
    app_guid="process",
    parent_app_guid="my-app",
    parent_app_name="my-app",
    process_type="web",
    space_guid="dev",
    space_name="dev",
    org_guid="acme",
    buildpack_guid="bp",
    buildpack_name="go_buildpack",
    memory_in_mb_per_instance=64,
    previous_memory_in_mb_per_instance=32,
    instance_count=2,
    previous_instance_count=1,
)
LATER = AppUsageEvent(guid="later", created_at=NOON, state="TASK_STARTED", app_guid="", task_guid="t", task_name="n")
PURGE = "/v3/app_usage_events/actions/destructively_purge_all_and_reseed"


@pytest.fixture
def told(cf):
    cf.put(EVENT, LATER)
    return cf


def test_an_event_is_shown_whole_in_ccs_order(told):
    expected = {
        "guid": "event",
        "created_at": "2026-01-02T12:00:00Z",
        "updated_at": "2026-01-02T12:00:00Z",
        "state": {"current": "STARTED", "previous": "STOPPED"},
        "app": {"guid": "my-app", "name": "my-app"},
        "process": {"guid": "process", "type": "web"},
        "space": {"guid": "dev", "name": "dev"},
        "organization": {"guid": "acme"},
        "buildpack": {"guid": "bp", "name": "go_buildpack"},
        "task": {"guid": None, "name": None},
        "memory_in_mb_per_instance": {"current": 64, "previous": 32},
        "instance_count": {"current": 2, "previous": 1},
        "links": {"self": {"href": f"{told.url}/v3/app_usage_events/event"}},
    }
    shown = told.ask("/v3/app_usage_events/event").json()
    assert shown == expected
    assert list(shown) == list(expected)
    assert told.ask("/v3/app_usage_events").json()["resources"][0] == expected


def test_a_task_has_no_process(told):
    shown = told.ask("/v3/app_usage_events/later").json()
    assert (shown["task"], shown["process"]) == ({"guid": "t", "name": "n"}, {"guid": None, "type": None})


@pytest.mark.parametrize("role", ROLES)
def test_only_who_reads_everything_sees_events(told, role):
    sees = role in GLOBAL
    assert told.guids("/v3/app_usage_events", role) == (["event", "later"] if sees else [])
    assert told.ask("/v3/app_usage_events/event", role).status_code == (200 if sees else 404)
    assert told.error("/v3/app_usage_events/nope", role) == (404, not_found("App usage event"))


def test_who_has_read_some_asks_for_those_after(told):
    assert told.guids("/v3/app_usage_events?after_guid=event") == ["later"]
    assert told.guids("/v3/app_usage_events?after_guid=later") == []
    refused = told.error("/v3/app_usage_events?after_guid=x")
    assert refused == unprocessable("After guid filter must be a valid app usage event guid.")


@pytest.mark.parametrize(
    ("query", "told_of_it"),
    [
        ("updated_ats=2026-01-02T12:00:00Z", "Filtering by 'updated_ats' is not allowed on this resource."),
        ("order_by=updated_at", "Order by can only be: 'created_at'"),
        ("page=0", "Page must be a positive integer"),
    ],
)
def test_a_bad_query_is_unprocessable(cf, query, told_of_it):
    """recorded: live_read."""
    assert cf.error(f"/v3/app_usage_events?{query}") == unprocessable(told_of_it)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"admin"}))
def test_only_admins_purge(told, role):
    assert told.error(PURGE, role, method="POST") == (403, NOT_AUTHORIZED)
    assert len(told.state[AppUsageEvent]) == 2


def test_a_purge_leaves_the_start_of_whatever_runs(told):
    with told.foundation.store.change() as change:
        change.clear(Process)
        change.put(
            Process(guid="runs", created_at=NOON, app_guid="my-app", state="STARTED", memory=64, instances=2),
            Process(guid="rests", created_at=NOON, app_guid="my-app"),
        )
    answer = told.ask(PURGE, method="POST")
    assert (answer.status_code, answer.json()) == (200, {})
    (shown,) = told.ask("/v3/app_usage_events").json()["resources"]
    assert (shown["guid"], shown["state"]) == ("runs", {"current": "STARTED", "previous": "STARTED"})
    assert (shown["app"], shown["process"]) == ({"guid": "my-app", "name": "my-app"}, {"guid": "runs", "type": None})
    assert (shown["space"], shown["organization"]) == ({"guid": "dev", "name": "dev"}, {"guid": "acme"})
    assert (shown["memory_in_mb_per_instance"], shown["instance_count"]) == (
        {"current": 64, "previous": 64},
        {"current": 2, "previous": 2},
    )
