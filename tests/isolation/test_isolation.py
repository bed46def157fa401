"""Sixteen processes with two thousand tests, each with servers of its own, or all with one: nobody meets another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fakecf import Config, Server

pytestmark = pytest.mark.crowd

CROWD = Path(__file__).with_name("crowd.py")
WORKERS = 16
TESTS = 2000
REPEATS = [1, 2, 3]


def crowd(folder, repeat, *options):
    """Run it in an order of its own; what pytest said, and where each worker's tests were."""
    command = [sys.executable, "-m", "pytest", "-q", f"-n{WORKERS}", "-p", "no:cacheprovider", str(CROWD), *options]
    done = subprocess.run(
        [*command, f"--randomly-seed={repeat}"],
        env={**os.environ, "FAKECF_CROWD": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, [path.read_text("utf-8").splitlines() for path in folder.iterdir()]


def assert_all_passed(said, places):
    assert f"{TESTS} passed" in said, said[-3000:]
    assert (len(places), sum(map(len, places))) == (WORKERS, TESTS)


@pytest.mark.parametrize("repeat", REPEATS)
def test_each_worker_with_servers_of_its_own(tmp_path, repeat):
    assert_all_passed(*crowd(tmp_path, repeat))


@pytest.mark.parametrize("repeat", REPEATS)
def test_all_workers_with_one_server(tmp_path, repeat):
    with Server(config=Config().on_free_ports()) as server:
        said, places = crowd(tmp_path, repeat, f"--fakecf-url={server.control_url}")
        assert_all_passed(said, places)
        assert {place.split()[1].startswith(server.control_url) for each in places for place in each} == {True}
        assert (server.calls.foundations(), server.uncaught, len(server.flows)) == ([], 0, 0)
