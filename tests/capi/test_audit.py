"""Audit events: section 14 of cc-droplets."""

from datetime import UTC, datetime

import pytest

from fakecf.state.records import App, AuditEvent

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def events(cf):
    return list(cf.state[AuditEvent])


@pytest.mark.parametrize(
    ("path", "kind", "data"),
    [
        ("/v3/droplets/staged/download", "audit.app.droplet.download", {"droplet_guid": "staged"}),
        ("/v3/packages/package/download", "audit.app.package.download", {"package_guid": "package"}),
    ],
)
def test_an_event_says_who_did_what_to_which_app(cf, path, kind, data):
    claims = cf.foundation.token("space_developer").claims
    cf.ask(path, "space_developer")
    (event,) = events(cf)
    assert event.created_at == event.updated_at
    assert (event.type, event.data) == (kind, data)
    assert (event.actor, event.actor_type) == (claims["user_id"], "user")
    assert (event.actor_name, event.actor_username) == (claims["email"], claims["user_name"])
    assert (event.target, event.target_type, event.target_name) == ("my-app", "app", "my-app")
    assert (event.space_guid, event.organization_guid) == ("dev", "acme")


@pytest.mark.parametrize("times", [1, 3])
def test_every_download_is_an_event_of_its_own(cf, times):
    for _ in range(times):
        cf.ask("/v3/droplets/staged/download")
    assert len({event.guid for event in events(cf)}) == times


def test_looking_and_patching_are_no_events(cf):
    # cc-droplets 14: PATCH records nothing
    cf.ask("/v3/droplets/staged")
    cf.ask("/v3/droplets")
    cf.ask("/v3/droplets/staged", method="PATCH", json={"metadata": {"labels": {"a": "b"}}})
    assert events(cf) == []


def test_an_event_outlives_what_it_speaks_of(cf):
    cf.ask("/v3/droplets/staged/download")
    with cf.foundation.store.change() as change:
        change.delete(change[App].get("my-app"))
    assert [event.target for event in events(cf)] == ["my-app"]


def test_only_the_newest_events_are_kept(cf):
    old = (
        AuditEvent(
            guid=str(number),
            created_at=NOW,
            type="x",
            actor="",
            actor_type="user",
            actor_name="",
            actor_username="",
            target="",
            target_type="app",
            target_name="",
            data={},
        )
        for number in range(19_999)
    )
    cf.put(*old)
    cf.ask("/v3/droplets/staged/download")
    kept = events(cf)
    assert len(kept) == 10_000
    assert kept[-1].type == "audit.app.droplet.download"
    assert kept[0].guid == "10000"
