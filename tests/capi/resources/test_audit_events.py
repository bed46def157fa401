"""Audit events as they are read: cc-surface 4.14, the recordings events and live_read."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from fakecf.state.records import AuditEvent
from tests.capi.conftest import NOBODY, NOT_AUTHENTICATED, bad_query, not_found
from tests.capi.roles import GLOBAL, ROLES

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
IN_SPACE = AuditEvent(
    guid="in-space",
    created_at=NOON,
    updated_at=NOON,
    type="audit.app.update",
    actor="alice-guid",
    actor_type="user",
    actor_name="alice@example.org",
    actor_username="alice",
    target="my-app",
    target_type="app",
    target_name="my-app",
    data={"request": {"name": "x"}},
    space_guid="dev",
    organization_guid="acme",
)
IN_ORG = msgspec.structs.replace(
    IN_SPACE,
    guid="in-org",
    type="audit.organization.update",
    target="acme",
    target_type="organization",
    space_guid=None,
)
NOWHERE = msgspec.structs.replace(
    IN_SPACE, guid="nowhere", type="blob.remove_orphan", target="a/b", space_guid=None, organization_guid=None
)
ALL = ["in-space", "in-org", "nowhere"]


@pytest.fixture
def told(cf):
    cf.put(IN_SPACE, IN_ORG, NOWHERE)
    return cf


def test_an_event_is_shown_whole_in_ccs_order(told):
    expected = {
        "guid": "in-space",
        "created_at": "2026-01-02T12:00:00Z",
        "updated_at": "2026-01-02T12:00:00Z",
        "type": "audit.app.update",
        "actor": {"guid": "alice-guid", "type": "user", "name": "alice@example.org"},
        "target": {"guid": "my-app", "type": "app", "name": "my-app"},
        "data": {"request": {"name": "x"}},
        "space": {"guid": "dev"},
        "organization": {"guid": "acme"},
        "links": {"self": {"href": f"{told.url}/v3/audit_events/in-space"}},
    }
    shown = told.ask("/v3/audit_events/in-space").json()
    assert shown == expected
    assert list(shown) == list(expected)
    assert told.ask("/v3/audit_events").json()["resources"][0] == expected


def test_where_an_event_is_of_no_space_and_no_organization_it_says_null(told):
    shown = told.ask("/v3/audit_events/nowhere").json()
    assert (shown["space"], shown["organization"]) == (None, None)


def test_both_moments_are_when_the_event_was_written(told):
    """recorded: events."""
    told.change(AuditEvent, "in-space", created_at=NOON + timedelta(seconds=100))
    shown = told.ask("/v3/audit_events/in-space").json()
    assert shown["created_at"] == shown["updated_at"] == "2026-01-02T12:00:00Z"


VISIBLE = {
    **dict.fromkeys(ROLES, ()),
    **dict.fromkeys(GLOBAL, tuple(ALL)),
    **dict.fromkeys(("space_developer", "space_auditor", "space_supporter"), ("in-space",)),
    "org_auditor": ("in-space", "in-org"),
}


@pytest.mark.parametrize(("role", "visible"), VISIBLE.items())
def test_managers_do_not_see_what_their_people_do(told, role, visible):
    """`Event.user_visibility_filter`; recorded: live_read."""
    assert told.guids("/v3/audit_events", role) == list(visible)
    for guid in ALL:
        path = f"/v3/audit_events/{guid}"
        assert told.ask(path, role).status_code == (200 if guid in visible else 404)
    assert told.error("/v3/audit_events/nope", role) == (404, not_found("Event"))


def test_who_is_nobody_sees_nothing(told):
    assert told.error("/v3/audit_events", NOBODY) == (401, NOT_AUTHENTICATED)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("types=audit.app.update,x", ["in-space"]),
        ("target_guids=acme,a/b", ["in-org", "nowhere"]),
        ("target_guids[not]=acme,a/b", ["in-space"]),
        ("target_guids[not]=x", ALL),
        ("space_guids=dev", ["in-space"]),
        ("organization_guids=acme", ["in-space", "in-org"]),
        ("guids=in-org", ["in-org"]),
        ("created_ats[lt]=2026-01-02T12:00:00Z", []),
        ("order_by=-created_at", ["nowhere", "in-space", "in-org"]),
    ],
)
def test_lists_are_filtered(told, query, found):
    assert told.guids(f"/v3/audit_events?{query}") == found


def test_links_repeat_whom_the_list_leaves_out(told):
    first = told.ask("/v3/audit_events?target_guids[not]=a,b").json()["pagination"]["first"]["href"]
    assert first == f"{told.url}/v3/audit_events?page=1&per_page=50&target_guids%5Bnot%5D=a%2Cb"


@pytest.mark.parametrize("operator", ["x", "not]=&target_guids[x"])
def test_target_guids_know_one_operator(told, operator):
    path = f"/v3/audit_events?target_guids[{operator}]=a"
    assert told.error(path) == bad_query("Target guids target_guids has an invalid operator")


def test_events_have_no_labels(told):
    status, error = told.error("/v3/audit_events?label_selector=env")
    assert (status, error["detail"].startswith("The query parameter is invalid: Unknown query parameter(s)")) == (
        400,
        True,
    )


def test_a_page_beyond_the_end_counts_all_the_same(told):
    """Unlike those of other lists; recorded: live_read."""
    assert told.ask("/v3/audit_events?page=2").json()["pagination"]["total_results"] == 3


def test_what_somebody_does_is_read_back(cf):
    cf.ask("/v3/droplets/staged/download", "space_developer")
    (event,) = cf.ask("/v3/audit_events").json()["resources"]
    assert (event["type"], event["data"]) == ("audit.app.droplet.download", {"droplet_guid": "staged"})
    assert (event["target"]["guid"], event["space"], event["organization"]) == (
        "my-app",
        {"guid": "dev"},
        {"guid": "acme"},
    )
