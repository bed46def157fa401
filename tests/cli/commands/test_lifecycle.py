import json

import pytest


@pytest.fixture
def lifecycle(served, run):
    return lambda *words: run("lifecycle", *words, "--url", served.url)


@pytest.fixture
def droplet(run):
    rows = json.loads(run("seed", "explain", "default", "--json").stdout)
    return next(row["guid"] for row in rows if row["type"] == "droplets")


def test_something_is_put_under_way_listed_and_released(lifecycle, droplet):
    assert lifecycle("list").stdout == "nothing is under way\n"
    put = lifecycle("set", "droplets", droplet, "3", "polls", "--ending", "FAILED: NoCompatibleCell")
    assert put.stdout.startswith(f"droplets/{droplet}  ")
    assert put.stdout.endswith("3 polls, 0 polled; becomes FAILED: NoCompatibleCell\n")
    assert lifecycle("list").stdout == put.stdout
    assert [each["guid"] for each in json.loads(lifecycle("list", "--json").stdout)] == [droplet]
    released = json.loads(lifecycle("release", "droplets", droplet, "--as", "STAGED", "--json").stdout)
    assert released["state"] == "STAGED"
    assert ", due 20" in lifecycle("set", "droplets", droplet, "1h").stdout
    assert "STAGED  1h" in lifecycle("release", "droplets", droplet).stdout
    assert lifecycle("list").stdout == "nothing is under way\n"


def test_a_wrong_word_is_refused_with_the_nearest(lifecycle, droplet):
    refused = lifecycle("set", "droplets", droplet, "hold")
    assert (refused.returncode, "did you mean 'held'?" in refused.stderr) == (2, True)
    assert lifecycle("set", "routes", droplet, "held").returncode == 2
    assert "is nothing under way" in lifecycle("release", "droplets", droplet).stderr
