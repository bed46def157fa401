import time

from fakecf.seeds import load
from fakecf.state.records import App, Droplet

TEXT = "fakecf: 1\norgs: {o: {spaces: {s: {generate: {apps: %d, droplets_each: 2, prefix: load-, faker_seed: %d}}}}}\n"


def _names(seed) -> list[str]:
    return [record.name for record in seed.records if isinstance(record, App)]


def test_the_same_seed_gives_the_same_names_and_another_gives_others(seed):
    first, again, other = (_names(seed(TEXT % (50, number))) for number in (7, 7, 8))
    assert first == again
    assert set(first).isdisjoint(other)
    assert all(name.startswith("load-") for name in first)


def test_generated_apps_run_on_the_last_of_their_droplets(seed):
    records = seed(TEXT % (22, 7)).records
    apps = [record for record in records if isinstance(record, App)]
    droplets = [record for record in records if isinstance(record, Droplet)]
    assert {app.desired_state for app in apps} == {"STARTED"}
    assert [app.droplet_guid for app in apps] == [droplet.guid for droplet in droplets[1::2]]
    assert [app.buildpacks[0] for app in apps[:12:11]] == ["staticfile_buildpack"] * 2


def test_generated_apps_do_not_take_the_name_of_a_written_one(seed):
    (name,) = _names(seed(TEXT % (1, 7)))
    text = (TEXT % (1, 7)).replace("generate", f"apps: {{{name}: }}, generate")
    assert _names(seed(text)) == [name, f"{name}-generated"]


def test_generated_apps_follow_the_lifecycle_that_is_asked_for(seed):
    text = "fakecf: 1\norgs: {o: {spaces: {s: {generate: {apps: 2, lifecycle: docker}}}}}\n"
    loaded = seed(text)
    assert {app.lifecycle_type for app in loaded.records if isinstance(app, App)} == {"docker"}
    assert loaded.blobs == ()


def test_ten_thousand_apps_load_in_two_seconds_each_with_a_name_of_its_own(now):
    """reliability R-12."""
    began = time.process_time()
    loaded = load(["volume"], now=now, environ={})
    assert time.process_time() - began < 2
    assert len(set(_names(loaded))) == 10_000
