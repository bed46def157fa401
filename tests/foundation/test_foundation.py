from datetime import timedelta

import pytest

from fakecf.foundation import Foundation, UnknownNameError
from fakecf.state.records import App, ClockSetting, Droplet


@pytest.fixture
def foundation():
    made = Foundation.from_seeds("default", environ={})
    yield made
    made.close()


def names(foundation):
    return [app.name for app in foundation.store.state[App]]


def empty(foundation):
    with foundation.store.change() as change:
        change.delete(*change[App])


def test_a_snapshot_is_the_state_and_can_be_restored(foundation):
    before, kept = names(foundation), foundation.snapshot()
    empty(foundation)
    assert names(foundation) == []
    foundation.restore(kept)
    assert names(foundation) == before


def test_a_reset_brings_back_records_and_bits(foundation):
    droplet = next(each for each in foundation.store.state[Droplet] if each.state == "STAGED")
    foundation.blobs.delete("cc-droplets", droplet.blobstore_key)
    empty(foundation)
    foundation.reset()
    assert foundation.store.state[Droplet].get(droplet.guid) == droplet
    assert foundation.blobs.exists("cc-droplets", droplet.blobstore_key)


def test_a_reset_of_the_faults_leaves_all_else(foundation):
    foundation.faults.add("downloads 502")
    empty(foundation)
    foundation.reset("faults")
    assert foundation.faults.rules() == ()
    assert names(foundation) == []


def test_time_goes_on_when_all_records_are_replaced(foundation):
    with foundation.store.change() as change:
        (setting,) = change[ClockSetting]
        change.update(setting, ahead=60.0)
    foundation.replace_records([])
    assert names(foundation) == []
    assert [setting.ahead for setting in foundation.store.state[ClockSetting]] == [60.0]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"user": "dve"}, "there is no user 'dve'; did you mean 'dev'?"),
        ({"user": "dev", "client_id": "cg"}, "there is no client 'cg'; did you mean 'cf'?"),
    ],
)
def test_a_token_for_nobody_is_refused_with_the_nearest_name(foundation, how, told):
    with pytest.raises(UnknownNameError) as refused:
        foundation.token(**how)
    assert str(refused.value) == told


def test_a_token_lasts_as_long_as_is_asked(foundation):
    token = foundation.token("dev", lifetime=timedelta(seconds=5))
    assert token.claims["exp"] - token.claims["iat"] == 5


def test_two_foundations_share_nothing_that_changes(foundation):
    other = Foundation.from_seeds("default", environ={})
    empty(foundation)
    assert names(other) != []
    other.close()


def test_guids_of_what_a_seed_names_are_the_same_everywhere(foundation):
    other = Foundation.from_seeds("default", environ={})
    assert [app.guid for app in other.store.state[App]] == [app.guid for app in foundation.store.state[App]]
    other.close()
