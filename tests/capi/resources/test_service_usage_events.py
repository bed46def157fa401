"""Service usage events: the recordings service_usage_events and live_read."""

from datetime import UTC, datetime

import pytest

from fakecf.state.usage_records import ServiceUsageEvent
from tests.capi.conftest import NOT_AUTHORIZED, not_found, unprocessable
from tests.capi.roles import GLOBAL, ROLES

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
EVENT = ServiceUsageEvent(
    guid="event",
    created_at=NOON,
    state="CREATED",
    space_guid="dev",
    space_name="dev",
    org_guid="acme",
    service_instance_guid="db",
    service_instance_name="my-db",
    service_instance_type="managed_service_instance",
    service_plan_guid="small",
    service_plan_name="Small",
    service_guid="postgres",
    service_label="PostgreSQL",
    service_broker_guid="broker",
    service_broker_name="Broker",
)
LATER = ServiceUsageEvent(guid="later", created_at=NOON, state="DELETED", service_instance_type="user_provided")
PURGE = "/v3/service_usage_events/actions/destructively_purge_all_and_reseed"


@pytest.fixture
def told(cf):
    cf.put(EVENT, LATER)
    return cf


def test_an_event_is_shown_whole_in_ccs_order(told):
    expected = {
        "guid": "event",
        "created_at": "2026-01-02T12:00:00Z",
        "updated_at": "2026-01-02T12:00:00Z",
        "state": "CREATED",
        "space": {"guid": "dev", "name": "dev"},
        "organization": {"guid": "acme"},
        "service_instance": {"guid": "db", "name": "my-db", "type": "managed_service_instance"},
        "service_plan": {"guid": "small", "name": "Small"},
        "service_offering": {"guid": "postgres", "name": "PostgreSQL"},
        "service_broker": {"guid": "broker", "name": "Broker"},
        "links": {"self": {"href": f"{told.url}/v3/service_usage_events/event"}},
    }
    shown = told.ask("/v3/service_usage_events/event").json()
    assert shown == expected
    assert list(shown) == list(expected)


@pytest.mark.parametrize("role", ROLES)
def test_only_who_reads_everything_sees_events(told, role):
    sees = role in GLOBAL
    assert told.guids("/v3/service_usage_events", role) == (["event", "later"] if sees else [])
    assert told.ask("/v3/service_usage_events/event", role).status_code == (200 if sees else 404)
    assert told.error("/v3/service_usage_events/nope", role) == (404, not_found("Service usage event"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("service_instance_types=user_provided", ["later"]),
        ("service_offering_guids=postgres,x", ["event"]),
        ("after_guid=event", ["later"]),
        ("guids=event", ["event"]),
    ],
)
def test_lists_are_filtered(told, query, found):
    assert told.guids(f"/v3/service_usage_events?{query}") == found


def test_who_names_no_event_has_read_none(cf):
    refused = cf.error("/v3/service_usage_events?after_guid=x")
    assert refused == unprocessable("After guid filter must be a valid service usage event guid.")


@pytest.mark.parametrize("role", ROLES)
def test_only_admins_purge(told, role):
    answer = told.ask(PURGE, role, method="POST")
    if role == "admin":
        assert (answer.status_code, answer.json()) == (200, {})
        assert told.guids("/v3/service_usage_events") == []
    else:
        assert (answer.status_code, answer.json()["errors"]) == (403, [NOT_AUTHORIZED])
        assert told.guids("/v3/service_usage_events") == ["event", "later"]
