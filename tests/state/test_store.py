import threading
from datetime import UTC, datetime

import pytest

from fakecf.state import Store
from fakecf.state.records import App, Droplet, Organization, Role, Space, User

THEN = datetime(2026, 1, 1, tzinfo=UTC)
WORLD = (
    User(guid="u", created_at=THEN),
    Organization(guid="o", created_at=THEN, name="acme"),
    Space(guid="s", created_at=THEN, name="dev", organization_guid="o"),
    Role(guid="r", created_at=THEN, type="space_developer", user_guid="u", space_guid="s"),
    App(guid="a", created_at=THEN, name="web", space_guid="s"),
    Droplet(guid="d", created_at=THEN, app_guid="a"),
)


def test_a_change_is_seen_only_after_its_block_has_ended():
    store = Store(WORLD)
    with store.change() as change:
        change.update(change[App].get("a"), name="api")
        assert store.state[App].get("a").name == "web"
    assert store.state[App].get("a").name == "api"


def test_a_change_that_fails_leaves_everything_as_it_was():
    store = Store(WORLD)
    before = store.state
    with pytest.raises(ZeroDivisionError):
        _delete_half_way(store)
    assert store.state is before


def _delete_half_way(store):
    with store.change() as change:
        change.delete(change[Organization].get("o"))
        1 / 0  # noqa: B018


def test_a_change_inside_a_change_is_refused_rather_than_hanging():
    store = Store()
    with store.change(), pytest.raises(RuntimeError, match="already open"), store.change():
        pass


def test_deleting_takes_along_all_that_belongs():
    store = Store(WORLD)
    with store.change() as change:
        change.delete(change[Organization].get("o"))
    left = {kind for kind in (Organization, Space, Role, App, Droplet, User) if len(store.state[kind])}
    assert left == {User}


def test_a_kept_state_is_a_snapshot_that_can_be_restored():
    store = Store(WORLD)
    kept = store.state
    with store.change() as change:
        change.delete(change[Space].get("s"))
    store.restore(kept)
    assert store.state[Droplet].get("d").app_guid == "a"


def test_the_owner_of_a_record_is_found_through_as_many_owners_as_it_takes():
    state = Store(WORLD).state
    assert state.owner(state[Droplet].get("d"), Organization).name == "acme"
    assert state.owner(state[Organization].get("o"), Space) is None


def test_an_update_reads_what_the_change_already_holds():
    store = Store(WORLD)
    stale = store.state[App].get("a")
    with store.change() as change:
        change.update(stale, name="first")
        change.update(stale, desired_state="STARTED")
    assert store.state[App].get("a").name == "first"


def test_writers_in_many_threads_lose_nothing():
    store = Store(WORLD)

    def rename(times):
        for _ in range(times):
            with store.change() as change:
                app = change[App].get("a")
                change.update(app, name=app.name + "x")

    threads = [threading.Thread(target=rename, args=(50,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.state[App].get("a").name == "web" + "x" * 800


def test_a_watcher_hears_of_every_change_once_it_has_happened():
    store = Store(WORLD)
    kept = store.state
    heard = []
    store.watch(lambda before, after: heard.append((before is kept, after is store.state)))
    with store.change() as change:
        change.clear(App)
    store.restore(kept)
    assert heard == [(True, True), (False, True)]
