import json

import pytest


@pytest.fixture
def clock(served, run):
    yield lambda *words: run("clock", *words, "--url", served.url)
    assert run("clock", "live", "--url", served.url).returncode == 0


def test_the_clock_is_shown_frozen_advanced_set_and_freed(clock):
    assert clock("freeze", "2026-01-01").stdout == "2026-01-01T00:00:00Z  frozen\n"
    assert clock("advance", "15m").stdout == "2026-01-01T00:15:00Z  frozen\n"
    assert clock().stdout == clock("show").stdout == "2026-01-01T00:15:00Z  frozen\n"
    assert json.loads(clock("--json").stdout)["frozen"]
    assert clock("set", "2031-01-01").stdout.startswith("2031-01-01T00:00:")
    assert clock("live").stdout.endswith("  live\n")
    assert clock("advance", "90s").stdout.endswith("  +90s from the machine's clock\n")
    assert json.loads(clock("freeze", "--json").stdout)["frozen"]


def test_a_wrong_time_is_refused_in_words(clock):
    refused = clock("advance", "soon")
    assert (refused.returncode, "'soon' is not a duration" in refused.stderr) == (2, True)


def test_its_commands_are_named(run):
    assert "advance" in run("clock", "--help").stdout
